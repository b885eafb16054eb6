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
from urllib.parse import quote as quote
from urllib.parse import unquote as unquote
from urllib.parse import urlencode as urlencode
from urllib.parse import urljoin as urljoin
from urllib.parse import urlunsplit as urlunsplit
from wsgiref import handlers as handlers

import webob as webob
from webob import exc as exc
from webob.exc import HTTPException as HTTPException
from webob.headers import ResponseHeaders as BaseResponseHeaders

from . import local as local
from .adapters import BaseHandlerAdapter as BaseHandlerAdapter
from .adapters import _webapp as _webapp
from .adapters import Webapp2HandlerAdapter as Webapp2HandlerAdapter
from .adapters import _webapp_util as _webapp_util
from .adapters import WebappHandlerAdapter as WebappHandlerAdapter
from .app import _debug_template as _debug_template
from .app import WSGIApplication as WSGIApplication
from .config import Config as Config
from .context import get_app as get_app
from .context import _get_app_error as _get_app_error
from .context import get_request as get_request
from .context import _get_request_error as _get_request_error
from .context import _local as _local
from .context import RequestContext as RequestContext
from .context import _set_thread_safe_app as _set_thread_safe_app
from .handler import _get_handler_methods as _get_handler_methods
from .handler import _normalize_handler_method as _normalize_handler_method
from .handler import RedirectHandler as RedirectHandler
from .handler import RequestHandler as RequestHandler
from .http_errors import abort as _abort
from .http_errors import abort as abort
from .imports import import_string as import_string
from .imports import _import_string_error as _import_string_error
from .imports import ImportStringError as ImportStringError
from .properties import cached_property as cached_property
from .redirects import redirect as redirect
from .redirects import redirect_to as redirect_to
from .redirects import uri_for as uri_for
from .request import Request as Request
from .response import Response as Response
from .response_headers import ResponseHeaders as ResponseHeaders
from .route import BaseRoute as BaseRoute
from .route import _get_route_variables as _get_route_variables
from .route import _parse_route_template as _parse_route_template
from .route import Route as Route
from .route import _route_re as _route_re
from .route import SimpleRoute as SimpleRoute
from .router import Router as Router
from .status import status_reasons as status_reasons
from .status import _webapp_status_reasons as _webapp_status_reasons
from .text import _charset_re as _charset_re
from .text import _to_basestring as _to_basestring
from .text import _to_utf8 as _to_utf8
from .urls import _urlunsplit as _urlunsplit
from .version import __version__ as __version__
from .version import __version_info__ as __version_info__
