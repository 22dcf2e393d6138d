"""Whose token a request carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.errors import AccessDenied
from foodtrace.inspection import Inspector, recognise_inspector

from foodtrace_api.negotiate import header

if TYPE_CHECKING:
    from litestar import Request

    from foodtrace_api.keeper import Keeper

__all__ = ["inspector_of"]


async def inspector_of(request: Request[Any, Any, Any], keeper: Keeper) -> Inspector:
    """Raises AccessDenied: token_missing, token_unknown, token_revoked."""
    scheme, _, token = header(request.scope, b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise AccessDenied(
            "Send the inspector's token as  Authorization: Bearer <token>.", code="token_missing"
        )
    return await recognise_inspector(await keeper.open_registry(), token.strip())
