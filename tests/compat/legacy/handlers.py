# -*- coding: utf-8 -*-
# Runs unchanged on Python 2 with webapp2 2.5.2, on Python 3 with 3.0.0b1, and here: see ../record.py.
import webapp2


class Verbs(webapp2.RequestHandler):
    def get(self):
        self.response.write('got')

    def post(self):
        self.response.write('posted ' + self.request.get('a', 'nothing'))


class Named(webapp2.RequestHandler):
    def get(self, *args, **kwargs):
        self.response.write('%d args, %s' % (len(args), sorted((str(k), str(v)) for k, v in kwargs.items())))

    def other(self, *args, **kwargs):
        self.response.write('other')


class Writes(webapp2.RequestHandler):
    def get(self, what):
        response = self.response
        if what == 'none':
            response.write(None)
        elif what == 'int':
            response.write(12)
        elif what == 'text':
            response.write(u'caf\xe9')
        elif what == 'bytes':
            response.write(b'abc')
        elif what == 'out':
            response.out.write('a')
            response.out.write(u'b')
        elif what == 'clear':
            response.headers['X-Kept'] = '1'
            response.set_status(202)
            response.write('gone')
            response.clear()
        elif what == 'status':
            response.set_status(299, 'Special')
            response.write(response.status + '|' + response.status_message + '|%d' % response.status_int)
        elif what == 'json':
            response.content_type = 'application/json'
            response.write('{}')
        elif what == 'plain-header':
            response.headers['Content-Type'] = 'text/plain; charset=utf-8'
            response.write('x')
        elif what == 'add-header':
            response.headers.add_header('Content-Disposition', 'attachment', filename='a "b".txt', x_y=None)
        elif what == 'cookie':
            response.set_cookie('a', 'b', path='/x', httponly=True)
            response.delete_cookie('c')
        elif what == 'iter':
            response.app_iter = iter([b'one', b'two'])
        elif what == 'error':
            response.write('dropped')
            self.error(403)
            response.write('kept')
        elif what == 'error200':
            self.error(200)
        elif what == 'nocontent':
            response.set_status(304)
        elif what == 'has-error':
            response.set_status(400)
            response.write(str(response.has_error()))


class Reads(webapp2.RequestHandler):
    def get(self, what):
        request = self.request
        answer = {
            'get': lambda: request.get('a'),
            'get-default': lambda: request.get('zz', 'dflt'),
            'get-all': lambda: ','.join(request.get_all('a')),
            'get-all-none': lambda: repr(request.get_all('zz')),
            'arguments': lambda: ','.join(sorted(request.arguments())),
            'range': lambda: '%r' % request.get_range('n', min_value=2, max_value=5),
            'range-default': lambda: '%r' % request.get_range('zz', min_value=2, default=1),
            'range-none': lambda: '%r' % request.get_range('zz', default=None),
            'uri': lambda: request.uri + ' ' + request.url + ' ' + request.query,
            'path': lambda: '|'.join([request.path, request.path_qs, request.host, request.host_url, request.path_url]),
            'route': lambda: '%r %r' % (request.route_args, request.registry),
            'headers': lambda: request.headers.get('X-A', '-') + request.headers['Host'],
            'remote': lambda: '%r' % request.remote_addr,
            'cookies': lambda: '|'.join(sorted('%s=%s' % pair for pair in request.cookies.items())),
        }[what]()
        self.response.headers['Content-Type'] = 'text/plain; charset=utf-8'
        self.response.write(answer)

    post = get


class Returns(webapp2.RequestHandler):
    def get(self, what):
        if what == 'response':
            return webapp2.Response('other', status=202)
        if what == 'exception':
            return webapp2.exc.HTTPForbidden('returned')
        if what == 'wsgi':
            def answer(environ, start_response):
                start_response('200 OK', [('Content-Type', 'text/plain')])
                return [b'wsgi']
            return answer
        if what == 'prepared':
            self.response.write('prepared')
            return self.response
        if what == 'text':
            return 'text'
        if what == 'empty':
            return ''
        if what == 'tuple':
            return ('a', 200)


