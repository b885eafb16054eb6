"""Tags for the Django templates of webapp: those that Django has dropped, and ``url`` for the application's routes.

`template.py` gives them to every template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..classic import CannotReversePattern, NoUrlFoundError
from ..context import get_app, get_request
from ..optional import import_extra

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList, Parser, Token

template = import_extra("django.template", "django")
# Any: a class of a package that may not be there for type checkers.
Node: Any = template.Node

register = template.Library()


class IfEqualNode(Node):
    """Render one of two parts, by whether two values are equal."""

    child_nodelists = ("nodelist_true", "nodelist_false")

    def __init__(
        self, values: list[FilterExpression], nodelist_true: NodeList, nodelist_false: NodeList, negates: bool
    ) -> None:
        self.values = values
        self.nodelist_true, self.nodelist_false = nodelist_true, nodelist_false
        self.negates = negates

    def render(self, context: Any) -> str:
        """Return the text of the part."""
        first, second = (value.resolve(context, ignore_failures=True) for value in self.values)
        chosen = self.nodelist_true if (first == second) != self.negates else self.nodelist_false
        text: str = chosen.render(context)
        return text


def _if_equal(parser: Parser, token: Token, negates: bool) -> IfEqualNode:
    name, *values = token.split_contents()
    if len(values) != 2:
        raise template.TemplateSyntaxError(f"{name!r} takes two values, not {len(values)}: {token.contents!r}.")
    nodelist_true = parser.parse(("else", f"end{name}"))
    nodelist_false = template.NodeList()
    if parser.next_token().contents == "else":
        nodelist_false = parser.parse((f"end{name}",))
        parser.delete_first_token()
    return IfEqualNode([parser.compile_filter(value) for value in values], nodelist_true, nodelist_false, negates)


@register.tag
def ifequal(parser: Parser, token: Token) -> IfEqualNode:
    """Render a part if two values are equal."""
    return _if_equal(parser, token, negates=False)


@register.tag
def ifnotequal(parser: Parser, token: Token) -> IfEqualNode:
    """Render a part if two values differ."""
    return _if_equal(parser, token, negates=True)


class UrlNode(Node):
    """Render the URL of a route, or nothing if there is none."""

    def __init__(self, name: str, args: list[FilterExpression], kwargs: dict[str, FilterExpression]) -> None:
        self.name, self.args, self.kwargs = name, args, kwargs

    def render(self, context: Any) -> str:
        """Return the URL."""
        args = [value.resolve(context) for value in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        router = get_app().router
        if self.name in router.build_routes:
            url: str = router.build(get_request(), self.name, args, kwargs)
            return url
        return _url_of_handler(router, self.name, args)


def _url_of_handler(router: Any, name: str, args: list[Any]) -> str:
    """Return the URL of a handler class by its name, with or without its module."""
    for route in router.match_routes:
        handler = route.handler
        if isinstance(handler, type) and name in (handler.__name__, f"{handler.__module__}.{handler.__name__}"):
            try:
                return str(handler.get_url(*args))  # type: ignore[attr-defined]  # a RequestHandler
            except (NoUrlFoundError, CannotReversePattern, AttributeError):
                return ""
    return ""


@register.tag
def url(parser: Parser, token: Token) -> UrlNode:
    """Render the URL of a route: ``{% url name 1 x=2 %}`` or ``{% url HandlerClass 1 %}``."""
    _, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError("'url' takes the name of a route or a handler.")
    args, kwargs = [], {}
    for bit in bits[1:]:
        name, equals, value = bit.partition("=")
        if equals and name.isidentifier():
            kwargs[name] = parser.compile_filter(value)
        else:
            args.append(parser.compile_filter(bit.rstrip(",")))
    return UrlNode(bits[0].strip("'\""), args, kwargs)
