"""A template filter, registered as webapp did it."""

from google.appengine.ext import webapp

register = webapp.template.create_template_register()


@register.filter
def host(url):
    return url.split("/")[2]
