"""``google.appengine.ext.ereporter.report_generator``: mails a day's exceptions; ``cron.yaml`` asks for it once a day.

The parameters of the URL are ``sender``, and if need be ``to`` (else the administrators get the mail), ``date`` (else
yesterday), ``versions`` (``all``, or the current one), ``max_results``, ``delete=false`` and ``debug=true``, which
shows the report instead of mailing it.
"""

from __future__ import annotations

import datetime
import importlib
from typing import Any

from google.appengine.api import app_identity, mail

from webapp2compat.app import WSGIApplication
from webapp2compat.handler import RequestHandler


class ReportGenerator(RequestHandler):
    """Makes the report."""

    def get(self) -> None:
        """Mail the report, if there is anything to report, and forget what it says."""
        date = self._date()
        records = self._records(date)
        report = "\n".join(map(_paragraph, records)) or "No exceptions.\n"
        if self.request.get("debug") == "true":
            self.response.content_type = "text/plain"
            self.response.write(report)
            return
        if records:
            self._mail(f"Daily exception report for {app_identity.get_application_id()}, {date}", report)
        if self.request.get("delete") != "false":
            for record in records:
                record.delete()

    def _date(self) -> datetime.date:
        text = self.request.get("date")
        try:
            if text:
                return datetime.date.fromisoformat(text)
        except ValueError:
            self.abort(400, f"The date {text!r} is not of the form 2012-12-31.")
        return datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=1)

    def _records(self, date: datetime.date) -> list[Any]:
        # By its legacy name, which exists since the application runs: the model is the one that the handler stores.
        model = importlib.import_module("google.appengine.ext.ereporter").ExceptionRecord
        query = model.all().filter("date =", date)
        if self.request.get("versions") != "all":
            query.filter("version =", self.request.environ.get("CURRENT_VERSION_ID", "").partition(".")[0])
        records = query.fetch(int(self.request.get("max_results") or 100))
        return sorted(records, key=lambda record: -record.count)

    def _mail(self, subject: str, body: str) -> None:
        sender = self.request.get("sender") or self.abort(400, "The URL must name the sender: ?sender=...")
        about = {"sender": sender, "subject": subject, "body": body}
        to = self.request.get("to")
        message = mail.EmailMessage(to=to, **about) if to else mail.AdminEmailMessage(**about)
        message.send()


def _paragraph(record: Any) -> str:
    return f"{record.count} x {record.http_method} {record.url} in {record.handler}\n{record.stacktrace}"


application = WSGIApplication([(".*", ReportGenerator)])
