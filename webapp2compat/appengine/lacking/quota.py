"""``google.appengine.api.quota``: the CPU time of a request, in megacycles of a 1.2 GHz processor."""

from __future__ import annotations

import time

_MEGACYCLES_PER_SECOND = 1200.0


def get_request_cpu_usage() -> int:
    """Return the CPU time that the thread of the request has used so far, in megacycles."""
    return int(cpu_seconds_to_megacycles(time.thread_time()))


def get_request_api_cpu_usage() -> int:
    """Return 0: services are not charged by CPU time any more."""
    return 0


def megacycles_to_cpu_seconds(mcycles: float) -> float:
    """Return seconds for megacycles."""
    return mcycles / _MEGACYCLES_PER_SECOND


def cpu_seconds_to_megacycles(cpu_secs: float) -> float:
    """Return megacycles for seconds."""
    return cpu_secs * _MEGACYCLES_PER_SECOND
