"""Accounts: signing up, in and out, staying signed in, forms that only our own pages can send, and flash messages."""

import os
import secrets

from users import User

import webapp2
from webapp2_extras import auth, jinja2, sessions, xsrf

HERE = os.path.dirname(os.path.abspath(__file__))
# Whoever knows the key can be any user. A random one ends all sessions when the program ends.
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_hex(32)
SHORTEST_PASSWORD = 8


class BaseHandler(webapp2.RequestHandler):
    """Gives the handlers the session, the user, templates, and forms with a token."""

    def dispatch(self):
        self.session_store = sessions.get_store(request=self.request)
        try:
            return webapp2.RequestHandler.dispatch(self)
        finally:
            self.session_store.save_sessions(self.response)

    @webapp2.cached_property
    def session(self):
        return self.session_store.get_session()

    @webapp2.cached_property
    def auth(self):
        return auth.get_auth(request=self.request)

    @property
    def user(self):
        """What the session holds of the user who is signed in, or None."""
        return self.auth.get_user_by_session()

    @property
    def token(self):
        """What makes and verifies the tokens of this visitor's forms."""
        visitor = self.session.setdefault("visitor", secrets.token_hex(16))
        return xsrf.XSRFToken(visitor, SECRET_KEY)

    def form_token(self, action):
        return self.token.generate_token_string(action).decode()

    def check_form(self, action):
        try:
            self.token.verify_token_string(self.request.POST.get("token"), action, timeout=3600)
        except xsrf.XSRFException:
            self.abort(403, detail="This form is too old, or not one of ours. Go back, reload the page, and try again.")

    def render(self, template, **values):
        values.update(user=self.user, flashes=self.session.get_flashes(), form_token=self.form_token)
        page = jinja2.get_jinja2(app=self.app).render_template(template, uri_for=self.uri_for, **values)
        self.response.write(page)

    def tell(self, text, route, level="info"):
        """Show another page, with a message on it."""
        self.session.add_flash(text, level)
        return self.redirect_to(route)


class Home(BaseHandler):
    def get(self):
        self.render("home.html", note=self.user and User.by_name[self.user["user_id"]].note)

    def post(self):
        self.check_form("note")
        if not self.user:
            self.abort(401)
        User.by_name[self.user["user_id"]].note = self.request.get("note")
        return self.tell("Your note is kept.", "home")


class SignUp(BaseHandler):
    def get(self):
        self.render("sign_up.html", shortest=SHORTEST_PASSWORD)

    def post(self):
        self.check_form("sign-up")
        name, password = self.request.get("name").strip(), self.request.get("password")
        if not name or name in User.by_name:
            return self.tell("This name is taken. Choose another one.", "sign-up", "error")
        if len(password) < SHORTEST_PASSWORD:
            return self.tell("Use %d characters or more for the password." % SHORTEST_PASSWORD, "sign-up", "error")
        User(name, password)
        self.auth.get_user_by_password(name, password)
        return self.tell("Welcome, %s." % name, "home")


class SignIn(BaseHandler):
    def get(self):
        self.render("sign_in.html")

    def post(self):
        self.check_form("sign-in")
        post = self.request.POST
        try:
            self.auth.get_user_by_password(post.get("name", ""), post.get("password", ""), remember="remember" in post)
        except auth.AuthError:
            # The same words for both: nobody learns who has an account.
            return self.tell("The name or the password is wrong.", "sign-in", "error")
        return self.tell("You are signed in.", "home")


class SignOut(BaseHandler):
    def post(self):
        self.check_form("sign-out")
        self.auth.unset_session()
        return self.tell("You are signed out.", "home")


config = {
    "webapp2compat": {"profile": "safe"},
    "webapp2_extras.sessions": {"secret_key": SECRET_KEY},
    "webapp2_extras.auth": {"user_model": User, "user_attributes": ["name"]},
    "webapp2_extras.jinja2": {"template_path": os.path.join(HERE, "templates")},
}

app = webapp2.WSGIApplication(
    [
        webapp2.Route("/", Home, name="home"),
        webapp2.Route("/sign-up", SignUp, name="sign-up"),
        webapp2.Route("/sign-in", SignIn, name="sign-in"),
        webapp2.Route("/sign-out", SignOut, name="sign-out"),
    ],
    config=config,
)

if __name__ == "__main__":
    app.run()
