"""A shop window in English, German and Spanish: texts, plurals, dates and prices as each language has them."""

import datetime
import os

import webapp2
from webapp2_extras import i18n, mako
from webapp2_extras.i18n import lazy_gettext as _

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}

# Made when the module is imported, translated when a page shows them.
GOODS = [(_("Tea"), 4.5), (_("Cup"), 12), (_("Teapot"), 1049.9)]


def select_locale(store, request):
    """Take the language that the visitor has chosen, or else the best one that the browser asks for."""
    chosen = request.get("hl") or request.cookies.get("hl")
    return chosen if chosen in LANGUAGES else request.accept_language.lookup(list(LANGUAGES), default="en")


def select_timezone(store, request):
    return request.get("tz") or "Europe/Berlin"


class Window(webapp2.RequestHandler):
    def get(self):
        current = i18n.get_i18n()
        if self.request.get("hl") == current.locale:
            self.response.set_cookie("hl", current.locale, max_age=365 * 86400, httponly=True, samesite="Lax")
        self.response.vary = ["Accept-Language", "Cookie"]
        self.response.headers["Content-Language"] = current.locale
        page = mako.get_mako().render_template(
            "window.html",
            i18n=i18n,
            current=current,
            languages=LANGUAGES,
            goods=GOODS,
            count=self.request.get_range("count", min_value=0, max_value=99, default=1),
            opened=datetime.datetime(2012, 3, 4, 8, 30),
        )
        self.response.write(page)


config = {
    "webapp2_extras.mako": {"template_path": os.path.join(HERE, "templates")},
    "webapp2_extras.i18n": {
        "translations_path": os.path.join(HERE, "locale"),
        "default_locale": "en",
        "locale_selector": select_locale,
        "timezone_selector": select_timezone,
    },
}

app = webapp2.WSGIApplication([("/", Window)], config=config)

if __name__ == "__main__":
    app.run()
