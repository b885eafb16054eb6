"""The decorators of :mod:`webapp2_extras.appengine.users` under their first name."""

from .appengine.users import admin_required as admin_required, login_required as login_required
