"""Sign-up links: once, for a while, to choose what an account signs in with from then on."""

from __future__ import annotations

import secrets
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access.passkeys import NewPasskey, add_passkey
from foodtrace.access.people import Account, account_of
from foodtrace.access.sessions import CLOCK_SLACK
from foodtrace.access.tokens import RandomBytes, draw_token, token_sha256
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.access_schema import (
    account,
    known_browser,
    office_session,
    passkey,
    sign_up_link,
)
from foodtrace.registry.reasons import check_actor

__all__ = ["LINK_SECONDS", "make_link", "read_link", "use_link"]

LINK_SECONDS: Final = 48 * 3600


async def make_link(
    registry: Registry,
    number: int,
    *,
    actor: str,
    now: int,
    random_bytes: RandomBytes = secrets.token_bytes,
) -> str:
    """A link's token for an account, kept nowhere; an earlier link of the account ends.

    Whoever opens it begins anew: what the account signed in with goes when it is used, not before.
    Raises NotFound, Conflict (account_revoked).
    """
    actor = check_actor(actor)
    token = draw_token("ftu_", random_bytes)
    async with registry.writing() as connection:
        found = select(account.c.revoked_at).where(account.c.id == number)
        row = (await connection.execute(found)).first()
        if row is None:
            raise NotFound(f"there is no account {number}", code="account_not_found")
        if row.revoked_at is not None:
            raise Conflict("the account was revoked", code="account_revoked")
        mine = sign_up_link.c.account_id == number
        await connection.execute(delete(sign_up_link).where(mine))
        values = {
            "token_sha256": token_sha256(token),
            "made_at": now,
            "ends_at": now + LINK_SECONDS,
        }
        await connection.execute(insert(sign_up_link).values(account_id=number, **values))
        event = Event(at=now, actor=actor, kind="account_link_made", after={"account": number})
        await record_events(connection, [event])
    return token


async def read_link(registry: Registry, token: str, *, now: int) -> Account:
    """Whose link this is, still unused. Raises AccessDenied (link_over).

    A link that ran out is removed when it is shown, and one from the future is not believed: a clock
    set back finds nothing to bring back.
    """
    async with registry.reading() as connection:
        row = await _link(connection, token)
    if row is None or not row.made_at - CLOCK_SLACK <= now < row.ends_at:
        if row is not None:
            async with registry.writing() as connection:
                over = sign_up_link.c.token_sha256 == token_sha256(token)
                await connection.execute(delete(sign_up_link).where(over))
        raise _over()
    return await account_of(registry, row.account_id)


async def use_link(
    registry: Registry,
    token: str,
    *,
    password: str | None,
    passkey_made: NewPasskey | None = None,
    now: int,
) -> int:
    """Give the link's account this password (hashed) and passkey instead of whatever it had.

    Gives the account's number. Raises AccessDenied (link_over), InvalidRequest (nothing_chosen).
    """
    if password is None and passkey_made is None:
        raise InvalidRequest("choose a password or a passkey", code="nothing_chosen")
    await read_link(registry, token, now=now)
    async with registry.writing() as connection:
        row = await _link(connection, token)
        if row is None:
            raise _over()
        number = int(row.account_id)
        for table in (sign_up_link, passkey, office_session, known_browser):
            await connection.execute(delete(table).where(table.c.account_id == number))
        this = account.c.id == number
        await connection.execute(update(account).where(this).values(password=password))
        if passkey_made is not None:
            await add_passkey(connection, number, passkey_made, now=now)
        chosen = {"password": password is not None, "passkey": passkey_made is not None}
        after = {"account": number, **chosen}
        event = Event(at=now, actor=f"user {number}", kind="account_signed_up", after=after)
        await record_events(connection, [event])
    return number


async def _link(connection: AsyncConnection, token: str) -> Row[Any] | None:
    query = (
        select(sign_up_link)
        .join_from(sign_up_link, account, sign_up_link.c.account_id == account.c.id)
        .where(sign_up_link.c.token_sha256 == token_sha256(token), account.c.revoked_at.is_(None))
    )
    return (await connection.execute(query)).first()


def _over() -> AccessDenied:
    return AccessDenied(
        "this link was used, replaced or is over; ask an administrator for a new one",
        code="link_over",
    )
