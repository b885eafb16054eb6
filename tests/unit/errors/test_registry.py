import pytest

from webapp2 import exc
from webapp2compat.errors.registry import Registry


def path(info, script_name=""):
    return {"SCRIPT_NAME": script_name, "PATH_INFO": info}


@pytest.fixture
def registry():
    return Registry()


def handler(request, response, exception):
    raise NotImplementedError


def other(request, response, exception):
    raise NotImplementedError


def test_nothing_is_found_in_an_empty_registry(registry):
    assert registry.find({}, path("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("raw", "error", "found"),
    [
        ({500: handler}, ValueError(), (handler, True, True)),
        ({ValueError: handler, 500: other}, ValueError(), (handler, True, False)),
        ({404: handler, exc.HTTPException: other}, exc.HTTPNotFound(), (handler, True, False)),
        ({exc.HTTPException: handler}, exc.HTTPNotFound(), (handler, True, False)),
        ({302: handler}, exc.HTTPFound(), (handler, True, False)),
        ({exc.HTTPFound: handler}, exc.HTTPFound(), (handler, True, False)),
        ({exc.HTTPException: handler, Exception: handler}, exc.HTTPFound(), None),
        ({404: None}, exc.HTTPNotFound(), None),
        ({500: handler}, exc.HTTPNotFound(), None),
        ({404: handler}, ValueError(), None),
    ],
)
@pytest.mark.parametrize("registered", [{}, {599: other}])
def test_handlers_of_the_dict_are_found(registry, raw, error, found, registered):
    registry.handlers.update(registered)

    assert registry.find(raw, path("/"), error) == found


@pytest.mark.parametrize(
    ("keys", "error", "is_found"),
    [([exc.HTTPFound], exc.HTTPFound(), True), ([Exception], exc.HTTPFound(), False), ([500], ValueError(), True)],
)
def test_registered_handlers_are_found(registry, keys, error, is_found):
    registry.add(*keys, handler)

    assert bool(registry.find({}, path("/"), error)) is is_found


def test_registered_handler_is_not_raw(registry):
    registry.add(404, handler)

    assert registry.find({}, path("/"), exc.HTTPNotFound()) == (handler, False, False)


def test_handler_added_later_replaces_the_earlier(registry):
    registry.add(404, handler)
    registry.add(404, other)

    assert registry.find({}, path("/"), exc.HTTPNotFound()).handler is other


def test_class_in_a_scope_beats_a_nearer_class_outside(registry):
    registry.add(ValueError, other)
    registry.add(Exception, handler, prefix="/api")

    assert registry.find({ValueError: other}, path("/api/x"), ValueError()).handler is handler


def test_code_outside_beats_a_class_in_a_scope(registry):
    registry.add(404, other)
    registry.add(Exception, handler, prefix="/api")

    assert registry.find({}, path("/api/x"), exc.HTTPNotFound()).handler is other


@pytest.mark.parametrize(
    ("environ", "prefixes"),
    [
        (path("/api"), ["/api", ""]),
        (path("/api/"), ["/api", ""]),
        (path("/api/v2/x"), ["/api/v2", "/api", ""]),
        (path("/apix"), [""]),
        (path("/x", script_name="/api"), ["/api", ""]),
        (path("/caf\xc3\xa9/x"), ["/caf\xe9", ""]),
        (path("/caf\xff"), [""]),
        (path("/\u20ac"), [""]),
        ({}, [""]),
    ],
)
def test_scopes_own_whole_segments_the_longest_first(registry, environ, prefixes):
    for prefix in ("/api", "/", "/api/v2/", "/caf\xe9"):
        registry.scope(prefix)

    assert [scope.prefix for scope in registry.scopes_of(environ)] == prefixes


def test_scope_is_changed_by_a_second_call(registry):
    registry.scope("/api", format="json")
    registry.scope("/api/", schema="pico")

    assert [(scope.format, scope.schema) for scope in registry.scopes] == [("json", "pico")]


@pytest.mark.parametrize("prefix", ["api", "", None, 1])
def test_prefix_that_is_no_path_is_refused(registry, prefix):
    with pytest.raises(ValueError, match="starts with '/'"):
        registry.scope(prefix)


@pytest.mark.parametrize("settings", [{"format": "xml"}, {"schema": "soap"}])
def test_scope_with_an_unknown_format_or_schema_is_refused(registry, settings):
    with pytest.raises(ValueError, match="Expected"):
        registry.scope("/api", **settings)


def test_handler_that_cannot_be_called_is_refused(registry):
    with pytest.raises(TypeError, match="no error handler"):
        registry.add(404, 404)


@pytest.mark.parametrize("entry", [None, ""])
@pytest.mark.parametrize("registered", [None, 599])
def test_empty_entry_is_as_good_as_none(failing, send, entry, registered):
    application = failing(KeyError())
    application.error_scope("/", handlers={registered: other} if registered else {})
    application.error_handlers = {404: entry, 500: entry}

    assert send(application, "/nope").status_int == 404
    assert send(application).status_int == 500


def test_unknown_exception_is_not_asked_for_a_code(registry):
    class Proxy(Exception):
        def __getattr__(self, name):
            return {}[name]

    registry.add(500, handler)

    assert registry.find({}, path("/"), Proxy()).handler is handler
