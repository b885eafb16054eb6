"""``/_ah/dev``: what runs here, on one page - handlers, tasks, cron jobs, mail and Datastore kinds - and sign in as.

Its forms run a task or a cron job at once, and hand the application a mail as if it had come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from ..handler import RequestHandler
from .answers import Answer
from .internal_request import ask, internal_environ
from .user import user_from_cookies

if TYPE_CHECKING:
    from .stubs import LocalServices
    from .tree import Tree

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
  body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }}
  table {{ border-collapse: collapse; width: 100% }}
  td, th {{ border-bottom: 1px solid #ddd; padding: .3em .6em; text-align: left; vertical-align: top }}
  pre {{ margin: 0; white-space: pre-wrap }}
  form {{ display: inline }}
</style>
<h1>{title}</h1>
<p role="status">{note}</p>
<form method="post" action="/_ah/login">
<p>{user} <input type="hidden" name="continue" value="/_ah/dev">
<label>Sign in as <input name="email" type="email" required></label>
<label><input name="admin" type="checkbox" value="True"> administrator</label>
<button name="action" value="Login">Sign in</button>
<button name="action" value="Logout" formnovalidate>Sign out</button></p>
</form>
{sections}
</html>
"""
_MAIL_FORM = """\
<form method="post"><input type="hidden" name="action" value="mail">
<p><label>From <input name="sender" type="email" value="someone@example.com"></label>
<label>To <input name="to" type="email" required></label>
<label>Subject <input name="subject"></label>
<p><label>Text<br><textarea name="body" rows="4" cols="60"></textarea></label>
<p><button>Deliver</button></form>
"""


