# coding: utf-8
"""Record how webapp2 itself matches and builds URLs: record_routes.py > transcripts/routes.VERSION.json.

Run it by a Python that has webapp2 (2.5.2 on Python 2.7, 3.0.0b1 on Python 3); it prints a JSON object of outcomes by
case. Standard library only, on Python 2.7 and 3. ``test_routes.py`` runs the same cases here.
"""
from __future__ import print_function

import json

TEMPLATES = [
    u'', u'/', u'/<a>', u'/<a:\\d+>/<b>', u'/<:\\d+>', u'/<:>', u'/<>', u'/<a:>', u'/<foo/<:bar', u'/<a>/<a>', u'/a.b+c',
    u'/100%', u'/100%%', u'/<a-b>', u'/<1a>', u'/<a>>', u'/é', u'/<_x:(a|b)>', u'/<a:(\\d+)-(x)>', u'/ x', u'/<__0__>',
    u'/<:\\d+>/<__0__>', u'/<a:[', u'/(x)', u'/<a::>', u'/<a:b:c>', u'/<a:[>', u'/<:.>/<:.>/<c>',
]

# template, options, path, options of the request
MATCHES = [
    (u'/<a>/<:\\d+>', {}, '/x/1', {}), (u'/<a>', {'defaults': {'b': 2, 'a': 9}}, '/x', {}),
    (u'/<:.+>/<:.+>', {}, '/a/b', {}), (u'/<a:(x)?>', {}, '/', {}), (u'/(<a>)', {}, '/(x)', {}),
    (u'/<a>', {}, '/x%2Fy', {}), (u'/<a>', {}, '/x%252Fy', {}), (u'/<a>', {}, '/%E9', {}), (u'/<a>', {}, '/x%0A', {}),
    (u'/<a>', {}, '/%zz', {}), (u'/<a>', {}, '/a+b', {}), (u'/<a>', {}, '//', {}), (u'/<a>/<b>', {}, '//x', {}),
    (u'/a', {}, '/a/', {}), (u'/a', {}, '//a', {}), (u'/a', {}, '/A', {}), (u'/a', {}, '/a?b=c', {}), (u'', {}, '', {}),
    (u'/a', {'methods': ['POST']}, '/a', {}), (u'/a', {'methods': ['GET']}, '/a', {}),
    (u'/a', {'methods': ['get']}, '/a', {}), (u'/a', {'methods': 'GET'}, '/a', {}),
    (u'/a', {'methods': ['GET']}, '/a', {'REQUEST_METHOD': 'HEAD'}), (u'/a', {'methods': []}, '/a', {}),
    (u'/a', {'schemes': ['https']}, '/a', {}), (u'/a', {'schemes': ['https']}, '/a', {'wsgi.url_scheme': 'https'}),
    (u'/a', {'schemes': ['https'], 'methods': ['POST']}, '/a', {}),
    (u'/<a:A|B>', {}, '/A', {}), (u'/x<a:A|B>y', {}, '/xAy', {}), (u'/x<a:A|B>y', {}, '/By', {}),
    (u'/<a:(?i)x>', {}, '/X', {}), (u'/m/<a>', {}, '/x', {'SCRIPT_NAME': '/m'}), (u'/<a>', {}, '/x', {'SCRIPT_NAME': '/m'}),
    (u'/<a:\\w+>', {}, '/ab_1', {}), (u'/<a>-<b>', {}, '/x-y-z', {}), (u'/a.b', {}, '/axb', {}),
    (u'/<:a>/<__5__:b>/<:c>', {}, '/a/b/c', {}), (u'/<__x__>', {}, '/a', {}),
]

SIMPLE_MATCHES = [
    ('/(\\d+)|/b(x)?', '/b'), ('/(\\d+)|/b(x)?', '/12zzz'), ('/(?P<n>\\d+)', '/12'), ('(?i)/a', '/A'), ('/a(?i)', '/A'),
    ('', ''), ('/', ''), ('/', '/'), ('/a$|/b', '/a'), ('/a\\$', '/a$'), ('^/a|^/b$', '/aZZ'), ('/a/?', '/a'),
    ('/a/?', '/a/'), ('/a/?', '/a//'), ('/(.*)', '/x/y'), ('/(.*)', '/'), ('/robots.txt', '/robots/txt'),
    ('/x(?:/(\\d+))?', '/x'), ('/x(?:/(\\d+))?', '/x/5'), ('/(\\w)\\1', '/aa'), ('/(?!a)(.)', '/a'), ('/a', '/a%0A'),
    ('/(a)(b)?', '/a'), ('a', '/a'), ('/a b', '/a%20b'), ('/[^/]+', '/a'), ('/a', '/b/a'), ('^/a$', '/a'),
]