class Redirects(webapp2.RequestHandler):
    def get(self, what):
        self.response.headers['X-Before'] = '1'
        self.response.set_cookie('before', '1')
        self.response.write('before')
        if what == 'root':
            self.redirect('/x')
        elif what == 'permanent':
            return self.redirect('/x', permanent=True)
        elif what == 'dot':
            self.redirect('./y')
        elif what == 'dots':
            self.redirect('../y?z=1')
        elif what == 'bare':
            self.redirect('y')
        elif what == 'query':
            self.redirect('?z=1')
        elif what == 'absolute':
            self.redirect('https://other.example/x')
        elif what == 'code':
            self.redirect('/x', code=303)
        elif what == 'body':
            self.redirect('/x', body='look there')
        elif what == 'to':
            self.redirect_to('named', id=5, q='a b')
        elif what == 'to-permanent':
            self.redirect_to('named', _permanent=True, id=5)
        elif what == 'to-body':
            self.redirect_to('named', _body='b', id=5)
        elif what == 'then-write':
            self.redirect('/x')
            self.response.write('after')
        elif what == 'bad-code':
            self.redirect('/x', code=308)
        elif what == 'function':
            return webapp2.redirect('/x')
        elif what == 'function-to':
            return webapp2.redirect_to('named', id=1)


class Uris(webapp2.RequestHandler):
    def get(self, what):
        uri = {
            'plain': lambda: self.uri_for('named', id=5),
            'alias': lambda: self.url_for('named', id=5),
            'full': lambda: self.uri_for('named', _full=True, id=5),
            'scheme': lambda: self.uri_for('named', _scheme='https', id=5),
            'netloc': lambda: self.uri_for('named', _netloc='other.example:81', id=5),
            'fragment': lambda: self.uri_for('named', _fragment='top part', id=5),
            'query': lambda: self.uri_for('named', id=5, b='2', a='1 &'),
            'positional': lambda: self.uri_for('unnamed', 7, 8),
            'too-many': lambda: self.uri_for('unnamed', 7, 8, 9),
            'missing': lambda: self.uri_for('named'),
            'no-route': lambda: self.uri_for('nope'),
            'mismatch': lambda: self.uri_for('digits', n='abc'),
            'zero': lambda: self.uri_for('digits', n=0),
            'slash': lambda: self.uri_for('named', id='a/b'),
            'space': lambda: self.uri_for('named', id='a b'),
            'unicode': lambda: self.uri_for('named', id=u'caf\xe9'),
            'build-only': lambda: self.uri_for('elsewhere', x='1'),
            'function': lambda: webapp2.uri_for('named', id=5),
            'function-request': lambda: webapp2.uri_for('named', self.request, id=5, _full=True),
        }[what]
        try:
            self.response.write(uri())
        except KeyError:
            self.response.write('KeyError')
        except ValueError:
            self.response.write('ValueError')


class Plain(object):
    def __init__(self, request, response):
        self.response = response

    def dispatch(self):
        self.response.write('plain')


def function(request, *args, **kwargs):
    return webapp2.Response('function %d %s' % (len(args), sorted(kwargs)))


def writing_function(request, *args, **kwargs):
    request.response.write('wrote')


class NoDispatch(object):
    def __init__(self, request, response):
        pass


class FailsToBuild(webapp2.RequestHandler):
    def __init__(self, request=None, response=None):
        raise ValueError('in the constructor')

    def handle_exception(self, exception, debug):
        self.response.write('not called')


