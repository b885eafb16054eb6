"""What webapp2's users complained about and what was found broken in it, a regression test each."""

import threading

import pytest

import webapp2
from webapp2_extras import routes


def app_of(get, path="/", **kwargs):
    handler = type("Handler", (webapp2.RequestHandler,), {"get": get, "post": get})
    return webapp2.WSGIApplication([webapp2.Route(path, handler, name="it")], **kwargs)


def write(value):
    return lambda self: self.response.write(value(self))


def test_binary_bytes_are_written_as_they_are():
    assert app_of(write(lambda self: b"\xff\x00")).get_response("/").body == b"\xff\x00"


def test_form_in_latin_1_is_decoded_as_declared():
    app = app_of(write(lambda self: self.request.get("a")))
    content_type = "application/x-www-form-urlencoded; charset=iso-8859-1"

    assert app.get_response("/", method="POST", body=b"a=caf%E9", content_type=content_type).text == "café"


@pytest.mark.parametrize("query", ["x=%FF", "%ff=1", "x=%C3%28"])
def test_malformed_utf8_in_the_query_is_a_400(query):
    app = app_of(write(lambda self: self.request.get("x")))

    assert app.get_response(f"/?{query}").status_int == 400


def test_malformed_utf8_in_the_path_is_a_400():
    app = app_of(write(lambda self: "here"))
    request = webapp2.Request.blank("/")
    request.environ["PATH_INFO"] = "/\xff"

    assert request.get_response(app).status_int == 400


def test_domain_route_looks_at_the_host_header():
    handler = type("Handler", (webapp2.RequestHandler,), {"get": write(lambda self: "admin")})
    app = webapp2.WSGIApplication([routes.DomainRoute("admin.example.com", [webapp2.Route("/", handler)])])

    assert app.get_response("/", headers={"Host": "ADMIN.example.com:8080"}).text == "admin"


def test_aborted_redirect_keeps_cookies():
    def get(self):
        self.response.set_cookie("c", "v")
        self.redirect("/x", abort=True)

    assert app_of(get).get_response("/").headers["Set-Cookie"] == "c=v; Path=/"


def test_strict_slash_keeps_the_query_and_the_method():
    handler = type("Handler", (webapp2.RequestHandler,), {"post": write(lambda self: "posted")})
    app = webapp2.WSGIApplication([routes.RedirectRoute("/x/", handler, name="x", strict_slash=True)])
    response = app.get_response("/x?a=1", method="POST")

    assert (response.status_int, response.headers["Location"]) == (308, "http://localhost/x/?a=1")


def test_path_prefix_route_matches_the_bare_prefix():
    handler = type("Handler", (webapp2.RequestHandler,), {"get": write(lambda self: "bare")})
    app = webapp2.WSGIApplication([routes.PathPrefixRoute("/p", [webapp2.Route("", handler)])])

    assert app.get_response("/p").text == "bare"


def test_path_prefix_route_captures_variables():
    handler = type("Handler", (webapp2.RequestHandler,), {"get": lambda self, u: self.response.write(u)})
    app = webapp2.WSGIApplication([routes.PathPrefixRoute("/p/<u>", [webapp2.Route("/x", handler)])])

    assert app.get_response("/p/ann/x").text == "ann"


def test_uri_for_under_a_path_prefix_has_the_prefix():
    child = webapp2.Route("/a", write(lambda self: ""), name="a")
    app = webapp2.WSGIApplication([routes.PathPrefixRoute("/p", [child])])

    assert app.router.build(None, "a", (), {}) == "/p/a"


def test_route_shared_by_two_prefixes_is_prefixed_once_in_each():
    handler = type("Handler", (webapp2.RequestHandler,), {"get": write(lambda self: "shared")})
    shared = webapp2.Route("/x", handler)
    app = webapp2.WSGIApplication([routes.PathPrefixRoute("/a", [shared]), routes.PathPrefixRoute("/b", [shared])])

    assert [app.get_response(path).status_int for path in ("/a/x", "/b/x", "/b/a/x", "/x")] == [200, 200, 404, 404]


