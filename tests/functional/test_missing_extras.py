"""Without the packages that an extra installs, its modules say which extra it is; the others work."""

import json
import subprocess
import sys

import pytest

#: Imports and uses modules in an interpreter that finds none of the optional packages.
PROGRAM = """if True:
    import importlib.abc, json, sys

    class Blocker(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in ("babel", "pytz", "jinja2") or name.startswith("google.appengine.api"):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            if name.startswith("google.appengine.ext.ndb"):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    sys.meta_path.insert(0, Blocker())
    import webapp2

    app = webapp2.WSGIApplication()
    request = webapp2.Request.blank("/")
    request.app = app
    answers = {}
    for use in sys.argv[1:]:
        try:
            exec(use, {"app": app, "request": request})
            answers[use] = "works"
        except Exception as error:
            answers[use] = f"{type(error).__name__}: {error}"
    print(json.dumps(answers))
    """

HINT = "pip install 'webapp2compat[{}]'"
USES = {
    "from webapp2_extras import auth, config, i18n, jinja2, json, local, local_app, mako, protorpc, routes": "works",
    "from webapp2_extras import securecookie, security, sessions, xsrf": "works",
    "from webapp2_extras import jinja2; jinja2.get_jinja2(app=app)": HINT.format("jinja2"),
    "from webapp2_extras import i18n; i18n.get_i18n(request=request)": HINT.format("i18n"),
    "from webapp2_extras.i18n import lazy_gettext; lazy_gettext('Hi')": HINT.format("i18n"),
    "from webapp2_extras.appengine.users import login_required": HINT.format("appengine"),
    "from webapp2_extras.users import login_required": HINT.format("appengine"),
    "from webapp2_extras.appengine.sessions_memcache import MemcacheSessionFactory": HINT.format("appengine"),
    "from webapp2_extras.sessions_ndb import Session": HINT.format("appengine"),
    "from webapp2_extras.appengine.auth.models import User": HINT.format("appengine"),
    "from webapp2_extras import auth; auth.get_store(app=app).user_model": HINT.format("appengine"),
}


@pytest.fixture(scope="module")
def answers():
    """What comes of each use."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *USES], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("use", "answer"), USES.items())
def test_missing_package_names_its_extra(answers, use, answer):
    assert answer in answers[use]
