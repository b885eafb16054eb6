import os.path
import pickle
import sys

import pytest
import webob.exc

from webapp2compat.imports import ImportStringError, import_string


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write modules of a package and make it importable."""

    def write(**sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(source)

    monkeypatch.syspath_prepend(str(tmp_path))
    yield write
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("os", os),
        ("os.path", os.path),
        ("os.path.join", os.path.join),
        (b"os.path.join", os.path.join),
        ("webob.exc.HTTPOk.code", 200),
        ("webob.exc", webob.exc),
    ],
)
def test_import_string_returns_what_the_name_names(name, expected):
    assert import_string(name) is expected


def test_submodule_not_yet_imported_is_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, "xml.dom.pulldom", raising=False)

    assert import_string("xml.dom.pulldom").__name__ == "xml.dom.pulldom"


@pytest.mark.parametrize("name", ["", ".os", "os.", "os..path", "no_such.thing", "os.nope", "sys.nope", "xml.nope"])
def test_names_that_cannot_be_imported_raise_import_string_error(name):
    with pytest.raises(ImportStringError) as caught:
        import_string(name)

    assert caught.value.import_name == name
    assert caught.value.__cause__ is caught.value.exception


def test_silent_returns_none():
    assert import_string("os.nope", silent=True) is None


def test_error_shows_how_far_the_import_came():
    with pytest.raises(ImportStringError) as caught:
        import_string("os.nope")

    assert str(caught.value).endswith(
        "Original exception:\n\nAttributeError: module 'os' has no attribute 'nope'\n\nDebugged import:\n\n"
        f"- 'os' found in {os.__file__!r}.\n- 'os.nope' not found. module 'os' has no attribute 'nope'"
    )


def test_name_through_a_class_is_explained():
    with pytest.raises(ImportStringError, match=r"'webob\.exc\.HTTPOk' found in 'webob\.exc'"):
        import_string("webob.exc.HTTPOk.nope")


def test_module_without_a_file_is_explained():
    with pytest.raises(ImportStringError, match="'sys' found in 'built-in module'"):
        import_string("sys.nope")


def test_missing_import_inside_the_module_is_the_cause(package):
    package(needs_more="import not_installed_anywhere")

    with pytest.raises(ImportStringError) as caught:
        import_string("needs_more.Handler")

    assert caught.value.exception.name == "not_installed_anywhere"


def test_missing_import_inside_a_submodule_is_the_cause(package, tmp_path):
    (tmp_path / "outer").mkdir()
    package(**{"outer/__init__": "", "outer/inner": "import not_installed_anywhere"})

    with pytest.raises(ImportStringError) as caught:
        import_string("outer.inner")

    assert caught.value.exception.name == "not_installed_anywhere"


def test_attribute_error_inside_the_module_is_reported(package):
    package(breaks="import os\nos.nope")

    with pytest.raises(ImportStringError, match="has no attribute 'nope'"):
        import_string("breaks.Handler")


def test_other_errors_inside_the_module_pass(package):
    package(divides="1 / 0")

    with pytest.raises(ZeroDivisionError):
        import_string("divides.Handler")


@pytest.mark.parametrize("name", [5, None])
def test_name_that_is_no_text_is_a_type_error(name):
    with pytest.raises(TypeError):
        import_string(name)


def test_error_survives_pickling():
    error = pickle.loads(pickle.dumps(ImportStringError("os.nope", AttributeError("nope"))))

    assert (error.import_name, type(error.exception)) == ("os.nope", AttributeError)


def test_debugged_import_ends_when_every_part_is_found():
    text = str(ImportStringError("os.path", ImportError("just then")))

    assert text.endswith(f"- 'os.path' found in {os.path.__file__!r}.")