@pytest.mark.parametrize(("value", "query"), [("é", "q=%C3%A9"), (["1", "2"], "q=1&q=2"), (b"a b", "q=a+b")])
def test_query_values_are_encoded(value, query):
    assert app_of(write(lambda self: self.uri_for("it", q=value))).get_response("/").text == f"/?{query}"


def test_percent_in_a_template_can_be_built():
    assert app_of(write(lambda self: self.uri_for("it")), "/100%").get_response("/100%25").text == "/100%25"


@pytest.mark.parametrize("route", [r"/\d+", webapp2.Route(r"/<:\d+>")])
def test_trailing_newline_does_not_match(route):
    handler = type("Handler", (webapp2.RequestHandler,), {"get": lambda self, *args: None})
    template = route if isinstance(route, str) else route.template
    table = [(template, handler)] if isinstance(route, str) else [webapp2.Route(template, handler)]

    assert webapp2.WSGIApplication(table).get_response("/12%0A").status_int == 404


def test_405_from_route_methods_lists_them():
    app = webapp2.WSGIApplication([webapp2.Route("/", webapp2.RequestHandler, methods=["GET", "PUT"])])
    response = app.get_response("/", method="POST")

    assert (response.status_int, response.headers["Allow"]) == (405, "GET, PUT")


def test_allow_multiple_returns_all_values():
    app = app_of(write(lambda self: self.request.get("a", allow_multiple=True)))

    assert app.get_response("/?a=1&a=2").text == "['1', '2']"


def test_undecodable_cookie_of_another_site_is_dropped_alone():
    app = app_of(write(lambda self: self.request.cookies.get("mine")))

    assert app.get_response("/", headers={"Cookie": 'other="\\377"; mine=1'}).text == "1"


@pytest.mark.parametrize("name", ["X-A\r\nX-B", "X-A: 1\nX-B"])
def test_header_name_with_a_line_break_is_refused(name):
    with pytest.raises(ValueError, match="X-A"):
        webapp2.Response().headers[name] = "1"


@pytest.mark.parametrize("value", ["a\r\nX-B: 1", "a\nb", "a\x00b"])
def test_header_value_with_a_line_break_is_refused(value):
    with pytest.raises(ValueError, match="X-A"):
        webapp2.Response().headers["X-A"] = value


def test_body_template_never_shows_the_clients_secrets():
    app = app_of(lambda self: self.abort(400, body_template="${HTTP_COOKIE} ${HTTP_AUTHORIZATION} ${PATH_INFO}"))
    response = app.get_response("/", headers={"Cookie": "sid=42", "Authorization": "Bearer s3cr3t"})

    assert "42" not in response.text
    assert "s3cr3t" not in response.text


def test_stock_exception_raised_by_an_app_has_webapps_phrase():
    def get(self):
        raise webapp2.exc.HTTPFound(location="/y")

    response = app_of(get).get_response("/", headers={"Accept": "text/html"})
    assert response.status == "302 Moved Temporarily"
    assert b"302 Moved Temporarily" in response.body


def test_webobs_tables_are_left_alone():
    assert webapp2.exc.status_map[302].title == "Found"
    assert webapp2.webob.util.status_reasons[302] == "Found"


def test_parallel_requests_do_not_wait_on_one_cached_property():
    barrier = threading.Barrier(4, timeout=5)

    class Handler(webapp2.RequestHandler):
        @webapp2.cached_property
        def session(self):
            return barrier.wait()

        def get(self):
            self.response.write(str(self.session))

    app, answers = webapp2.WSGIApplication([("/", Handler)]), []
    threads = [threading.Thread(target=lambda: answers.append(app.get_response("/").text)) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(answers) == ["0", "1", "2", "3"]