app = webapp2.WSGIApplication([
    ('/verbs', Verbs),
    ('/named/([a-z]+)/(\\d+)', Named),
    webapp2.Route('/kw/<a>/<b:\\d+>', Named),
    webapp2.Route('/mixed/<a>/<:\\d+>', Named),
    webapp2.Route('/defaults/<a>', Named, defaults={'b': 'dflt'}),
    webapp2.Route('/other', Named, handler_method='other'),
    webapp2.Route('/other-missing', Named, handler_method='nope'),
    webapp2.Route('/get-only', Named, methods=['GET']),
    webapp2.Route('/https-only', Named, schemes=['https']),
    ('/writes/(.*)', Writes),
    ('/reads/(.*)', Reads),
    ('/returns/(.*)', Returns),
    ('/redirects/(.*)', Redirects),
    ('/uris/(.*)', Uris),
    webapp2.Route('/n/<id>', Named, name='named'),
    webapp2.Route('/u/<:\\d+>/<:\\d+>', Named, name='unnamed'),
    webapp2.Route('/d/<n:\\d+>', Named, name='digits'),
    webapp2.Route('/elsewhere/<x>', name='elsewhere', build_only=True),
    ('/plain', Plain),
    ('/function', function),
    webapp2.Route('/function/<x>', function),
    ('/writing-function', writing_function),
    ('/no-dispatch', NoDispatch),
    ('/fails-to-build', FailsToBuild),
    webapp2.Route('/redirect-handler', webapp2.RedirectHandler, defaults={'_uri': '/dest'}),
    webapp2.Route('/redirect-code', webapp2.RedirectHandler, defaults={'_uri': '/dest', '_code': 303}),
    webapp2.Route('/redirect-call/<x>', webapp2.RedirectHandler, defaults={
        '_uri': lambda handler, *args, **kwargs: '/called/' + kwargs['x'], '_permanent': False}),
    webapp2.Route('/redirect-default', webapp2.RedirectHandler),
    ('/not-importable', 'no_such_module.Handler'),
])

GET = [
    '/verbs', '/named/abc/12', '/named/abc/x', '/kw/a%20b/12', '/kw/a/b', '/mixed/x/3', '/defaults/x', '/other',
    '/other-missing', '/get-only', '/https-only', '/plain', '/function', '/function/1', '/writing-function',
    '/no-dispatch', '/fails-to-build', '/redirect-handler', '/redirect-handler?q=1', '/redirect-code',
    '/redirect-call/1', '/redirect-default', '/not-importable', '/elsewhere/1', '/', '', '/verbs/', '//verbs',
] + ['/writes/' + what for what in (
    'none int text bytes out clear status json plain-header add-header cookie iter error error200 nocontent has-error'
).split()] + ['/reads/%s?a=1&a=2&n=9' % what for what in (
    'get get-default get-all get-all-none arguments range range-default range-none uri path route headers remote cookies'
).split()] + ['/returns/' + what for what in 'response exception wsgi prepared text empty tuple'.split()
] + ['/redirects/' + what for what in (
    'root permanent dot dots bare query absolute code body to to-permanent to-body then-write bad-code function function-to'
).split()] + ['/uris/' + what for what in (
    'plain alias full scheme netloc fragment query positional too-many missing no-route mismatch zero slash space unicode '
    'build-only function function-request'
).split()]

REQUESTS = [('GET', path, {'X-A': 'a', 'Cookie': 'k=v; l=w'}, '') for path in GET] + [
    (method, path, {}, '') for method in 'HEAD OPTIONS PUT DELETE TRACE FOO PROPFIND'.split()
    for path in ('/verbs', '/get-only', '/nope', '/plain', '/function', '/redirect-handler')
] + [
    ('POST', '/verbs', {'Content-Type': 'application/x-www-form-urlencoded'}, 'a=1+2'),
    ('POST', '/reads/get-all?a=q', {'Content-Type': 'application/x-www-form-urlencoded'}, 'a=f&a=g'),
    ('POST', '/get-only', {}, ''),
    ('GET', '/https-only', {'wsgi.url_scheme': 'https'}, ''),
]
