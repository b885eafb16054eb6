"""What other packages have dropped and applications for App Engine still ask them for."""

import socket
import sys

import pytest

from webapp2compat.appengine.legacy_attributes import legacy_attributes

FETCH = """
    from google.appengine.api import urlfetch

    def app(environ, start_response):
        try:
            urlfetch.fetch("https://127.0.0.1:{port}/", validate_certificate=True)
        except urlfetch.DownloadError:
            start_response("502 Bad Gateway", [])
        return [b""]
"""


@pytest.fixture
def attributes():
    with legacy_attributes():
        yield


@pytest.fixture
def closed_port():
    """A port that nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("text", "quote", "escaped"), [("<'\">&", None, "&lt;'\"&gt;&amp;"), ("<'\">", True, "&lt;'&quot;&gt;")]
)
def test_cgi_escapes_as_it_did(attributes, text, quote, escaped):
    cgi = pytest.importorskip("cgi")

    assert cgi.escape(text, quote) == escaped


def test_jinja2_takes_the_extensions_that_became_part_of_it(attributes):
    jinja2 = pytest.importorskip("jinja2")
    environment = jinja2.Environment(extensions=["jinja2.ext.autoescape", "jinja2.ext.with_"], autoescape=True)

    assert environment.from_string("{% with a = '<' %}{{ a }}{% endwith %}").render() == "&lt;"


def test_jinja2_has_the_names_of_its_second_version(attributes):
    jinja2 = pytest.importorskip("jinja2")

    assert (jinja2.escape("<"), jinja2.Markup("<"), jinja2.utils.Markup("<")) == ("&lt;", "<", "<")
    assert (jinja2.contextfilter, jinja2.environmentfilter) == (jinja2.pass_context, jinja2.pass_environment)


def test_pillow_has_the_name_of_its_finest_filter(attributes):
    image = pytest.importorskip("PIL.Image")

    assert image.ANTIALIAS == image.LANCZOS


def test_yaml_loads_without_a_loader(attributes):
    yaml = pytest.importorskip("yaml")

    assert (yaml.load("a: 1"), list(yaml.load_all("b: 2"))) == ({"a": 1}, [{"b": 2}])


def test_yaml_without_a_loader_runs_no_code(attributes):
    yaml = pytest.importorskip("yaml")

    with pytest.raises(yaml.constructor.ConstructorError):
        yaml.load("!!python/object/apply:os.getcwd []")


def test_yaml_asks_for_a_loader_again_when_the_block_ends():
    yaml = pytest.importorskip("yaml")
    before = yaml.load.__defaults__
    with legacy_attributes():
        pass

    assert yaml.load.__defaults__ == before


def test_fetch_can_be_told_to_check_certificates(open_site, ask, closed_port):
    pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
    tree = open_site(files={"main.py": FETCH.format(port=closed_port)})

    assert ask(tree, "/").status_int == 502


def test_attributes_go_when_the_block_ends():
    ext = pytest.importorskip("jinja2.ext")
    with legacy_attributes():
        during = hasattr(ext, "autoescape")

    assert (during, hasattr(ext, "autoescape")) == (True, False)


def test_packages_that_are_not_installed_do_not_matter(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    monkeypatch.setitem(sys.modules, "yaml", None)

    with legacy_attributes():
        assert sys.modules["PIL.Image"] is None


def test_scripts_find_the_attributes(open_site, ask):
    pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
    script = "import cgi\nBODY = cgi.escape('<').encode()\n"
    script += "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [BODY]\n"

    assert ask(open_site(files={"main.py": script}), "/").body == b"&lt;"
