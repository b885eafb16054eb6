"""Reading app.yaml: merged with what it includes, or rejected with file and line."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.app_yaml import ConfigurationError, load_service

HEAD = "runtime: python27\napi_version: 1\nthreadsafe: true\n"


@pytest.fixture
def load(site):
    return lambda yaml, **includes: load_service(site({"app.yaml": yaml, **includes}) / "app.yaml")


@pytest.mark.parametrize(
    ("yaml", "line", "reason"),
    [
        (HEAD + "handlers:\n- url: /a\n  script: main.app\n  login: nobody\n", 7, "login"),
        (HEAD + "handlers:\n- url: /a\n  static_dir: a\n  script: b.c\n- url: /b\n  script: b.c\n", 5, '"script"'),
        (HEAD + "colour: red\n", 4, "colour"),
        (HEAD + "handlers:\n- url: /a\n  script: a.py\n", 5, "threadsafe"),
        (HEAD + "handlers: [\n", 5, "expected the node content"),
        (HEAD + "handlers: []\ncolour: red\nlibraries: [\n", 5, "colour"),
        ("runtime: 'python27\n", 2, "end of stream"),
        ("runtime: python27\0\n", None, "special characters"),
        ("", None, "The file is empty."),
        ("runtime: python27\n---\nruntime: python27\n", None, "more than one document"),
        ("api_version: 1\n", 1, "runtime"),
        ("# my app\n- url: /a\n", 2, "The file is a list, and lines of the form 'name: value' are expected"),
        ("main.app\n", 1, "The file is the text 'main.app'"),
        (HEAD + "handlers:\n  url: /a\n", 5, "A list or a mapping stands where something else is expected"),
        (HEAD + "inbound_services:\n- warmup\n- maill\n", 6, "'maill' for inbound_services"),
        (HEAD + "inbound_services: [maill]\n", 1, "'maill' for inbound_services"),
    ],
)
def test_wrong_app_yaml_is_rejected_with_file_and_line(load, yaml, line, reason):
    with pytest.raises(ConfigurationError, match=reason) as caught:
        load(yaml)

    assert caught.value.line == line
    assert str(caught.value).startswith(f"{caught.value.path}:{line}: " if line else f"{caught.value.path}: ")


def test_missing_app_yaml_says_so(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_service(tmp_path / "app.yaml")


def test_included_handlers_come_first_unless_they_ask_for_the_tail(load):
    service = load(
        HEAD + "includes: [inc.yaml, lib]\nhandlers:\n- url: /own\n  script: a.b\n",
        **{
            "inc.yaml": "includes: [app.yaml]\nhandlers:\n- {url: /head, script: a.b}\n"
            "- {url: /tail, script: a.b, position: tail}\nenv_variables: {A: b}\n",
            "lib/include.yaml": "handlers:\n- {url: /lib, script: a.b}\nincludes: [other.yaml]\n",
            "lib/other.yaml": "handlers:\n- {url: /other, script: a.b}\n",
        },
    )

    assert [handler.url for handler in service.info.handlers] == ["/head", "/lib", "/other", "/own", "/tail"]
    assert service.env_variables == {"A": "b"}


def test_fault_in_an_included_file_is_blamed_on_that_file(load):
    with pytest.raises(ConfigurationError, match=r"inc\.yaml:2: Unexpected attribute 'scrpt'"):
        load(HEAD + "includes: [inc.yaml]\n", **{"inc.yaml": "handlers:\n- {url: /a, scrpt: a.b}\n"})


def test_missing_include_is_named(load):
    with pytest.raises(ConfigurationError, match=r"app\.yaml:4: It includes 'gone\.yaml', and there is no such file"):
        load(HEAD + "includes: [gone.yaml]\n")


def test_entry_of_no_kind_is_refused_without_its_attributes(load):
    with pytest.raises(ConfigurationError) as caught:
        load(HEAD + "handlers:\n- url: /a\n")

    assert caught.value.reason == "Unknown url handler type."


def test_builtins_become_handlers_for_administrators(load, caplog):
    service = load(HEAD + "builtins:\n- remote_api: on\n- deferred: on\n- appstats: off\n- mapreduce: on\n")

    assert [(handler.url, handler.login) for handler in service.info.handlers] == [
        ("/_ah/queue/deferred", "admin"),
        ("/_ah/remote_api(/.*)?", "admin"),
    ]
    assert "the builtin 'mapreduce' does not exist on Python 3" in caplog.text


@pytest.mark.parametrize(
    ("gone", "services"),
    [
        ("inbound_services:\n- xmpp_message\n- mail\n", ["mail"]),
        ("inbound_services:\n- xmpp_message\n\n# none\n", None),
        ("inbound_services:\n- channel_presence", None),
        ("pagespeed:\n  enabled: true\ninbound_services:\n- mail\n", ["mail"]),
    ],
)
def test_settings_that_app_engine_switched_off_are_ignored(load, caplog, gone, services):
    assert load(HEAD + gone).info.inbound_services == services
    assert "App Engine switched off" in caplog.text


def test_lines_keep_their_numbers_when_a_setting_is_ignored(load):
    with pytest.raises(ConfigurationError) as caught:
        load(HEAD + "pagespeed:\n  enabled: true\ncolour: red\n")

    assert caught.value.line == 6


def test_entrypoint_answers_where_no_handler_does_with_python_3(load):
    service = load("runtime: python313\nhandlers:\n- {url: /s, static_dir: s}\n")

    assert [(handler.url, handler.script) for handler in service.info.handlers] == [("/s", None), ("/.*", "auto")]


def test_service_names_have_app_engines_defaults(load):
    service = load("runtime: python311\n")

    assert (service.name, service.application, service.version, service.env_variables) == ("default", "app", "1", {})


def test_service_names_come_from_the_file(load):
    service = load("application: shop\nmodule: mobile\nversion: two\n" + HEAD)

    assert (service.name, service.application, service.version) == ("mobile", "shop", "two")
