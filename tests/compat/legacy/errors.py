# -*- coding: utf-8 -*-
# Runs unchanged on Python 2 with webapp2 2.5.2, on Python 3 with 3.0.0b1, and here: see ../record.py.
import webapp2


class Aborts(webapp2.RequestHandler):
    def get(self, what):
        self.response.headers['X-Before'] = '1'
        self.response.write('before')
        exc = webapp2.exc
        if what.isdigit():
            self.abort(int(what))
        elif what == 'detail':
            self.abort(404, detail='No <thing>')
        elif what == 'positional':
            self.abort(404, 'No <thing>')
        elif what == 'comment':
            webapp2.abort(400, detail='d', comment='a -- <comment>')
        elif what == 'headers':
            self.abort(403, headers=[('X-Foo', 'bar')])
        elif what == 'template':
            self.abort(403, detail='D<', comment='C', body_template='${explanation}|${detail}|${comment}|${html_comment}|${PATH_INFO}|${nope}|$$')
        elif what == 'explanation':
            self.abort(400, explanation='Missing <param>')
        elif what == 'three':
            self.abort(403, 'd', [('X-A', '1')], 'cmt')
        elif what == 'unknown-kw':
            self.abort(400, nosuch=1)
        elif what == 'raise':
            raise exc.HTTPConflict('c')
        elif what == 'raise-found':
            raise exc.HTTPFound(location='/y')
        elif what == 'raise-moved':
            raise exc.HTTPMovedPermanently(location='/y')
        elif what == 'raise-timeout':
            raise exc.HTTPRequestTimeout()
        elif what == 'raise-504':
            raise exc.HTTPGatewayTimeout()
        elif what == 'object':
            raise exc.HTTPBadRequest(ValueError('bad <v>'))
        elif what == 'word':
            self.abort('foo')
        elif what == 'zero':
            self.abort(0)
        elif what == 'nothing':
            self.abort(None)
        elif what == 'error':
            raise KeyError('inner')
        elif what == 'unicode':
            self.abort(400, detail=u'caf\xe9')


class Handles(webapp2.RequestHandler):
    def get(self, what):
        self.response.write('before ')
        if what == 'abort':
            self.abort(403)
        raise ValueError(what)

    def handle_exception(self, exception, debug):
        what = str(exception)
        if what == 'return':
            return webapp2.Response('returned', status=409)
        if what == 'again':
            raise KeyError('second')
        if what == 'super':
            return super(Handles, self).handle_exception(exception, debug)
        if isinstance(exception, webapp2.HTTPException):
            self.response.set_status(exception.code)
        else:
            self.response.set_status(500)
        self.response.write('handled %s' % debug)


def routes():
    return [('/abort/(.*)', Aborts), ('/handles/(.*)', Handles)]


def handle_404(request, response, exception):
    response.write('no page %s' % exception.code)
    response.set_status(404)


def handle_500(request, response, exception):
    response.write('failed: ' + type(exception).__name__)
    response.set_status(500)


app = webapp2.WSGIApplication(routes())
handled = webapp2.WSGIApplication(routes())
handled.error_handlers[404] = handle_404
handled.error_handlers[500] = handle_500
handled.error_handlers[302] = lambda request, response, exception: response.write('302 became 200')
handled.error_handlers[403] = lambda request, response, exception: webapp2.Response('other', status=403)
handled.error_handlers[400] = lambda request, response, exception: webapp2.abort(409, 'from the handler')
handled.error_handlers[409] = lambda request, response, exception: {}['fails']
handled.error_handlers[405] = 'no.such.handler'
handled.error_handlers[501] = lambda request, response, exception: None

PATHS = ['/nope'] + ['/abort/' + what for what in (
    '200 201 204 205 300 301 303 304 305 307 400 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 416 417 422 '
    '500 501 502 503 504 505 418 999999 detail positional comment headers template explanation three unknown-kw raise '
    'raise-found raise-moved raise-timeout raise-504 object word zero nothing error unicode'
).split()] + ['/handles/' + what for what in 'abort return again super plain'.split()]

REQUESTS = [('GET', path, {'Accept': accept} if accept else {}, '') for path in PATHS for accept in ('', 'text/html')] + [
    ('FOO', '/nope', {}, ''), ('POST', '/abort/404', {}, ''), ('HEAD', '/nope', {}, ''),
]
