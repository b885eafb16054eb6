"""Record what webapp2 itself answers to the requests of a legacy app: record.py APP_FILE NAME [MODULE_ATTRIBUTE].

Run it by a Python that has webapp2 (2.5.2 on Python 2.7, 3.0.0b1 on Python 3); it prints the transcript as JSON:
a list of ``[status, headers, body]``, an entry a request. Standard library only, on Python 2.7 and 3.
"""
from __future__ import print_function

import io
import json
import logging
import sys


def environ_of(method, path, headers, body):
    path, _, query = path.partition('?')
    environ = {
        'REQUEST_METHOD': method, 'SCRIPT_NAME': '', 'PATH_INFO': path.replace('%20', ' '), 'QUERY_STRING': query,
        'SERVER_NAME': 'localhost', 'SERVER_PORT': '80', 'HTTP_HOST': 'localhost:80', 'SERVER_PROTOCOL': 'HTTP/1.0',
        'wsgi.version': (1, 0), 'wsgi.url_scheme': 'http', 'wsgi.input': io.BytesIO(body.encode()),
        'wsgi.errors': sys.stderr, 'wsgi.multithread': False, 'wsgi.multiprocess': False, 'wsgi.run_once': False,
        'CONTENT_LENGTH': str(len(body)),
    }
    for name, value in headers.items():
        if name.startswith('wsgi.'):
            environ[name] = value
        elif name == 'Content-Type':
            environ['CONTENT_TYPE'] = value
        else:
            environ['HTTP_' + name.upper().replace('-', '_')] = value
    return environ


def answer(app, request):
    started = []
    body = app(environ_of(*request), lambda status, headers, exc_info=None: started.append((status, headers)))
    text = b''.join(body).decode('latin-1')
    status, headers = started[-1]
    return [status, sorted([str(name), str(value)] for name, value in headers), text]


def load(path):
    # Not runpy.run_path(): on Python 2 it empties the namespace that the handlers need.
    module = {'__name__': 'legacy'}
    with open(path) as source:
        exec(compile(source.read(), path, 'exec'), module)
    return module


def main(path, name='app'):
    logging.disable(logging.CRITICAL)
    module = load(path)
    rows = [answer(module[name], request) for request in module['REQUESTS']]
    print(json.dumps(rows, indent=0, sort_keys=True))


if __name__ == '__main__':
    main(*sys.argv[1:])
