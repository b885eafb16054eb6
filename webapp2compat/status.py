"""The reason phrases that webapp2 puts on the status line.

webapp2 wrote its own phrases ("302 Moved Temporarily") into WebOb's tables, for the whole process. Here they stay in a
table of ours, which :class:`Response` and the HTTP exceptions read, so that WebOb's tables are left alone.
"""

from __future__ import annotations

status_reasons: dict[int, str] = {
    100: "Continue",
    101: "Switching Protocols",
    102: "Processing",
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    207: "Multi Status",
    226: "IM Used",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Moved Temporarily",
    303: "See Other",
    304: "Not Modified",
    305: "Use Proxy",
    306: "Unused",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Time-out",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Request Entity Too Large",
    414: "Request-URI Too Large",
    415: "Unsupported Media Type",
    416: "Requested Range Not Satisfiable",
    417: "Expectation Failed",
    418: "I'm a teapot",
    422: "Unprocessable Entity",
    423: "Locked",
    424: "Failed Dependency",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable for Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
    505: "HTTP Version not supported",
    507: "Insufficient Storage",
    510: "Not Extended",
    511: "Network Authentication Required",
}


def reason_phrase(code: int) -> str:
    """Return the reason phrase of a status code.

    :raises KeyError: If webapp2 has no phrase for ``code``.
    """
    try:
        return status_reasons[code]
    except (KeyError, TypeError):
        raise KeyError(f"Invalid HTTP status code: {code!r}") from None


# The phrases in which webapp2 differs from WebOb.
_webapp_status_reasons = {code: status_reasons[code] for code in (203, 302, 306, 408, 414, 504, 505)}
