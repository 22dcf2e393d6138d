"""How many reports are taken in a time: short-lived counters that hold no address.

A counter stands under a hash keyed with a secret of the day, and only of a network, never of an address.
While the day lasts, whoever holds the whole registry could try networks one by one; the first report of
another day removes secret and counters, and then nobody can. They are in the registry, so that every
worker counts together and a restart forgets nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import LimitReached
from foodtrace.registry import Registry, network_of
from foodtrace.registry.day_secrets import drawn_secret, secrets_by_day
from foodtrace.registry.private_schema import report_count

__all__ = ["REPORT_RULES", "Rules", "allow"]

_HOUR: Final = 3600
_DAY: Final = 86_400

# What is counted, in windows of so many seconds, and how many reports fit into one. A phone network
# puts many diners behind one prefix; the last rule protects the disk.
Rules = tuple[tuple[str, int, int], ...]
REPORT_RULES: Final[Rules] = (
    ("code", _HOUR, 10),
    ("code", _DAY, 40),
    ("network", _HOUR, 12),
    ("network", _DAY, 60),
    ("all", _DAY, 2000),
)


class _Bucket(msgspec.Struct, frozen=True):
    key: bytes
    ends_at: int
    most: int


async def allow(
    registry: Registry,
    *,
    code: str,
    network: str,
    now: int,
    purpose: str = "",
    rules: Rules = REPORT_RULES,
    count: bool = True,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Count one report about `code` from `network` (an address or its prefix), or refuse it.

    Another `purpose` is counted apart, by `rules` of its own. Without `count` it is only asked whether
    there is room. Raises LimitReached (too_many_reports) with the field retry_after in seconds; a refusal counts
    nothing and writes nothing.
    """
    network = network_of(network)
    # Most of a flood ends here, without a turn of the one writer.
    today = now // _DAY
    async with registry.reading() as connection:
        secret = (await secrets_by_day(connection)).get(today)
        if secret is not None:
            await _counts(connection, _buckets(secret, code, network, now, purpose, rules), now)
    if not count:
        return
    async with registry.writing() as connection:
        secret = await drawn_secret(connection, today, now, random_bytes)
        await connection.execute(delete(report_count).where(report_count.c.expires_at <= now))
        buckets = _buckets(secret, code, network, now, purpose, rules)
        counts = await _counts(connection, buckets, now)
        for bucket in buckets:
            if bucket.key in counts:
                this = report_count.c.bucket == bucket.key
                change = update(report_count).where(this).values(count=report_count.c.count + 1)
                await connection.execute(change)
            else:
                await connection.execute(
                    insert(report_count).values(
                        bucket=bucket.key, expires_at=bucket.ends_at, count=1
                    )
                )


def _buckets(
    secret: bytes, code: str, network: str, now: int, purpose: str, rules: Rules
) -> list[_Bucket]:
    counted = {"code": "".join(filter(str.isalnum, code.upper())), "network": network, "all": ""}
    return [
        _Bucket(
            key=hmac.digest(
                secret,
                f"{purpose}{what}/{window}/{now // window}/{counted[what]}".encode(
                    errors="replace"
                ),
                "sha256",
            )[:16],
            ends_at=(now // window + 1) * window,
            most=most,
        )
        for what, window, most in rules
    ]


async def _counts(
    connection: AsyncConnection, buckets: list[_Bucket], now: int
) -> dict[bytes, int]:
    """The counters that stand, by key. Raises LimitReached if one of them is full."""
    keys = [bucket.key for bucket in buckets]
    query = select(report_count.c.bucket, report_count.c.count).where(
        report_count.c.bucket.in_(keys)
    )
    counts = {bytes(row[0]): int(row[1]) for row in await connection.execute(query)}
    full = [bucket.ends_at for bucket in buckets if counts.get(bucket.key, 0) >= bucket.most]
    if full:
        wait = max(full) - now
        raise LimitReached(
            f"too many reports came in a short time; try again in {-(-wait // 60)} minutes",
            code="too_many_reports",
            retry_after=wait,
        )
    return counts
