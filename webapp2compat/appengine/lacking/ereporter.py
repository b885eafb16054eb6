"""``google.appengine.ext.ereporter``: exceptions that were logged, kept in Datastore until a report names them.

:func:`register_logger` has them kept; `report_generator.py` mails the report, when a cron job asks for it.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import os
import traceback

from google.appengine.ext import db

from webapp2compat.appengine.process_calls import RemoteError


class ExceptionRecord(db.Model):
    """An exception that one version of the application has logged on one day, and how often."""

    signature = db.StringProperty(required=True)
    version = db.StringProperty()
    date = db.DateProperty(required=True)
    count = db.IntegerProperty(required=True, default=0)
    stacktrace = db.TextProperty(required=True)
    http_method = db.StringProperty()
    url = db.TextProperty()
    handler = db.TextProperty()


class ExceptionRecordingHandler(logging.Handler):
    """Keeps the exceptions that are logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the exception of a log entry; what other processes have logged is theirs to keep."""
        if not record.exc_info or record.exc_info[0] in (None, RemoteError):
            return
        try:
            _keep(*_described(record))
        except Exception:
            self.handleError(record)


def register_logger(logger: logging.Logger | None = None) -> ExceptionRecordingHandler:
    """Keep the exceptions that a logger logs.

    :param logger: The logger; by default all of them.
    :returns: The handler that keeps them.
    """
    handler = ExceptionRecordingHandler()
    (logger or logging.getLogger()).addHandler(handler)
    return handler


def _described(record: logging.LogRecord) -> tuple[str, str, str]:
    """The signature of a logged exception, its traceback, and the function that raised it."""
    assert record.exc_info
    kind, error, trace = record.exc_info
    frames = traceback.extract_tb(trace)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    assert kind
    text = "".join(traceback.format_exception(kind, error, trace))
    return f"{kind.__name__}@{place}", text, frames[-1].name if frames else ""


@db.transactional(propagation=db.INDEPENDENT)  # type: ignore[untyped-decorator]
def _keep(signature: str, stacktrace: str, handler: str) -> None:
    version = os.environ.get("CURRENT_VERSION_ID", "").partition(".")[0]
    date = datetime.datetime.now(datetime.timezone.utc).date()
    name = hashlib.sha256(f"{signature} {version} {date}".encode()).hexdigest()
    kept = ExceptionRecord.get_by_key_name(name) or ExceptionRecord(
        key_name=name,
        signature=signature,
        version=version,
        date=date,
        stacktrace=stacktrace,
        http_method=os.environ.get("REQUEST_METHOD", ""),
        url=os.environ.get("PATH_INFO", ""),
        handler=handler,
    )
    kept.count += 1
    kept.put()
