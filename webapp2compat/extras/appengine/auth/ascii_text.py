"""A model with any attributes, whose texts are read back as they were written.

The SDK's ``ndb.Expando`` returns ASCII text as bytes on Python 3, so that a user's name could not go into a session.
"""

from __future__ import annotations

from typing import Any

from ....optional import import_extra

# Any: the SDK publishes no types.
model: Any = import_extra("google.appengine.ext.ndb.model", "appengine")


class _TextProperty(model.GenericProperty):
    def _db_get_value(self, v: Any, p: Any) -> Any:
        value = super()._db_get_value(v, p)
        meanings = model.entity_pb2.Property
        if not isinstance(value, bytes) or p.meaning in (meanings.BLOB, meanings.BYTESTRING) or not value.isascii():
            return value
        return value.decode("ascii")


class TextExpando(model.Expando):
    """An ``ndb.Expando`` that reads text as ``str``.

    .. versionadded:: 1.0
    """

    def _fake_property(self, p: Any, next: str, indexed: bool = True) -> Any:
        # Called for each stored attribute that the class does not declare.
        made = super()._fake_property(p, next, indexed)  # and made known to the entity under its name
        if type(made) is model.GenericProperty:
            made.__class__ = _TextProperty
        return made
