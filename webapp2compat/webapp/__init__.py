"""``google.appengine.ext.webapp``: in the Python 2.7 runtime it is webapp2 under another name, and so it is here."""

from .. import *  # noqa: F403  # webapp2 has no __all__: webapp has every public name of it.
from .. import Request as REQUEST_CLASS, Response as RESPONSE_CLASS  # noqa: F401, N814 - webapp's names
from ..classic import (
    CannotReversePattern as CannotReversePattern,
    Error as Error,
    NoUrlFoundError as NoUrlFoundError,
    current_request_args as current_request_args,
)

# Applications write webapp.template and webapp.util, and import neither.
from . import template as template, util as util
