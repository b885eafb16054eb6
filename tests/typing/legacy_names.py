"""User code under the legacy names, as a type checker sees it (``tox -e types``)."""

from __future__ import annotations

import webapp2
from webapp2_extras import json, sessions


class Hello(webapp2.RequestHandler):
    def get(self, name: str) -> None:
        code: int = self.response.status_int
        self.response.write(f"{code} {json.encode(name)}")

    def session(self) -> sessions.SessionDict:
        store: sessions.SessionStore = sessions.get_store(request=self.request)
        session: sessions.SessionDict = store.get_session()
        return session


app: webapp2.WSGIApplication = webapp2.WSGIApplication([webapp2.Route("/<name>", Hello)], debug=True)