class DevPage(RequestHandler):
    """The page and its forms. The application's registry holds the ``tree`` and its ``services``."""

    def get(self) -> None:
        """Show everything."""
        self.show("")

    def post(self) -> None:
        """Do what a form asks for, and show the page again."""
        origin = self.request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != self.request.host:
            # Other sites must not press these buttons.
            self.abort(403)
        action = {"task": self.run_task, "cron": self.run_cron, "mail": self.deliver_mail}.get(
            self.request.get("action")
        )
        if action is None:
            self.abort(400)
        self.show(action())

    @property
    def tree(self) -> Tree:
        """The application that is served."""
        tree: Tree = self.app.registry["tree"]
        return tree

    @property
    def services(self) -> LocalServices:
        """The stubs under it."""
        services: LocalServices = self.app.registry["services"]
        return services

    def run_task(self) -> str:
        """Let the task runner run a task next."""
        queue, name = self.request.get("queue"), self.request.get("name")
        found = self.services.tasks.run_now(queue, name)
        return f"The task {name} runs now." if found else f"There is no task {name} in the queue {queue}."

    def run_cron(self) -> str:
        """Call a cron job's URL."""
        url = self.request.get("url")
        job = next((job for job in self.tree.companions.cron if job.url == url), None)
        if job is None:
            return f"cron.yaml has no job for {url}."
        answer = self.ask("GET", url, [("X-AppEngine-Cron", "true")], address="0.1.0.1", service=job.target)
        return f"{url} answered {answer.status}."

    def deliver_mail(self) -> str:
        """Post a mail to the application's ``/_ah/mail/<address>``."""
        message = EmailMessage()
        for header, field in (("From", "sender"), ("To", "to"), ("Subject", "subject")):
            # A header is one line, whatever a form holds.
            message[header] = " ".join(self.request.get(field).split())
        message.set_content(self.request.get("body"))
        url = "/_ah/mail/" + quote(message["To"], safe="@")
        answer = self.ask(
            "POST", url, [("Content-Type", "message/rfc822")], body=message.as_bytes(), address="0.1.0.20"
        )
        return f"{url} answered {answer.status}."

    def ask(self, method: str, url: str, headers: list[tuple[str, str]], **options: Any) -> Answer:
        """Send the application a request as App Engine would."""
        return ask(self.tree, internal_environ(method, url, headers=headers, host=self.request.host, **options))

    def show(self, note: str) -> None:
        """Write the page."""
        user = user_from_cookies(self.request.headers.get("Cookie", ""))
        who = (
            f"Signed in as {user.email}{' (administrator)' if user.is_admin else ''}."
            if user.email
            else "Not signed in."
        )
        sections = [*self.handlers(), *self.routes(), self.tasks(), self.cron(), self.sent_mail(), self.kinds()]
        self.response.headers["Cache-Control"] = "no-store"
        self.response.write(
            _PAGE.format(
                title=escape(f"{self.services.application} on this machine"),
                note=escape(note),
                user=escape(who),
                sections="\n".join([*sections, "<h2>Deliver a mail to the application</h2>", _MAIL_FORM]),
            )
        )

    def handlers(self) -> Iterable[str]:
        """The URL handlers of each service."""
        for name, served in self.tree.services.items():
            rows = [
                [h.info.url, h.target if not h.is_static else h.info.GetHandler(), h.info.login]
                for h in served.handlers
            ]
            yield _table(f"Handlers of {name}", ["URL", "Answered by", "Login"], rows)

    def routes(self) -> Iterable[str]:
        """The routes of the applications that have answered so far."""
        for name, served in self.tree.services.items():
            for script, routes in served.scripts.routes().items():
                yield _table(f"Routes of {script} in {name}", ["Path", "Handler", "Name"], routes)

    def tasks(self) -> str:
        """The tasks that wait."""
        rows = [
            [
                task["queue_name"],
                task["name"],
                f"{task['method']} {task['url']}",
                task["eta"],
                dict(task["headers"]).get("X-AppEngine-TaskRetryCount", "0"),
            ]
            for task in self.services.tasks.waiting()
        ]
        buttons = [_button("task", "Run now", queue=row[0], name=row[1]) for row in rows]
        return _table("Tasks", ["Queue", "Name", "Request", "Due", "Retries"], rows, buttons)

    def cron(self) -> str:
        """The jobs of ``cron.yaml``, which run only when a button is pressed."""
        jobs = self.tree.companions.cron
        rows = [[job.url, job.schedule, job.description] for job in jobs]
        return _table(
            "Cron jobs",
            ["URL", "Schedule", "What for"],
            rows,
            [_button("cron", "Run now", url=job.url) for job in jobs],
        )

    def sent_mail(self) -> str:
        """What the application sent."""
        rows = [
            [f"{m.sent:%Y-%m-%d %H:%M:%S}", m.sender, ", ".join(m.to), m.subject, m.body]
            for m in self.services.mail.sent()
        ]
        return _table("Sent mail", ["Sent (UTC)", "From", "To", "Subject", "Text"], rows)

    def kinds(self) -> str:
        """The Datastore kinds with their counts."""
        rows = [[kind, namespace, count] for (namespace, kind), count in self.services.datastore.kinds().items()]
        return _table("Datastore", ["Kind", "Namespace", "Entities"], rows)


def _table(title: str, columns: list[str], rows: Sequence[Sequence[object]], buttons: list[str] | None = None) -> str:
    """A section with a table whose cells are escaped; ``buttons`` are HTML, one for each row."""
    if not rows:
        return f"<h2>{escape(title)}</h2>\n<p>None."
    ends = buttons or [""] * len(rows)
    head = "".join(f"<th>{escape(column)}" for column in columns)
    lines = [
        "<tr>" + "".join(f"<td><pre>{escape(str(cell or ''))}</pre>" for cell in row) + (f"<td>{end}" if end else "")
        for row, end in zip(rows, ends, strict=True)
    ]
    return f"<h2>{escape(title)}</h2>\n<table>\n<tr>{head}\n" + "\n".join(lines) + "\n</table>"


def _button(action: str, label: str, **fields: object) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(str(value))}">'
        for name, value in {"action": action, **fields}.items()
    )
    return f'<form method="post">{hidden}<button>{label}</button></form>'