# template, options, positional values, named values
BUILDS = [
    (u'/<a>', {}, (), {'a': 'x'}), (u'/<a>', {}, (), {'a': 'x y/'}), (u'/<a>', {}, (), {'a': ''}),
    (u'/<a>', {}, (), {'a': 5, 'b': 6}), (u'/<a>', {}, (), {}), (u'/<a>', {}, ('x',), {}),
    (u'/<:.+>', {}, ('x/y',), {}), (u'/<:.+>/<a>', {}, ('x/y', 'z'), {'a': 'q'}),
    (u'/<:.+>', {}, (), {'__0__': 'x'}), (u'/<:.+>', {}, ('y',), {'__0__': 'x'}),
    (u'/<a>', {'defaults': {'a': 'd', 'z': 1}}, (), {}), (u'/<a>', {'defaults': {'a': 'd'}}, (), {'a': None}),
    (u'/<a>', {'defaults': {'a': 0}}, (), {}), (u'/<a>', {}, (), {'a': None}), (u'/<:\\d+>', {}, (None,), {}),
    (u'/<:\\d+>', {}, (0,), {}), (u'/<:\\d+>', {'defaults': {'__0__': 3}}, (), {}),
    (u'/x', {}, (), {'_scheme': 'https'}), (u'/x', {}, (), {'_netloc': 'h2'}), (u'/x', {}, (), {'_full': True}),
    (u'/x', {}, (), {'_full': False, '_fragment': 'a b'}), (u'/x', {}, (), {'_full': True, '_fragment': ''}),
    (u'/x', {}, (), {'_scheme': '', '_netloc': ''}), (u'/x', {}, (), {'_scheme': None, '_netloc': None, '_full': None}),
    (u'/x', {}, (), {'_scheme': 'HTTPS'}), (u'/x', {}, (), {'_scheme': 'ftp'}), (u'/x', {}, (), {'_scheme': 'javascript'}),
    (u'/x', {}, (), {'_netloc': 'a/b@c'}), (u'/x', {}, (), {'_scheme': 5}), (u'/x', {}, (), {'_fragment': 5}),
    (u'/x', {}, (), {'_fragment': u'é'}), (u'/x', {}, (), {'_query': 'a'}), (u'/x', {}, (), {'b': 1, 'a': 2, 'c': 'x y'}),
    (u'/x', {}, (), {'z': [1, 2]}), (u'/x', {}, (), {'n': None}), (u'/x', {}, (), {'e': u'é'}),
    (u'/100%/<a>', {}, (), {'a': 'b'}), (u'/100%%/<a>', {}, (), {'a': 'b'}), (u'/%(a)s', {}, (), {'a': 'b'}),
    (u'/<a:A|B>', {}, (), {'a': 'A'}), (u'/<a:\\d+>', {}, (), {'a': '1\n'}), (u'/<a:x|y>', {}, (), {'a': 'xz'}),
    (u'/<a>', {}, (), {'a': u'é'}), (u'/é/<a>', {}, (), {'a': '1'}), (u'//x/<a>', {}, (), {'a': 1}),
    (u'<a:.+>', {}, (), {'a': '//evil'}), (u'/<a:.*>', {}, (), {'a': '/evil'}), (u'/<a:.*>', {}, (), {'a': ['x']}),
    (u'a', {}, (), {'_full': True}), (u'', {}, (), {'_full': True}), (u'/<a>', {'defaults': {'a': '/'}}, (), {}),
    (u'/ x+y&z=1;,:@$!*()', {}, (), {}),
]

