"""Handlers for visitors who are signed in with a Google account."""

import pytest

import webapp2

users = pytest.importorskip("webapp2_extras.appengine.users", reason="needs the extra appengine", exc_type=ImportError)


class LoginPage(webapp2.RequestHandler):
    @users.login_required
    def get(self, name):
        """Greet a user."""
        return webapp2.Response(f"Hello {name}")

    @users.login_required
    def post(self, name):
        self.response.write("posted")


class AdminPage(webapp2.RequestHandler):
    @users.admin_required
    def get(self, name):
        return webapp2.Response(f"Hello admin {name}")

    @users.admin_required
    def post(self, name):
        self.response.write("posted")


ROUTES = [(r"/login/(\w+)", LoginPage), (r"/admin/(\w+)", AdminPage)]


@pytest.fixture
def sign_in(services):
    """Sign a user in: ``sign_in(is_admin=False)``."""

    def sign_in(is_admin=False):
        services.setup_env(user_email="ann@example.com", user_id="1", user_is_admin=str(int(is_admin)), overwrite=True)

    return sign_in


@pytest.mark.parametrize("path", ["/login/ann", "/admin/ann"])
def test_stranger_is_sent_to_the_login_page_and_back(get, path):
    response = get(f"{path}?page=2", routes=ROUTES)

    assert response.status == "302 Moved Temporarily"
    assert response.location.endswith(f"?continue=http%3A//localhost{path}%3Fpage%3D2")


@pytest.mark.parametrize(
    ("path", "is_admin", "status", "body"),
    [
        ("/login/ann", False, 200, "Hello ann"),
        ("/login/ann", True, 200, "Hello ann"),
        ("/admin/ann", True, 200, "Hello admin ann"),
        ("/admin/ann", False, 403, "Access was denied"),
    ],
)
def test_user_gets_what_the_method_returns_if_allowed(get, sign_in, path, is_admin, status, body):
    sign_in(is_admin)

    response = get(path, routes=ROUTES)

    assert response.status_int == status
    assert body in response.text


@pytest.mark.parametrize(("path", "name"), [("/login/ann", "login_required"), ("/admin/ann", "admin_required")])
def test_other_methods_than_get_are_bad_requests(post, sign_in, path, name):
    sign_in(is_admin=True)

    response = post(path, routes=ROUTES)

    assert response.status_int == 400
    assert f"The {name} decorator can only be used for GET requests." in response.text


def test_decorated_method_keeps_its_name_and_docstring():
    assert (LoginPage.get.__name__, LoginPage.get.__doc__) == ("get", "Greet a user.")
    assert AdminPage.get.__name__ == "get"


def test_old_name_of_the_module_has_the_decorators():
    from webapp2_extras import users as old

    assert (old.login_required, old.admin_required) == (users.login_required, users.admin_required)
