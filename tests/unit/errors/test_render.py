import pytest

import webapp2
from webapp2compat.errors import AppError, Unauthorized


def test_body_template_is_the_page_in_html(failing, send):
    error = AppError("m", 400, body_template="<i>${detail}</i> for ${HTTP_COOKIE}")

    response = send(failing(error, format="html"), headers={"Cookie": "a=1"})

    assert "<i>m</i> for ${HTTP_COOKIE}" in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_body_template_is_not_used_in_text(failing, send):
    assert "<i>" not in send(failing(AppError("m", 400, body_template="<i>${detail}</i>"), format="text")).text


def test_body_that_was_set_on_an_exception_stays(failing, send):
    error = webapp2.exc.HTTPBadRequest(body=b"own body")

    assert send(failing(error, format="json")).body == b"own body"


def test_headers_of_the_exception_are_sent(failing, send):
    error = Unauthorized("Sign in", headers={"WWW-Authenticate": 'Basic realm="r"'})

    assert send(failing(error, format="html")).headers["WWW-Authenticate"] == 'Basic realm="r"'


def test_negotiated_page_varies_by_accept_beside_what_the_exception_says(failing, send):
    response = send(failing(AppError("m", 400, headers={"Vary": "Cookie"}), format="auto"))

    assert response.headers.getall("Vary") == ["Cookie", "Accept"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json; charset=utf-8", "application/json"),
        ('application/json;q=0.5;charset="UTF-8", text/html ; Charset = utf-8;q=0.7', "text/html"),
        ("text/plain;charset=utf-8;q=0, */*;q=0.1", "application/json"),
        ("application/json;version=1", "text/plain"),
    ],
)
def test_charset_does_not_keep_a_client_from_what_it_accepts(failing, send, accept, media_type):
    response = send(failing(ValueError("v"), format="auto", schema="sanic"), headers={"Accept": accept})

    assert response.content_type == media_type


@pytest.mark.parametrize(("headers", "values"), [({}, ["no-cache"]), ({"cache-control": "max-age=60"}, ["max-age=60"])])
def test_error_page_is_kept_in_caches_only_if_the_exception_says_so(failing, answer, headers, values):
    application = failing(AppError("m", 400, headers=headers), format="json")

    sent = answer(application, PATH_INFO="/")[1]

    assert [value for name, value in sent if name.lower() == "cache-control"] == values


@pytest.mark.parametrize(
    ("context", "row"), [({"<a>": "<b>"}, "<dt>&lt;a&gt;</dt><dd>&lt;b&gt;</dd>"), (["x"], "[&#x27;x&#x27;]")]
)
def test_context_is_escaped_in_html(failing, send, context, row):
    assert row in send(failing(AppError("m", 400, context=context), format="html")).text


@pytest.mark.parametrize(("context", "line"), [({"a": "b"}, "\nContext\n  a: b\n"), (["x"], "\nContext\n  : ['x']\n")])
def test_context_is_a_section_in_text(failing, send, context, line):
    assert line in send(failing(AppError("m", 400, context=context), format="text")).text


def test_unknown_format_of_a_handler_is_a_logged_500(app, send, caplog):
    def handler(request):
        webapp2.abort(404)

    handler.error_format = "xml"

    response = send(app([webapp2.Route("/", handler)]))

    assert response.status_int == 500
    assert "'xml'" in caplog.text


@pytest.mark.parametrize("settings", [{"format": "json", "schema": lambda info: 1 / 0}, {"format": lambda info: 1 / 0}])
@pytest.mark.parametrize("path", ["/", "/nope"])
def test_renderer_that_fails_leaves_the_plain_500_page(failing, send, caplog, settings, path):
    response = send(failing(ValueError("v"), **settings), path)

    assert response.status_int == 500
    assert response.content_type == "text/plain"
    assert "ZeroDivisionError" in caplog.text


def test_format_of_a_route_may_be_a_function(app, send):
    def handler(request):
        webapp2.abort(404)

    route = webapp2.Route("/", handler)
    route.error_format = lambda info: webapp2.Response("own", status=info.status)

    assert send(app([route])).text == "own"


@pytest.mark.parametrize("template", ["/x", "/<name>", "/<:x+>"])
def test_405_of_a_route_has_its_error_format(app, send, template):
    table = [webapp2.Route(template, webapp2.RequestHandler, methods=["GET"], error_format="json")]

    response = send(app(table), "/x", method="POST")

    assert (response.content_type, response.headers["Allow"]) == ("application/problem+json", "GET")


def test_405_of_several_routes_has_the_first_error_format(app, send):
    table = [
        webapp2.Route("/x", methods=["GET"]),
        webapp2.Route("/x", methods=["PUT"], error_format="json"),
        webapp2.Route("/x", methods=["DELETE"], error_format="html"),
    ]

    response = send(app(table, config={"webapp2compat.errors": {"format": "text"}}), "/x", method="POST")

    assert response.content_type == "application/problem+json"


def test_route_that_refused_the_method_has_no_say_once_another_matches(app, send):
    def handler(request):
        webapp2.abort(403)

    table = [webapp2.Route("/x", methods=["GET"], error_format="json"), webapp2.Route("/x", handler)]

    assert send(app(table), "/x", method="POST").content_type == "text/plain"


def test_cookies_travel_with_an_aborted_request(app, send):
    class Home(webapp2.RequestHandler):
        def get(self):
            self.response.set_cookie("seen", "1")
            self.abort(403)

    assert (
        "seen=1" in send(app([("/", Home)], config={"webapp2compat.errors": {"format": "json"}})).headers["Set-Cookie"]
    )


def test_cookies_of_a_handler_that_crashed_do_not_travel(app, send):
    class Home(webapp2.RequestHandler):
        def get(self):
            self.response.set_cookie("seen", "1")
            raise ValueError

    assert "Set-Cookie" not in send(app([("/", Home)], config={"webapp2compat.errors": {"format": "json"}})).headers


def test_exceptions_of_webob_show_webapp2s_phrases(app, send):
    def handler(request):
        raise webapp2.exc.HTTPRequestTimeout

    response = send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"format": "json"}}))

    assert (response.status, response.json["title"]) == ("408 Request Time-out", "Request Time-out")


def test_function_as_format_may_leave_an_error_to_webob(failing, send):
    assert send(failing(ValueError("v"), format=lambda info: None), "/nope").content_type == "text/plain"


def test_function_as_format_that_returns_a_string_ends_in_the_plain_page(failing, send):
    assert send(failing(ValueError("v"), format=lambda info: "text")).status == "500 Internal Server Error"


def test_comment_is_one_in_html_too(app, send):
    def handler(request):
        webapp2.abort(403, comment="--> <b>")

    response = send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"format": "html"}}))

    assert "<!-- --&gt; &lt;b&gt; -->" in response.text


def test_decorator_may_change_the_error_in_place(failing, send):
    application = failing(ValueError("v"), format="json", error_decorator=lambda error: error.update(help=b"/help"))

    assert send(application).json["help"] == "b'/help'"
