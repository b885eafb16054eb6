"""The page /_ah/dev."""

import sys

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import datastore, mail, taskqueue

MAIN = """
    seen = []

    def app(environ, start_response):
        seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_X_APPENGINE_CRON"),
                     environ["REMOTE_ADDR"], environ["wsgi.input"].read()))
        start_response("200 OK", [])
        return []
"""


@pytest.fixture
def tree(open_site):
    cron = "cron:\n- url: /tidy\n  schedule: every 5 minutes\n  description: Tidy <up>\n"
    return open_site("- {url: /s, static_dir: s}", {"main.py": MAIN, "cron.yaml": cron}, "application: shop\n")


@pytest.fixture
def page(tree, ask):
    return lambda **options: ask(tree, "/_ah/dev", **options)


def test_page_shows_handlers_and_cron_jobs(page):
    text = page().text

    assert "dev~shop on this machine" in text
    assert "<pre>/s</pre><td><pre>s</pre>" in text.replace("\n", "")
    assert "<pre>/tidy</pre><td><pre>every 5 minutes</pre><td><pre>Tidy &lt;up&gt;</pre>" in text


def test_page_shows_the_routes_of_what_has_answered(open_site, ask):
    main = """
        import webapp2

        class Home(webapp2.RequestHandler):
            def get(self):
                pass

        app = webapp2.WSGIApplication([("/", Home), webapp2.Route("/<a>", "other.Page", name="page")])
    """
    tree = open_site(files={"main.py": main})
    before = ask(tree, "/_ah/dev").text
    ask(tree, "/")
    after = ask(tree, "/_ah/dev").text

    assert "Routes of" not in before
    assert "<pre>^/$</pre><td><pre>Home</pre><td><pre></pre>" in after
    assert "<pre>/&lt;a&gt;</pre><td><pre>other.Page</pre><td><pre>page</pre>" in after


def test_page_shows_tasks_mail_and_kinds(page):
    datastore.Put(datastore.Entity("Note"))
    mail.send_mail("a@example.com", "b@example.com", "Hello <b>", "Body")
    taskqueue.add(url="/work", name="later", countdown=3600)
    text = page().text

    assert "<pre>Note</pre><td><pre></pre><td><pre>1</pre>" in text
    assert "<pre>Hello &lt;b&gt;</pre><td><pre>Body</pre>" in text
    assert "<pre>later</pre><td><pre>POST /work</pre>" in text


@pytest.mark.parametrize(
    ("user", "admin", "shown"),
    [
        (None, False, "Not signed in."),
        ("a@b.c", False, "Signed in as a@b.c."),
        ("a@b.c", True, "a@b.c (administrator)."),
    ],
)
def test_page_shows_who_is_signed_in(page, user, admin, shown):
    assert shown in page(user=user, admin=admin).text


def test_cron_job_can_be_run(page):
    text = page(POST={"action": "cron", "url": "/tidy"}).text

    assert "/tidy answered 200 OK." in text
    assert sys.modules["main"].seen == [("GET", "/tidy", "true", "0.1.0.1", b"")]


def test_cron_job_goes_to_the_service_that_it_names(site, ask):
    from webapp2compat.appengine.local import open_tree

    head = "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers: [{url: /.*, script: %s.app}]\n"
    files = {"app.yaml": head % "gone", "work.yaml": "service: work\n" + head % "main", "main.py": MAIN}
    files["cron.yaml"] = "cron:\n- {url: /tidy, schedule: every 5 minutes, target: work}\n"
    with open_tree(site(files), storage=":memory:") as tree:
        text = ask(tree, "/_ah/dev", POST={"action": "cron", "url": "/tidy"}).text

    assert "/tidy answered 200 OK." in text


def test_only_jobs_of_cron_yaml_are_run(page):
    assert "cron.yaml has no job for /admin." in page(POST={"action": "cron", "url": "/admin"}).text


def test_task_can_be_run(page, wait_until):
    taskqueue.add(url="/work", name="later", countdown=3600)

    assert "The task later runs now." in page(POST={"action": "task", "queue": "default", "name": "later"}).text
    assert wait_until(lambda: getattr(sys.modules.get("main"), "seen", None))


def test_task_that_is_gone_is_reported(page):
    text = page(POST={"action": "task", "queue": "default", "name": "gone"}).text

    assert "There is no task gone in the queue default." in text


def test_mail_can_be_delivered(page):
    form = {"action": "mail", "sender": "a@example.com", "to": "b@example.com", "subject": "Zoë", "body": "Hi"}
    text = page(POST=form).text

    assert "/_ah/mail/b@example.com answered 200 OK." in text
    assert sys.modules["main"].seen[0][:2] == ("POST", "/_ah/mail/b@example.com")
    assert b"To: b@example.com" in sys.modules["main"].seen[0][4]


def test_mail_with_line_ends_in_its_headers_is_delivered_whole(page):
    form = {"action": "mail", "sender": "a@example.com", "to": "b@example.com", "subject": "a\r\nBcc: c@example.com"}
    page(POST=form)

    assert b"Subject: a Bcc: c@example.com" in sys.modules["main"].seen[0][4]


def test_application_that_fails_is_reported(page, tree):
    tree.tree.pages = dict.__getitem__
    sys.modules.pop("main", None)

    from webapp2compat.appengine.internal_request import ask, internal_environ

    answer = ask(tree.tree, internal_environ("GET", "/", headers=[], host="localhost", address="0.1.0.1"))
    assert answer.status == "500 Internal Server Error"


def test_other_sites_cannot_press_the_buttons(page):
    form = {"action": "cron", "url": "/tidy"}

    assert page(POST=form, headers={"Origin": "http://evil.example"}).status_int == 403
    assert page(POST=form, headers={"Origin": "http://localhost:80"}).status_int == 200


def test_unknown_action_is_refused(page):
    assert page(POST={"action": "explode"}).status_int == 400
