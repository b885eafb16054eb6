"""ProtoRPC services, which webapp2 2.3 could serve: here they only say what to do instead."""

from __future__ import annotations

from typing import Any, NoReturn


class ProtoRPCUnavailableError(ImportError):
    """ProtoRPC exists for Python 2 only.

    .. versionadded:: 1.0
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"webapp2_extras.protorpc.{name}() needs the protorpc package, which exists for Python 2 only. Serve each "
            "method of a service from a webapp2.RequestHandler instead, reading self.request.json and writing "
            "webapp2_extras.json.encode(...).",
            name="protorpc",
        )


# Any: nothing is done with the arguments.
def service_mapping(*args: Any, **kwargs: Any) -> NoReturn:
    """Fail, saying what to do instead.

    :raises ProtoRPCUnavailableError: Always.
    """
    raise ProtoRPCUnavailableError("service_mapping")


def get_app(*args: Any, **kwargs: Any) -> NoReturn:
    """Fail, saying what to do instead.

    :raises ProtoRPCUnavailableError: Always.
    """
    raise ProtoRPCUnavailableError("get_app")


def run_services(*args: Any, **kwargs: Any) -> NoReturn:
    """Fail, saying what to do instead.

    :raises ProtoRPCUnavailableError: Always.
    """
    raise ProtoRPCUnavailableError("run_services")
