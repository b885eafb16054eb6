# -*- coding: utf-8 -*-
# Native strings, which are bytes on Python 2 and text on Python 3, and encoded text, which is bytes on both. Runs
# unchanged on Python 2 with webapp2 2.5.2, and here; webapp2 3.0.0b1 fails on most of it. See ../record.py.
import json

import webapp2


class Redirects(webapp2.RequestHandler):
    def get(self, what):
        if what == 'path':
            self.redirect(u'/x'.encode('utf-8'))
        elif what == 'elsewhere':
            self.redirect(u'http://example.com/a?b=c'.encode('utf-8'))
        elif what == 'returned':
            return webapp2.redirect(u'x/y'.encode('utf-8'), code=303, body=u'\xe9'.encode('utf-8'))
        elif what == 'named':
            self.redirect_to('named', x=u'\xe9'.encode('utf-8'))


class Headers(webapp2.RequestHandler):
    def get(self, what):
        response = self.response
        headers = response.headers
        if what == 'cookie':
            headers.add_header('Set-Cookie', u'a=b; Path=/'.encode('utf-8'))
        elif what == 'params':
            headers.add_header('Content-Disposition', b'attachment', filename=u'a.txt'.encode('utf-8'))
        elif what == 'name':
            headers.add_header(b'X-A', 'v')
            headers[b'X-B'] = b'w'
            response.write(headers['X-B'])
        elif what == 'type':
            headers['Content-Type'] = b'text/plain'
            response.write('x')
        elif what == 'type-of-text':
            headers[b'Content-Type'] = b'text/plain'
            response.write(u'\xe9')
        elif what == 'location':
            response.status = 302
            response.location = u'/x'.encode('utf-8')
        elif what == 'etag':
            response.etag = b'abc'
        elif what == 'status':
            response.set_status(404, b'Gone Fishing')


class Bodies(webapp2.RequestHandler):
    def get(self, what):
        response = self.response
        if what == 'set':
            response.body = 'native'
        elif what == 'json':
            response.body = json.dumps({'a': 1})
            response.headers['Content-Type'] = 'application/json'
        elif what == 'callback':
            return webapp2.Response('callback()', content_type='application/javascript')
        elif what == 'image':
            return webapp2.Response(body='native', status=201, content_type='image/png')
        elif what == 'listed':
            return webapp2.Response('x', headerlist=[('Content-Type', 'application/xml')])
        elif what == 'typeless':
            return webapp2.Response('x', headerlist=[('X-A', '1')])
        elif what == 'no-charset':
            return webapp2.Response('x', charset=None)
        elif what == 'pieces':
            response.app_iter = ['a', 'b']
        elif what == 'piece':
            response.app_iter = ['a']
        elif what == 'generator':
            response.app_iter = (piece for piece in ['a', 'b'])
        elif what == 'pieces-and-text':
            response.app_iter = ['a', 'b']
            response.write('c')
        elif what == 'request':
            self.request.body = 'a=b'
            response.write(self.request.body)


app = webapp2.WSGIApplication([
    ('/redirects/(.*)', Redirects),
    ('/headers/(.*)', Headers),
    ('/bodies/(.*)', Bodies),
    webapp2.Route('/n/<x>', Redirects, name='named'),
])

REQUESTS = [('GET', '/redirects/' + what, {}, '') for what in 'path elsewhere returned named'.split()] + [
    ('GET', '/headers/' + what, {}, '')
    for what in 'cookie params name type type-of-text location etag status'.split()
] + [('GET', '/bodies/' + what, {}, '') for what in (
    'set json callback image listed typeless no-charset pieces piece generator pieces-and-text request'
).split()]
