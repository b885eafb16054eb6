"""webapp2 for Python 3: the public names of webapp2, and :func:`serve`.

``import webapp2`` gives this very module.
"""

# webapp2 has no __all__, and App Engine's webapp star-imports it: its modules are names of it too.
import html as html
import inspect as inspect
import logging as logging
import os as os
import re as re
import sys as sys
import threading as threading
import traceback as traceback
import urllib as urllib
import urllib.parse as urlparse
from collections import OrderedDict as OrderedDict
from urllib.parse import (
    quote as quote,
    unquote as unquote,
    urlencode as urlencode,
    urljoin as urljoin,
    urlunsplit as urlunsplit,
)
from wsgiref import handlers as handlers

import webob as webob
from webob import exc as exc
from webob.exc import HTTPException as HTTPException
from webob.headers import ResponseHeaders as BaseResponseHeaders

from . import facade as facade, local as local
from .adapters import (
    BaseHandlerAdapter as BaseHandlerAdapter,
    Webapp2HandlerAdapter as Webapp2HandlerAdapter,
    WebappHandlerAdapter as WebappHandlerAdapter,
    _webapp as _webapp,
    _webapp_util as _webapp_util,
)
from .app import WSGIApplication as WSGIApplication, _debug_template as _debug_template
from .config import Config as Config
from .context import (
    RequestContext as RequestContext,
    _get_app_error as _get_app_error,
    _get_request_error as _get_request_error,
    _local as _local,
    _set_thread_safe_app as _set_thread_safe_app,
    get_app as get_app,
    get_request as get_request,
)
from .handler import (
    RedirectHandler as RedirectHandler,
    RequestHandler as RequestHandler,
    _get_handler_methods as _get_handler_methods,
    _normalize_handler_method as _normalize_handler_method,
)
from .http_errors import abort as _abort, abort as abort
from .imports import (
    ImportStringError as ImportStringError,
    _import_string_error as _import_string_error,
    import_string as import_string,
)
from .properties import cached_property as cached_property
from .redirects import redirect as redirect, redirect_to as redirect_to, uri_for as uri_for
from .request import Request as Request
from .response import Response as Response
from .response_headers import ResponseHeaders as ResponseHeaders
from .route import (
    BaseRoute as BaseRoute,
    Route as Route,
    SimpleRoute as SimpleRoute,
    _get_route_variables as _get_route_variables,
    _parse_route_template as _parse_route_template,
    _route_re as _route_re,
)
from .router import Router as Router
from .serving import serve as serve
from .status import _webapp_status_reasons as _webapp_status_reasons, status_reasons as status_reasons
from .text import _charset_re as _charset_re, _to_basestring as _to_basestring, _to_utf8 as _to_utf8
from .urls import _urlunsplit as _urlunsplit
from .version import __version__ as __version__, __version_info__ as __version_info__
