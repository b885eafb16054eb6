# -*- coding: utf-8 -*-
# Ways in which applications use webapp2 beyond plain handlers. Runs on Python 2 too: see ../record.py.
import json

import webapp2
from webapp2_extras import routes

try:
    text_type = unicode
except NameError:
    text_type = str


class App(webapp2.WSGIApplication):
    """Handlers may return text and tuples, and routes may be added by a decorator."""

    def __init__(self, *args, **kwargs):
        super(App, self).__init__(*args, **kwargs)
        self.router.set_dispatcher(self.__class__.custom_dispatcher)

    @staticmethod
    def custom_dispatcher(router, request, response):
        returned = router.default_dispatcher(request, response)
        if isinstance(returned, (str, text_type)):
            returned = webapp2.Response(returned)
        elif isinstance(returned, tuple):
            returned = webapp2.Response(*returned)
        return returned

    def route(self, *args, **kwargs):
        def add(function):
            self.router.add(webapp2.Route(handler=function, *args, **kwargs))
            return function
        return add


class MyRequest(webapp2.Request):
    @property
    def is_mine(self):
        return self.headers.get('X-Mine', 'no')


class MyResponse(webapp2.Response):
    def write(self, text):
        super(MyResponse, self).write(text)


class Base(webapp2.RequestHandler):
    def initialize(self, request, response):
        super(Base, self).initialize(request, response)
        self.seen = ['initialize']

    def dispatch(self):
        self.seen.append('dispatch')
        try:
            super(Base, self).dispatch()
        finally:
            self.response.headers['X-Seen'] = ','.join(self.seen)

    @webapp2.cached_property
    def expensive(self):
        self.seen.append('expensive')
        return 'value'

    def render_json(self, data):
        self.response.headers['Content-Type'] = 'application/json; charset=utf-8'
        self.response.out.write(json.dumps(data, sort_keys=True))


class Json(Base):
    def get(self):
        self.render_json({'a': [1, 2], 'twice': self.expensive == self.expensive})

    def post(self):
        self.render_json({'got': json.loads(self.request.body.decode('utf-8'))})


class Mine(Base):
    def get(self):
        self.response.write('%s %s' % (self.request.is_mine, type(self.response).__name__))


class Lazy(Base):
    def get(self, **kwargs):
        self.response.write('lazy %s' % sorted(kwargs.items()))

    def listing(self, **kwargs):
        self.response.write('listing %s' % sorted(kwargs.items()))


class Registry(Base):
    def get(self):
        app = webapp2.get_app()
        app.registry['count'] = app.registry.get('count', 0) + 1
        self.request.registry['x'] = 1
        config = app.config.load_config('mine', {'a': 1, 'b': 2}, {'c': 3}, ['a'])
        self.response.write('%s %s %s' % (app.registry['count'] > 0, self.request.registry, sorted(config.items())))


class Forms(Base):
    def post(self):
        upload = self.request.POST.get('file')
        if hasattr(upload, 'file'):
            self.response.write('%s %s %s' % (upload.filename, upload.type, upload.file.read().decode('utf-8')))
        else:
            self.response.write('|'.join('%s=%s' % pair for pair in self.request.POST.items()))


class Cookies(Base):
    def get(self):
        self.response.set_cookie('plain', 'v')
        self.response.set_cookie('quoted', 'a b;c')
        self.response.set_cookie('all', 'v', path='/x', domain='example.org', secure=True, httponly=True)
        self.response.headers.add_header('Set-Cookie', 'raw=1; Path=/')
        self.response.write(self.request.cookies.get('sent', 'none'))


class Headers(Base):
    def get(self):
        headers = self.response.headers
        headers['X-One'] = '1'
        headers.add_header('X-Two', '2')
        headers.add_header('X-Two', '3')
        headers['x-one'] = 'again'
        del headers['Cache-Control']
        self.response.cache_control.max_age = 60
        self.response.last_modified = 0
        self.response.etag = 'tag'
        self.response.write('%s %s %s' % (headers.get_all('X-Two'), 'X-ONE' in headers, headers.get('nope')))


