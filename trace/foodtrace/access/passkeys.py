"""Passkeys as the registry keeps them; the ceremony of WebAuthn itself is the server's."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.plain_text import one_line
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.access_schema import account, passkey, spent_challenge
from foodtrace.sticker import civil_day

__all__ = [
    "KnownPasskey",
    "NewPasskey",
    "Passkey",
    "add_own_passkey",
    "add_passkey",
    "find_passkey",
    "handle_of",
    "passkeys_of",
    "remove_passkey",
    "spend_challenge",
    "use_passkey",
]

_MOST: Final = 10


class NewPasskey(msgspec.Struct, frozen=True):
    """What a browser registered and the server verified."""

    credential: bytes
    public_key: bytes
    counter: int
    name: str


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: int
    last_used_day: int | None


class KnownPasskey(msgspec.Struct, frozen=True):
    """What verifying an assertion needs."""

    id: int
    account_id: int
    handle: bytes
    public_key: bytes
    counter: int


async def add_passkey(
    connection: AsyncConnection, account_id: int, made: NewPasskey, *, now: int
) -> None:
    """Keep a passkey inside the caller's transaction. Raises Conflict: passkey_known, passkeys_many."""
    known = select(passkey.c.id).where(passkey.c.credential == made.credential)
    if (await connection.execute(known)).first() is not None:
        raise Conflict("this passkey is registered already", code="passkey_known")
    count = select(func.count()).select_from(passkey).where(passkey.c.account_id == account_id)
    if (await connection.execute(count)).scalar_one() >= _MOST:
        raise Conflict(f"an account has at most {_MOST} passkeys", code="passkeys_many")
    values = {**msgspec.structs.asdict(made), "name": _name(made.name)}
    await connection.execute(insert(passkey).values(account_id=account_id, added_at=now, **values))


async def passkeys_of(registry: Registry, account_id: int) -> list[Passkey]:
    """An account's passkeys, the oldest first."""
    table = passkey.c
    query = select(table.id, table.name, table.added_at, table.last_used_day).where(
        table.account_id == account_id
    )
    async with registry.reading() as connection:
        rows = await connection.execute(query.order_by(table.id))
        return [Passkey(*row) for row in rows]


async def handle_of(registry: Registry, account_id: int) -> tuple[bytes, list[bytes]]:
    """What a new passkey is made for: the account's handle, and the credentials it has already."""
    async with registry.reading() as connection:
        handle = select(account.c.handle).where(account.c.id == account_id)
        known = select(passkey.c.credential).where(passkey.c.account_id == account_id)
        credentials = (await connection.execute(known)).scalars()
        return bytes((await connection.execute(handle)).scalar_one()), [
            bytes(each) for each in credentials
        ]


async def find_passkey(registry: Registry, credential: bytes) -> KnownPasskey:
    """The passkey of a credential, of an account that is not revoked. Raises AccessDenied (sign_in)."""
    query = (
        select(
            passkey.c.id,
            passkey.c.account_id,
            account.c.handle,
            passkey.c.public_key,
            passkey.c.counter,
        )
        .join_from(passkey, account, passkey.c.account_id == account.c.id)
        .where(passkey.c.credential == credential, account.c.revoked_at.is_(None))
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise AccessDenied("no account has this passkey", code="sign_in")
    return KnownPasskey(
        row.id, row.account_id, bytes(row.handle), bytes(row.public_key), row.counter
    )


async def use_passkey(registry: Registry, known: KnownPasskey, counter: int, *, now: int) -> None:
    """Take over the counter of a verified assertion and the day.

    The counter is compared inside the transaction that writes it: of two uses of one count, one fails.
    Raises AccessDenied (passkey_cloned) when it did not grow: a copy of the passkey is about.
    """
    async with registry.writing() as connection:
        this = passkey.c.id == known.id
        held = (
            await connection.execute(select(passkey.c.counter).where(this))
        ).scalar_one_or_none()
        if held is not None and (counter > held or counter == held == 0):
            values = {"counter": counter, "last_used_day": civil_day(now)}
            await connection.execute(update(passkey).where(this).values(**values))
            return
        after = {"account": known.account_id, "passkey": known.id}
        actor = f"user {known.account_id}"
        event = Event(at=now, actor=actor, kind="passkey_refused", after=after)
        await record_events(connection, [event])
    raise AccessDenied(
        "this passkey counted backwards, as a copy of it would; remove it and register anew",
        code="passkey_cloned",
    )


async def add_own_passkey(
    registry: Registry, account_id: int, made: NewPasskey, *, now: int
) -> None:
    """Give somebody signed in one more passkey. Raises Conflict: passkey_known, passkeys_many."""
    async with registry.writing() as connection:
        await add_passkey(connection, account_id, made, now=now)
        event = Event(
            at=now, actor=f"user {account_id}", kind="passkey_added", after={"account": account_id}
        )
        await record_events(connection, [event])


async def remove_passkey(registry: Registry, account_id: int, number: int, *, now: int) -> None:
    """Raises NotFound; Conflict (last_way_in) when the account could not sign in any more."""
    async with registry.writing() as connection:
        mine = passkey.c.account_id == account_id
        ids = list((await connection.execute(select(passkey.c.id).where(mine))).scalars())
        if number not in ids:
            raise NotFound("there is no such passkey", code="passkey_not_found")
        kept = select(account.c.password).where(account.c.id == account_id)
        if len(ids) == 1 and (await connection.execute(kept)).scalar_one() is None:
            raise Conflict(
                "without this passkey the account could not sign in; choose a password first",
                code="last_way_in",
            )
        await connection.execute(delete(passkey).where(passkey.c.id == number))
        before = {"account": account_id, "passkey": number}
        event = Event(at=now, actor=f"user {account_id}", kind="passkey_removed", before=before)
        await record_events(connection, [event])


async def spend_challenge(registry: Registry, sha256: bytes, *, ends_at: int, now: int) -> None:
    """Take a challenge once. Raises AccessDenied (challenge_spent) for the second time."""
    table = spent_challenge
    async with registry.writing() as connection:
        await connection.execute(delete(table).where(table.c.ends_at <= now))
        spent = select(table.c.sha256).where(table.c.sha256 == sha256)
        if (await connection.execute(spent)).first() is not None:
            raise AccessDenied("this sign-in was used before; begin anew", code="challenge_spent")
        await connection.execute(insert(table).values(sha256=sha256, ends_at=ends_at))


def _name(name: str) -> str:
    shown = one_line(name)[:60]
    if shown and not shown.isprintable():
        raise InvalidRequest("expected printable characters", code="passkey_name")
    return shown
