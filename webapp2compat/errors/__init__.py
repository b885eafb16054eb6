"""Errors: raising them, handling them, showing them and reporting them."""

from .exceptions import (
    AppError as AppError,
    BadRequest as BadRequest,
    Forbidden as Forbidden,
    MethodNotAllowed as MethodNotAllowed,
    NotFound as NotFound,
    ServerError as ServerError,
    ServiceUnavailable as ServiceUnavailable,
    Unauthorized as Unauthorized,
    add_error as add_error,
    is_error as is_error,
)
from .info import ErrorInfo as ErrorInfo
from .manual import report_error as report_error, report_slow as report_slow
from .report import (
    CallbackReporter as CallbackReporter,
    Report as Report,
    Reporter as Reporter,
)
from .reporters import (
    CloudErrorReporter as CloudErrorReporter,
    OpenTelemetryReporter as OpenTelemetryReporter,
    SentryReporter as SentryReporter,
)
