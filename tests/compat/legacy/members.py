# -*- coding: utf-8 -*-
# An application with users, sessions and flashes, as many are built. Runs on Python 2 too: see ../record_members.py.
import json
import time

import webapp2
from webapp2_extras import auth, sessions


class User(object):
    users = {}
    tokens = {}

    def __init__(self, name, password):
        self.name, self.password, self.id = name, password, len(self.users) + 1
        self.users[name] = self

    def get_id(self):
        return self.id

    @classmethod
    def get_by_auth_password(cls, auth_id, password):
        if auth_id not in cls.users:
            raise auth.InvalidAuthIdError()
        if cls.users[auth_id].password != password:
            raise auth.InvalidPasswordError()
        return cls.users[auth_id]

    @classmethod
    def get_by_auth_token(cls, user_id, token):
        return cls.tokens.get((user_id, token), (None, None))

    @classmethod
    def create_auth_token(cls, user_id):
        token = "token-%d" % int(time.time())
        user = [user for user in cls.users.values() if user.id == user_id][0]
        cls.tokens[user_id, token] = (user, int(time.time()))
        return token

    @classmethod
    def delete_auth_token(cls, user_id, token):
        cls.tokens.pop((user_id, token), None)


class Base(webapp2.RequestHandler):
    def dispatch(self):
        self.session_store = sessions.get_store(request=self.request)
        try:
            webapp2.RequestHandler.dispatch(self)
        finally:
            self.session_store.save_sessions(self.response)

    @webapp2.cached_property
    def session(self):
        return self.session_store.get_session()

    @webapp2.cached_property
    def auth(self):
        return auth.get_auth()

    def handle_exception(self, exception, debug):
        if not isinstance(exception, ZeroDivisionError):
            raise exception
        self.session.add_flash("failed", "error")
        self.redirect_to("home")


def user_required(method):
    def check(self, *args, **kwargs):
        if self.auth.get_user_by_session():
            return method(self, *args, **kwargs)
        self.session["next"] = self.request.path_qs
        return self.redirect(self.uri_for("login"))

    return check


class Home(Base):
    def get(self):
        user = self.auth.get_user_by_session()
        self.response.write(json.dumps([self.session.get_flashes(), user and user["name"]]))


class Signup(Base):
    def post(self):
        model, name = self.auth.store.user_model, self.request.get("name")
        if name in model.users:
            self.session.add_flash("taken")
        else:
            user = model(name, self.request.get("password"))
            self.auth.set_session(self.auth.store.user_to_dict(user), remember=True)
        self.redirect_to("home", _full=True, signed="up")


class Login(Base):
    def get(self):
        self.response.write("form")

    def post(self):
        try:
            remember = self.request.get("remember") == "on"
            self.auth.get_user_by_password(
                self.request.get("name"), self.request.get("password"), remember=remember
            )
        except auth.AuthError as error:
            self.response.set_status(401)
            return self.response.write(type(error).__name__)
        self.session.add_flash("welcome", "info")
        return self.redirect(str(self.session.pop("next", "/")))


class Logout(Base):
    def get(self):
        self.auth.unset_session()
        self.redirect("/")


class Me(Base):
    @user_required
    def get(self):
        self.response.write(json.dumps(self.auth.get_user_by_session(), sort_keys=True))


class Cart(Base):
    def get(self):
        other = self.session_store.get_session("cart", max_age=100000)
        other["items"] = other.get("items", []) + [self.request.get("item")]
        self.session_store.set_secure_cookie("last", {"item": self.request.get("item")}, max_age=60, path="/cart")
        self.response.write(json.dumps([other["items"], self.session_store.get_secure_cookie("last")]))


class Fail(Base):
    def get(self):
        self.session["lost"] = 1 // 0


def handle_404(request, response, exception):
    store = sessions.get_store(request=request)
    store.get_session().add_flash('no %s' % request.path)
    store.save_sessions(response)
    response.set_status(404)


app = webapp2.WSGIApplication([
    webapp2.Route('/', Home, 'home'),
    webapp2.Route('/signup', Signup),
    webapp2.Route('/login', Login, 'login'),
    webapp2.Route('/logout', Logout),
    webapp2.Route('/me', Me),
    webapp2.Route('/cart', Cart),
    webapp2.Route('/fail', Fail),
], config={
    'webapp2_extras.sessions': {
        'secret_key': 'not a secret at all',
        'cookie_args': {'max_age': None, 'domain': None, 'path': '/', 'secure': None, 'httponly': True},
    },
    'webapp2_extras.auth': {'user_model': User, 'user_attributes': ['name']},
})
app.error_handlers[404] = handle_404
