import pytest

import webapp2


class WebappStyle:
    def initialize(self, request, response):
        self.request, self.response = request, response

    def get(self, *args, **kwargs):
        self.response.write(f"{args} {kwargs}")
        return "dropped"

    def post(self):
        raise ValueError("x")

    def handle_exception(self, exception, debug_mode):
        self.response.write(f"handled {exception} {debug_mode}")


@pytest.fixture
def ask():
    def send(route, method="GET", path="/a/b"):
        app = webapp2.WSGIApplication([route])
        app.router.set_adapter(lambda router, handler: webapp2.WebappHandlerAdapter(handler))
        return app.get_response(path, method=method)

    return send


def test_webapp_handler_gets_the_positional_variables(ask):
    assert ask(("/(.)/(.)", WebappStyle)).text == "('a', 'b') {}"


def test_webapp_handler_gets_only_named_variables_if_there_are_any(ask):
    assert ask(webapp2.Route("/<x>/<:.>", WebappStyle)).text == "() {'x': 'a'}"


def test_webapp_handler_without_the_method_aborts_with_501(ask):
    assert ask(("/a/b", WebappStyle), "DELETE").status_int == 501


def test_webapp_handler_handles_its_exceptions(ask):
    assert ask(("/a/b", WebappStyle), "POST").text == "handled x False"
