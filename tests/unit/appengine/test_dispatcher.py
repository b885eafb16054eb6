"""What the SDK's stubs ask about the running application."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import modules

SHOWING = """
    from google.appengine.api import modules

    def app(environ, start_response):
        start_response("200 OK", [])
        return [repr((modules.get_current_module_name(), modules.get_modules(), modules.get_versions(),
                      modules.get_hostname())).encode()]
"""


def test_application_learns_its_services_and_host(open_site, ask):
    tree = open_site(files={"main.py": SHOWING}, extra="version: two\n")

    answer = ask(tree, "/", headers={"Host": "shop.example:8080"}).text
    assert answer == "('default', ['default'], ['two'], 'shop.example:8080')"


def test_service_has_a_host_of_its_own(local):
    local(services=["default", "mobile"])

    assert modules.get_hostname("mobile") == "mobile.localhost:8080"


def test_host_of_a_service_is_a_name(local):
    local(services=["default", "mobile"]).dispatcher.host = "127.0.0.1:8080"

    assert (modules.get_hostname("mobile"), modules.get_hostname("default")) == (
        "mobile.localhost:8080",
        "127.0.0.1:8080",
    )


def test_instances_are_as_many_as_the_application_asked_for(local):
    local(services=["default", "worker"])
    before = modules.get_num_instances("worker")
    modules.set_num_instances(3, "worker")
    modules.start_version("worker", "1")
    modules.stop_version("worker", "1")

    assert (before, modules.get_num_instances("worker"), modules.get_num_instances("default")) == (1, 3, 1)


def test_unknown_version_has_no_instances(local):
    local()

    with pytest.raises(modules.InvalidVersionError):
        modules.get_num_instances("default", "lost")


def test_unknown_service_has_no_host(local):
    local()

    with pytest.raises(modules.InvalidModuleError):
        modules.get_hostname("lost", "1")
