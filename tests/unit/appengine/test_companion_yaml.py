"""The files beside app.yaml."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.app_yaml import ConfigurationError
from webapp2compat.appengine.companion_yaml import Companions, CronJob, load_companions


def test_folder_without_companions_has_none(tmp_path):
    assert load_companions(tmp_path) == Companions()


def test_companions_are_read(site):
    companions = load_companions(
        site(
            {
                "cron.yaml": "cron:\n- url: /tidy\n  schedule: every 5 minutes\n  description: Tidy up\n",
                "queue.yaml": "queue:\n- name: slow\n  rate: 1/s\n",
                "index.yaml": "indexes:\n- kind: Note\n  properties:\n  - name: a\n  - name: b\n",
            }
        )
    )

    assert companions.cron == [CronJob("/tidy", "every 5 minutes", "Tidy up", None)]
    assert (companions.queues, companions.indexes) == (["slow"], 1)


@pytest.mark.parametrize(
    ("host", "path", "service"),
    [
        ("m.example.com", "/", "mobile"),
        ("m.example.com:8080", "/", "mobile"),
        ("www.example.com", "/jobs/1", "worker"),
        ("www.example.com", "/work", "default"),
        ("www.example.com", "/exact", "exact"),
        ("www.example.com", "/exact/more", "default"),
    ],
)
def test_dispatch_names_the_service(site, host, path, service):
    rules = "- {url: 'm.example.com/*', module: mobile}\n- {url: '*/jobs/*', service: worker}\n"
    rules += "- {url: '*/exact', service: exact}\n"
    companions = load_companions(site({"dispatch.yaml": "dispatch:\n" + rules}))

    assert companions.service_for(host, path) == service


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cron.yaml", "cron:\n- url: /a\n  colour: red\n"),
        ("queue.yaml", "queue:\n- name: a\n  rate: fast\n"),
        ("dispatch.yaml", "dispatch:\n- url: nowhere\n  service: a\n"),
        ("index.yaml", "indexes:\n- colour: red\n"),
    ],
)
def test_wrong_companion_is_rejected_with_file_and_line(site, name, text):
    with pytest.raises(ConfigurationError, match=rf"{name}:[123]: "):
        load_companions(site({name: text}))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "queue.yaml",
            "queue:\n- name: a\n  rate: 1/s\n  retry_parameters: {task_retry_limit: -1}\n",
            "less than zero",
        ),
        ("queue.yaml", "# none\n", "Empty queue configuration"),
        ("cron.yaml", "# none\n", "Empty cron configuration"),
    ],
)
def test_companion_that_the_sdk_refuses_in_its_own_way_is_rejected(site, name, text, reason):
    with pytest.raises(ConfigurationError, match=rf"{name}: .*{reason}"):
        load_companions(site({name: text}))
