"""Opening and closing a tree."""

import os
import sys
import time

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import apiproxy_stub_map

from webapp2compat.appengine.local import open_tree
from webapp2compat.appengine.scripts import ConfigFailed
from webapp2compat.appengine.storage import StorageInUse
from webapp2compat.appengine.stubs import NotLocal

COUNTING = """
    import os
    from google.appengine.ext import ndb

    class Visit(ndb.Model):
        pass

    def app(environ, start_response):
        Visit().put()
        start_response("200 OK", [])
        return [b"%d" % Visit.query().count()]
"""


LOOKING = """
    import threading
    from google.appengine.ext import ndb

    class Visit(ndb.Model):
        count = ndb.IntegerProperty(default=0)

    def write():
        Visit(id=1, count=2).put()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/write":
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
        start_response("200 OK", [])
        return [repr(Visit.get_by_id(1)).encode()]
"""


@pytest.fixture
def process():
    """What a tree changes in the process, to compare."""
    return lambda: (os.environ, dict(os.environ), os.getcwd(), [*sys.path], apiproxy_stub_map.apiproxy)


def test_state_lies_beside_app_yaml_unless_storage_names_a_folder(open_site, tmp_path):
    open_site(extra="application: shop\n", storage=None).close()
    open_site(storage=str(tmp_path / "else")).close()

    assert (tmp_path / "site/.webapp2compat/shop/records.sqlite3").is_file()
    assert (tmp_path / "else/records.sqlite3").is_file()


def test_relative_storage_starts_from_the_current_folder(open_site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_site(storage="state").close()

    assert (tmp_path / "state/records.sqlite3").is_file()


def test_state_is_found_again(open_site, ask, tmp_path):
    options = {"files": {"main.py": COUNTING}, "storage": str(tmp_path / "state")}
    first = open_site(**options)
    before = [ask(first, "/").body, ask(first, "/").body]
    first.close()

    assert (before, ask(open_site(**options), "/").body) == ([b"1", b"2"], b"3")


def test_ndb_outside_of_requests_does_not_make_requests_share_a_cache(open_site, ask):
    config = "from google.appengine.ext import ndb\nndb.Key('Config', 1).get()\n"
    tree = open_site(files={"main.py": LOOKING, "appengine_config.py": config})

    found = b"Visit(key=Key('Visit', 1), count=2)"
    assert [ask(tree, path).body for path in ("/", "/write", "/")] == [b"None", found, found]


def test_memory_forgets(open_site, ask):
    first = open_site(files={"main.py": COUNTING})
    ask(first, "/")
    first.close()

    assert ask(open_site(files={"main.py": COUNTING}), "/").body == b"1"


def test_closing_puts_the_process_back(open_site, ask, process):
    before = process()
    tree = open_site()
    ask(tree, "/")
    tree.close()

    assert process() == before
    assert "main" not in sys.modules


def test_clocks_show_utc_while_a_tree_is_open(open_site, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    tree = open_site()
    during = time.strftime("%z")
    tree.close()

    assert (during, time.strftime("%z")) == ("+0000", "+0900")
    monkeypatch.undo()
    time.tzset()


def test_tree_that_does_not_open_leaves_the_process_alone(open_site, process, tmp_path):
    before = process()
    open_site(storage=str(tmp_path / "state"))
    during = process()
    with pytest.raises(StorageInUse):
        open_tree(tmp_path / "site", storage=str(tmp_path / "state"))

    assert process() == during != before


@pytest.mark.parametrize("variable", ["GAE_ENV", "K_SERVICE"])
def test_local_services_never_start_where_google_runs_the_process(open_site, monkeypatch, variable):
    monkeypatch.setenv(variable, "standard")

    with pytest.raises(NotLocal, match=f"{variable} is set.*--services none"):
        open_site(services="local")
    assert open_site(services="auto").services is None


def test_tree_without_services_has_no_pages_of_its_own(open_site, ask):
    tree = open_site(services="none")

    assert ask(tree, "/_ah/dev").body.startswith(b"[")


def test_appengine_config_runs_before_the_scripts(open_site, ask):
    files = {
        "appengine_config.py": "import os\nos.environ['CONFIGURED'] = 'yes'\n",
        "main.py": "import os\nseen = os.environ['CONFIGURED'].encode()\n"
        "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [seen]\n",
    }
    tree = open_site(files=files)
    configured = ask(tree, "/").body
    os.environ.pop("CONFIGURED")

    assert configured == b"yes"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit('no key')", "SystemExit: no key"),
    ],
)
def test_appengine_config_that_cannot_be_imported_is_reported(open_site, process, code, error):
    before = process()
    with pytest.raises(ConfigFailed, match=f"appengine_config.py could not be imported: {error}"):
        open_site(files={"appengine_config.py": code})

    assert process() == before


def test_missing_libraries_are_named(open_site, caplog, monkeypatch):
    from webapp2compat.appengine import libraries

    monkeypatch.setitem(libraries.PACKAGES, "lxml", ("lxml", "no_such_module"))
    open_site(extra="libraries:\n- {name: lxml, version: latest}\n- {name: webapp2, version: latest}\n")

    assert "libraries that are not installed: pip install lxml" in caplog.text


def test_warmup_is_asked_for_where_app_yaml_wants_it(open_site):
    script = """
        paths = []

        def app(environ, start_response):
            paths.append(environ["PATH_INFO"])
            start_response("200 OK", [])
            return []
    """
    open_site(files={"main.py": script}, extra="inbound_services: [warmup]\n")

    assert sys.modules["main"].paths == ["/_ah/warmup"]


def test_wsgi_application_that_is_wrapped_for_google_runs_unwrapped(open_site, ask):
    wrapped = "from google.appengine.api import wrap_wsgi_app\n\ndef site(environ, start_response):\n"
    wrapped += (
        "    start_response('200 OK', [])\n    return [b'site']\n\napp = wrap_wsgi_app(site, use_deferred=True)\n"
    )
    tree = open_site(files={"main.py": wrapped})

    assert ask(tree, "/").body == b"site"
    assert sys.modules["main"].app is sys.modules["main"].site
