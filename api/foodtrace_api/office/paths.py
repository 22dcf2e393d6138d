"""Addresses of the office: where a request is, and where it may be led."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from foodtrace_api.office.menu import MENU

if TYPE_CHECKING:
    from litestar import Request

__all__ = ["HOME", "page_of", "path_of", "room_of", "safe_next", "with_language"]

HOME: Final = "/office/"


def safe_next(path: str) -> str:
    """A path of the office to go on to, or its first page: nobody is led to another site."""
    fine = path.startswith(HOME) and path.isascii() and path.isprintable() and len(path) < 2000
    return path if fine and "\\" not in path and "//" not in path.partition("?")[0] else HOME


def path_of(request: Request[Any, Any, Any]) -> str:
    """The address that was asked for, with its query, as a link can name it."""
    query = request.scope["query_string"].decode("latin-1")
    path = page_of(request)
    return f"{quote(path)}?{query}" if query else quote(path)


def page_of(request: Request[Any, Any, Any]) -> str:
    """The path that was asked for; the framework takes the slash at the end away."""
    path = request.scope["path"]
    return HOME if path == HOME.rstrip("/") else path


def room_of(path: str) -> str:
    """The longest entry of the menu that the page lies under; the first page is under itself alone."""
    found = [each.path for each in MENU if f"{path}/".startswith(f"{each.path}/")]
    return HOME if path == HOME else max(found, key=len, default="")


def with_language(request: Request[Any, Any, Any], language: str) -> str:
    """The same address in another language."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*pairs, ('lang', language)], quote_via=quote)}"
