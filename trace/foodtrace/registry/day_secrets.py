"""The secret of a day: what short-lived counters and signed forms are keyed with, gone when the day is over."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry.private_schema import report_secret
from foodtrace.registry.store import Registry

__all__ = ["day_key", "drawn_secret", "network_of", "secrets_by_day"]

_DAY: Final = 86_400


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 address; "elsewhere" for what is neither.

    An address mapped into IPv6 counts as what it is. A prefix gives itself.
    """
    bare = address.strip().partition("/")[0].partition("%")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return "elsewhere"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


async def day_key(
    registry: Registry,
    purpose: str,
    *,
    now: int,
    life: int = 0,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """32 bytes for `purpose` that every worker shares and that are gone with the day (UTC).

    For what holds `life` seconds longer the day is the one on which it ends, drawn in advance: nothing
    is cut short when a day ends, and no secret outlives its own day.
    """
    day = (now + life) // _DAY
    async with registry.reading() as connection:
        held = await secrets_by_day(connection)
    secret = held.get(day)
    if secret is None or min(held) < now // _DAY:
        async with registry.writing() as connection:
            secret = await drawn_secret(connection, day, now, random_bytes)
    return hmac.digest(secret, b"key/" + purpose.encode(), "sha256")


async def drawn_secret(
    connection: AsyncConnection, day: int, now: int, random_bytes: Callable[[int], bytes]
) -> bytes:
    """The secret of a day, drawn by whoever needs it first; those of days that are over go."""
    await connection.execute(delete(report_secret).where(report_secret.c.day < now // _DAY))
    secret = (await secrets_by_day(connection)).get(day)
    if secret is None:
        secret = random_bytes(32)
        await connection.execute(insert(report_secret).values(day=day, secret=secret))
    return secret


async def secrets_by_day(connection: AsyncConnection) -> dict[int, bytes]:
    """By their days: today's, towards its end tomorrow's, until somebody comes yesterday's."""
    rows = await connection.execute(select(report_secret.c.day, report_secret.c.secret))
    return {int(day): bytes(secret) for day, secret in rows}
