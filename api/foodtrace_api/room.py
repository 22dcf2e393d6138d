"""A group of routes that is registered once, and so never copied."""

from __future__ import annotations

from litestar import Router

__all__ = ["Room"]


class Room(Router):
    """A router for one application.

    The framework copies a router deeply when it is registered, in case it is registered twice; with some
    hundreds of handlers that copy was a quarter of the time to start.
    """

    def __deepcopy__(self, memo: dict[int, object]) -> Room:
        return self