class Custom404(Base):
    def get(self):
        self.abort(404, 'custom')


class NotAHandler(object):
    def __init__(self, request, response):
        self.request, self.response = request, response

    def dispatch(self):
        return webapp2.Response('from %s' % self.request.path)


def middle(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'), ('X-Path', environ['PATH_INFO'])])
    return [b'wsgi']


def handle_404(request, response, exception):
    response.set_status(404)
    response.headers['Content-Type'] = 'text/plain; charset=utf-8'
    response.write('none at %s: %s' % (request.path, exception.detail))


class Api(webapp2.WSGIApplication):
    allowed_methods = frozenset(list(webapp2.WSGIApplication.allowed_methods) + ['PURGE'])
    request_class = MyRequest
    response_class = MyResponse


class Purges(Base):
    def purge(self):
        self.response.write('purged')


app = App([
    ('/json', Json),
    ('/registry', Registry),
    ('/forms', Forms),
    ('/cookies', Cookies),
    ('/headers', Headers),
    ('/404', Custom404),
    ('/not-a-handler', NotAHandler),
    routes.PathPrefixRoute('/admin', [
        webapp2.Route('/', Lazy, name='admin-home'),
        routes.NamePrefixRoute('user-', [
            webapp2.Route('/user/<id:\\d+>', Lazy, name='show'),
            webapp2.Route('/users', Lazy, name='list', handler_method='listing'),
        ]),
    ]),
    routes.RedirectRoute('/slash/', Lazy, name='slash', strict_slash=True),
    routes.RedirectRoute('/from', redirect_to='/to', name='from'),
    routes.RedirectRoute('/from-name', redirect_to_name='user-list', name='from-name'),
], config={'mine': {'a': 0}})
app.error_handlers[404] = handle_404
app.router.add(('/added', Lazy))


@app.route('/decorated/<name>', name='decorated')
def decorated(request, name):
    return 'hello %s, %s' % (name, webapp2.uri_for('decorated', name='x'))


@app.route('/tuple')
def returns_a_tuple(request):
    return 'made', 201


@app.route('/wsgi')
def returns_an_app(request):
    return middle


@app.route('/urls')
def urls(request):
    names = [('admin-home', {}), ('user-show', {'id': 7}), ('user-list', {'page': 2}), ('slash', {}), ('from', {})]
    return ' '.join(webapp2.uri_for(name, **kwargs) for name, kwargs in names)


api = Api([('/mine', Mine), ('/purge', Purges), ('/json', Json)])

BOUNDARY = 'frontier'
UPLOAD = ('--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
          'content\r\n--frontier--\r\n')
FORM = {'Content-Type': 'application/x-www-form-urlencoded'}
REQUESTS = [('GET', path, {'Cookie': 'sent=1', 'X-Mine': 'yes'}, '') for path in (
    '/json', '/registry', '/cookies', '/headers', '/404', '/nope', '/not-a-handler', '/admin/', '/admin/user/7',
    '/admin/user/x', '/admin/users', '/admin', '/slash/', '/slash', '/from', '/from-name', '/added', '/decorated/ann',
    '/tuple', '/wsgi', '/urls', '/mine', '/purge',
)] + [
    ('POST', '/json', {'Content-Type': 'application/json'}, '{"x": [1, null]}'),
    ('POST', '/forms', FORM, 'a=1&b=2+3&a=%C3%A9'),
    ('POST', '/forms', {'Content-Type': 'multipart/form-data; boundary=frontier'}, UPLOAD),
    ('PURGE', '/purge', {}, ''),
    ('PURGE', '/json', {}, ''),
    ('DELETE', '/json', {}, ''),
    ('HEAD', '/decorated/ann', {}, ''),
]
