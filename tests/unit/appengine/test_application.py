"""The files of an application."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.app_yaml import ConfigurationError
from webapp2compat.appengine.application import load_application

HEAD = "runtime: python27\napi_version: 1\nthreadsafe: true\n"


@pytest.fixture
def services():
    """Read an application and name its services."""
    return lambda *paths: [service.name for service in load_application(*paths).services]


@pytest.mark.parametrize("name", ["app.yaml", "app.yml", "."])
def test_tree_is_opened_by_its_file_or_its_folder(site, name):
    folder = site({"app.yml" if name == "app.yml" else "app.yaml": HEAD})

    assert load_application(folder / name).root == folder


def test_folder_may_hold_app_yml(site):
    folder = site({"app.yml": HEAD})

    assert load_application(folder).services[0].path == folder / "app.yml"


def test_service_without_a_file_is_named(site):
    folder = site({"app.yaml": HEAD, "dispatch.yaml": "dispatch:\n- {url: '*/a/*', service: lost}\n"})

    with pytest.raises(ConfigurationError, match=r"dispatch\.yaml:2: It names the service 'lost', and no \.yaml file"):
        load_application(folder)


def test_services_in_folders_below_are_found(site, services):
    folder = site(
        {
            "app.yaml": HEAD,
            "dispatch.yaml": "dispatch:\n- {url: '*/a/*', service: low}\n",
            "low/app.yaml": "service: 'low'\n" + HEAD,
        }
    )

    assert services(folder) == ["default", "low"]


def test_services_of_tasks_are_found_too_and_other_files_are_not(site, services):
    folder = site(
        {
            "api.yaml": "service: api\n" + HEAD,
            "manage.yaml": "module: manage  # for tasks\n" + HEAD,
            "node.yaml": "service: node\nruntime: nodejs\n",
            "compose.yaml": "services:\n  web: {}\n",
        }
    )

    assert services(folder / "api.yaml") == ["api", "manage"]


def test_lock_of_an_editor_and_a_folder_named_like_a_file_are_no_services(site, services):
    folder = site({"app.yaml": HEAD, "old.yaml/note.txt": ""})
    (folder / ".#app.yaml").symlink_to("ann@host.1234")

    assert services(folder) == ["default"]


def test_folder_may_hold_dispatch_yaml_and_no_app_yaml(site, services):
    files = {
        "dispatch.yaml": "dispatch: []\n",
        "a/web.yaml": HEAD + "service: default\n",
        "b.yaml": HEAD + "service: b\n",
    }
    folder = site(files)

    assert services(folder) == services(folder / "dispatch.yaml") == ["b", "default"]


def test_files_of_services_are_named_one_by_one(site):
    files = {"web/app.yaml": HEAD, "api/x.yaml": HEAD + "service: api\n", "yaml/dispatch.yaml": "dispatch: []\n"}
    folder = site(files)

    found = load_application(folder / "web/app.yaml", folder / "api/x.yaml", folder / "yaml/dispatch.yaml")

    assert [service.path.name for service in found.services] == ["app.yaml", "x.yaml"]
    assert found.root == folder / "yaml"


def test_services_of_one_name_are_refused(site):
    folder = site({"app.yaml": HEAD, "other.yaml": HEAD})

    with pytest.raises(ConfigurationError, match=r"other.yaml: .*app.yaml is the service 'default' too\."):
        load_application(folder / "app.yaml", folder / "other.yaml")


def test_application_without_services_is_refused(site):
    with pytest.raises(ConfigurationError, match=r"dispatch.yaml: No \.yaml file here or one folder down is that of a"):
        load_application(site({"dispatch.yaml": "dispatch: []\n"}))
