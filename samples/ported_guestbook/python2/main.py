# -*- coding: utf-8 -*-
import cgi
import hashlib
import logging
import time
import urllib

import webapp2

ENTRIES = []
COUNTS = {}
ON_A_PAGE = 5


class Guestbook(webapp2.RequestHandler):
    def get(self):
        try:
            page = int(self.request.get('page', '0'))
        except ValueError, error:
            logging.info('No page: %s', error)
            page = 0
        self.response.out.write(u'<h1>G\xe4stebuch</h1>')
        for entry in ENTRIES[page * ON_A_PAGE:(page + 1) * ON_A_PAGE]:
            self.response.out.write('<p id="%(key)s">%(author)s: %(text)s' % entry)
        for page in xrange((len(ENTRIES) + ON_A_PAGE - 1) / ON_A_PAGE):
            self.response.out.write('<a href="/?%s">%d</a> ' % (urllib.urlencode({'page': page}), page))
        for author, count in sorted(COUNTS.iteritems()):
            self.response.out.write('<li>%s wrote %d' % (cgi.escape(author), count))
        self.response.out.write('<form method="post"><input name="author"><input name="text"><button>Sign</button></form>')

    def post(self):
        author, text = self.request.get('author'), self.request.get('text')
        if not isinstance(text, unicode) or not text.strip():
            raise ValueError, 'Write something first.'
        if not COUNTS.has_key(author):
            COUNTS[author] = 0
        COUNTS[author] += 1
        key = hashlib.sha1(repr(time.time())).hexdigest()[:8]
        ENTRIES.append({'key': key, 'author': cgi.escape(author), 'text': cgi.escape(text)})
        self.redirect('/#' + key)

    def handle_exception(self, exception, debug):
        logging.exception(exception)
        self.response.set_status(400)
        self.response.out.write(cgi.escape(unicode(exception)))


app = webapp2.WSGIApplication([('/', Guestbook)])

if __name__ == '__main__':
    app.run()
