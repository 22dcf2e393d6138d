"""Accounts: added, bounded, given another role, revoked; each change with its event."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access.rights import Role
from foodtrace.access.tokens import RandomBytes, token_sha256
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.plain_text import checked_name, name_key
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.access_schema import (
    account,
    known_browser,
    office_session,
    passkey,
    sign_up_link,
)
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import zone

__all__ = [
    "add_account",
    "change_account",
    "checked_bounds",
    "end_sessions",
    "revoke_account",
    "set_password",
]

_MAX_NAME: Final = 100


async def add_account(
    registry: Registry,
    name: str,
    role: Role,
    *,
    zones: Iterable[int] = (),
    wards: Iterable[int] = (),
    actor: str,
    now: int,
    random_bytes: RandomBytes = secrets.token_bytes,
) -> int:
    """A new account that nobody can sign in with yet; see `make_link`. Gives its number.

    Raises InvalidRequest (account_name, bounds), Conflict (account_exists), NotFound (zone_not_found).
    """
    name = checked_name(name, most=_MAX_NAME, code="account_name")
    actor = check_actor(actor)
    async with registry.writing() as connection:
        bounds = await checked_bounds(connection, zones, wards)
        same = select(account.c.id).where(account.c.key == name_key(name))
        if (await connection.execute(same)).first() is not None:
            raise Conflict(
                f"there is an account {name} already, or was; give this person another name",
                code="account_exists",
            )
        values = {"name": name, "key": name_key(name), "role": str(role), **bounds}
        made = (
            insert(account)
            .values(handle=random_bytes(32), added_at=now, version=1, **values)
            .returning(account.c.id)
        )
        number = int((await connection.execute(made)).scalar_one())
        # The number, not the name: events are for good, a person's name is not.
        after = {"account": number, "role": str(role), **bounds}
        event = Event(at=now, actor=actor, kind="account_added", after=after)
        await record_events(connection, [event])
    return number


async def change_account(
    registry: Registry,
    number: int,
    *,
    role: Role,
    zones: Iterable[int],
    wards: Iterable[int],
    seen: int | None = None,
    actor: str,
    now: int,
) -> None:
    """Give another role or other bounds; every session of the account ends.

    Raises Conflict: changed_meanwhile when `seen` is not the present version, account_revoked,
    last_administrator; NotFound; InvalidRequest (bounds).
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        row = await _active(connection, number, seen)
        bounds = await checked_bounds(connection, zones, wards)
        before = {"role": row.role, "zones": row.zones, "wards": row.wards}
        after = {"role": str(role), **bounds}
        if after == before:
            return
        if not (role is Role.ADMINISTRATOR and not bounds["zones"] and not bounds["wards"]):
            await _keep_an_administrator(connection, row)
        this = account.c.id == number
        await connection.execute(
            update(account).where(this).values(version=row.version + 1, **after)
        )
        await _end_sessions(connection, number)
        event = Event(
            at=now,
            actor=actor,
            kind="account_changed",
            before={"account": number, **before},
            after={"account": number, **after},
        )
        await record_events(connection, [event])


async def revoke_account(
    registry: Registry, number: int, *, seen: int | None = None, actor: str, now: int
) -> None:
    """End an account for good, with all it could sign in with.

    Raises Conflict: account_revoked, changed_meanwhile, last_administrator; NotFound.
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        row = await _active(connection, number, seen)
        await _keep_an_administrator(connection, row)
        this = account.c.id == number
        values = {"revoked_at": now, "password": None, "version": row.version + 1}
        await connection.execute(update(account).where(this).values(**values))
        await _end_sessions(connection, number)
        for table in (sign_up_link, passkey, known_browser):
            await connection.execute(delete(table).where(table.c.account_id == number))
        event = Event(at=now, actor=actor, kind="account_revoked", after={"account": number})
        await record_events(connection, [event])


async def set_password(
    registry: Registry, number: int, password: str, *, keep_session: str, now: int
) -> None:
    """Give somebody signed in another password (hashed); every session but the one of this token ends."""
    async with registry.writing() as connection:
        await _active(connection, number, None)
        this = account.c.id == number
        await connection.execute(update(account).where(this).values(password=password))
        await _end_sessions(connection, number, keep_session)
        mine = known_browser.c.account_id == number
        await connection.execute(delete(known_browser).where(mine))
        event = Event(
            at=now, actor=f"user {number}", kind="password_changed", after={"account": number}
        )
        await record_events(connection, [event])


async def end_sessions(
    registry: Registry, number: int, *, keep_session: str = "", actor: str, now: int
) -> None:
    """End the sessions of an account, but for the one of a token."""
    async with registry.writing() as connection:
        await _end_sessions(connection, number, keep_session)
        event = Event(at=now, actor=actor, kind="sessions_ended", after={"account": number})
        await record_events(connection, [event])


async def _active(connection: AsyncConnection, number: int, seen: int | None) -> Row[Any]:
    row = (await connection.execute(select(account).where(account.c.id == number))).first()
    if row is None:
        raise NotFound(f"there is no account {number}", code="account_not_found")
    if row.revoked_at is not None:
        raise Conflict(f"the account {row.name} was revoked", code="account_revoked")
    if seen is not None and seen != row.version:
        raise Conflict(
            "somebody changed this account meanwhile; look at it again", code="changed_meanwhile"
        )
    return row


async def _keep_an_administrator(connection: AsyncConnection, row: Row[Any]) -> None:
    """Refuse what would leave nobody who may add anybody."""
    if row.role != Role.ADMINISTRATOR:
        return
    others = select(account.c.zones, account.c.wards).where(
        account.c.role == str(Role.ADMINISTRATOR),
        account.c.revoked_at.is_(None),
        account.c.id != row.id,
    )
    if all(other.zones or other.wards for other in await connection.execute(others)):
        raise Conflict(
            f"{row.name} is the last administrator of the whole city; add another one first",
            code="last_administrator",
        )


async def _end_sessions(connection: AsyncConnection, number: int, but: str = "") -> None:
    table = office_session.c
    others = (table.account_id == number) & (table.token_sha256 != token_sha256(but))
    await connection.execute(delete(office_session).where(others))


async def checked_bounds(
    connection: AsyncConnection, zones: Iterable[int], wards: Iterable[int]
) -> dict[str, list[int]]:
    """Bounds as they are kept. Raises NotFound (zone_not_found), InvalidRequest (bounds)."""
    bounds = {"zones": sorted(set(zones)), "wards": sorted(set(wards))}
    known = {row.id for row in await connection.execute(select(zone.c.id))}
    if missing := [number for number in bounds["zones"] if number not in known]:
        raise NotFound(f"there is no zone {missing[0]}", code="zone_not_found")
    if any(not 1 <= ward <= 99999 for ward in bounds["wards"]):
        raise InvalidRequest("expected codes of wards, of five digits", code="bounds")
    return bounds