# scheme, netloc, path, query, fragment
URLS = [
    (None, None, None, None, None), ('http', 'h', '/p', None, None), ('http', 'h', '/p', {'a': 1}, 'f'),
    (None, None, '/p', [('b', '2'), ('a', '1')], 'f x'), ('http', None, '/p', None, None), (None, 'h', 'p', None, None),
    ('http', 'h', '', None, None), (None, None, '', {'a': 1}, None), (None, None, '/p', 'a=b', None),
    (None, None, '/p', {}, None), (None, None, '/%20<>:@;!$\'()*,=', '', 'a/b?c#d'),
    ('http', 'h', '/p', {'a b': 'c&d=e'}, None), (None, None, '/p', [('b', '2'), ('a', '1'), ('b', '1')], None),
]


def written(value):
    """Return a value as JSON holds it, the same on Python 2 and 3."""
    if isinstance(value, dict):
        return {str(key): written(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(each) for each in value]
    return value


def outcome(function):
    try:
        return written(function())
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        known = ('UnicodeDecodeError', 'UnicodeEncodeError', 'HTTPBadRequest', 'HTTPMethodNotAllowed', 'KeyError',
                 'error', 'PatternError', 'TypeError', 'ValueError', 'AttributeError')
        kind = next((name for name in kinds if name in known), kinds[0])
        # Python 3.13 calls re.error so.
        return {'raises': 'error' if kind == 'PatternError' else kind}


def parsed(webapp2, template):
    regex, reverse_template, args_count, kwargs_count, variables = webapp2._parse_route_template(template, '[^/]+')
    return [reverse_template, args_count, kwargs_count, sorted(variables), regex.groups]


def matched(route, path, environ, webapp2):
    found = route.match(webapp2.Request.blank(path, environ=environ))
    return found and found[1:]


def outcomes(webapp2):
    """Return the outcome of each case by its name."""
    found = {}
    for template in TEMPLATES:
        found[u'parse %s' % template] = outcome(lambda: parsed(webapp2, template))
    for template, options, path, environ in MATCHES:
        route = webapp2.Route(template, 'handler', **options)
        name = u'match %s %s %s %s' % (template, json.dumps(options, sort_keys=True), path, json.dumps(environ))
        found[name] = outcome(lambda: matched(route, path, environ, webapp2))
    for regex, path in SIMPLE_MATCHES:
        route = webapp2.SimpleRoute(regex, 'handler')
        found[u'regex %s %s' % (regex, path)] = outcome(lambda: matched(route, path, {}, webapp2))
    request = webapp2.Request.blank('/', base_url='http://h:81/s')
    for template, options, args, kwargs in BUILDS:
        route = webapp2.Route(template, 'handler', **options)
        name = u'build %s %s' % (template, json.dumps([options, args, kwargs], sort_keys=True))
        found[name] = outcome(lambda: route.build(request, args, dict(kwargs)))
    for parts in URLS:
        found[u'url %s' % json.dumps(parts, sort_keys=True)] = outcome(lambda: webapp2._urlunsplit(*parts))
    found.update(described(webapp2))
    return found


def described(webapp2):
    """Return the texts of routes and routers."""
    route, simple = webapp2.Route, webapp2.SimpleRoute
    compiled = simple('/a', 'h')
    outcome(lambda: compiled.regex)
    routes = [route('/b', 'h', 'n', build_only=True), ('/a', 'h'), route('/c', 'h:m', 'm', {'q': 1})]
    router = webapp2.Router(routes)
    return {
        'repr route': repr(route('/x')), 'repr simple': repr(simple('..', 'handler')), 'repr compiled': repr(compiled),
        'repr router': repr(router), 'names': sorted(router.build_routes),
        'colon': [router.match_routes[1].handler, router.match_routes[1].handler_method],
        'two methods': outcome(lambda: route('/', 'a:b', handler_method='c')),
        'nameless': outcome(lambda: route('/', build_only=True)),
        'unknown name': outcome(lambda: router.build(None, 'x', (), {})),
        'list': outcome(lambda: webapp2.Router([['/a', 'h']])),
        'empty tuple': outcome(lambda: webapp2.Router([()])),
        'full without request': outcome(lambda: route('/x').build(None, (), {'_full': True})),
        'simple build': outcome(lambda: simple('/x').build(None, (), {})),
        'base match': outcome(lambda: webapp2.BaseRoute('/x').match(None)),
    }


if __name__ == '__main__':
    import webapp2
    lines = ['%s: %s' % (json.dumps(name), json.dumps(found)) for name, found in sorted(outcomes(webapp2).items())]
    print('{\n%s\n}' % ',\n'.join(lines))
