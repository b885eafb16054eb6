"""A path of this host leads where joining it to the URL of the request leads, on a response in any state."""

from urllib.parse import urljoin

from hypothesis import example, given, strategies as st

import webapp2

BEGINNINGS = {
    "nothing": lambda response: None,
    "text": lambda response: response.write("x"),
    "header": lambda response: response.headers.update({"X-A": "1"}),
    "location": lambda response: response.headers.update({"Location": "/elsewhere"}),
    "looked at": lambda response: response.headerlist,
}


class Handler(webapp2.RequestHandler):
    def get(self):
        BEGINNINGS[self.request.environ["beginning"]](self.response)
        return self.redirect(self.request.environ["uri"])


class OwnResponse(webapp2.Response):
    """A response whose class the application has derived."""


def location(uri, beginning, response_class):
    app = webapp2.WSGIApplication([("/a/b;c", Handler)])
    app.response_class = response_class
    response = app.get_response("/a/b;c?d", environ={"uri": uri, "beginning": beginning})
    assert response.status_int == 302
    return response.headers.getall("Location")


@example(["/", "a", "?"], "text", webapp2.Response)
@example(["/", "a", "?", "a"], "location", webapp2.Response)
@example(["/", "a", "/", ".", "."], "header", webapp2.Response)
@example(["/"], "nothing", OwnResponse)
@given(
    st.lists(st.sampled_from("/a.;?:%#&"), max_size=8),
    st.sampled_from(sorted(BEGINNINGS)),
    st.sampled_from([webapp2.Response, OwnResponse]),
)
def test_path_leads_where_joining_it_leads(texts, beginning, response_class):
    uri = "/a" + "".join(texts)

    assert location(uri, beginning, response_class) == [urljoin("http://localhost/a/b;c?d", uri)]
