"""Signing in with a password; what is answered is the same whether the account exists or not."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from foodtrace.access.passwords import password_holds
from foodtrace.errors import AccessDenied
from foodtrace.plain_text import name_key
from foodtrace.registry import Registry
from foodtrace.registry.access_schema import account, passkey

__all__ = ["Proven", "prove_password"]


class Proven(msgspec.Struct, frozen=True):
    """The password was right; with passkeys one of them is asked for besides."""

    account_id: int
    credentials: tuple[bytes, ...]


async def prove_password(registry: Registry, name: str, password: str) -> Proven:
    """Raises AccessDenied (sign_in): a wrong name, a wrong password and a revoked account are one answer."""
    query = select(account.c.id, account.c.password).where(
        account.c.key == name_key(name), account.c.revoked_at.is_(None)
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
        kept = None if row is None else row.password
        known = (
            select(passkey.c.credential)
            .where(passkey.c.account_id == (0 if row is None else row.id))
            .order_by(passkey.c.id)
        )
        credentials = tuple(bytes(each) for each in (await connection.execute(known)).scalars())
    if not await password_holds(kept, password) or row is None:
        raise AccessDenied("the name or the password is not right", code="sign_in")
    return Proven(int(row.id), credentials)
