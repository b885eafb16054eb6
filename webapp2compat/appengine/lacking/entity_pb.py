"""``google.appengine.datastore.entity_pb``: entities as bytes, as applications keep them in memcache.

``EntityProto(data)`` reads, ``message.Encode()`` writes; the messages are those of the SDK of today.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.appengine.datastore import entity_bytes_pb2


def _reading(message_class: Any) -> Callable[..., Any]:
    """Return what makes a message, from bytes if there are any."""
    message_class.Encode = message_class.SerializeToString

    def make(contents: bytes | None = None) -> Any:
        message = message_class()
        if contents is not None:
            message.ParseFromString(contents)
        return message

    return make


EntityProto = _reading(entity_bytes_pb2.EntityProto)
Path = _reading(entity_bytes_pb2.Path)
Property = _reading(entity_bytes_pb2.Property)
PropertyValue = _reading(entity_bytes_pb2.PropertyValue)
Reference = _reading(entity_bytes_pb2.Reference)
