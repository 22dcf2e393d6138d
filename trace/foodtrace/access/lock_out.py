"""Slowing who guesses passwords, without letting a stranger lock an officer out.

What failed is counted by account and network, by network, and by account from anywhere; each counter, once
past its free tries, asks for a wait that doubles. A browser from which the person signed in before holds a
token that says so (OWASP's device cookie): its tries are counted on that browser alone, so that what strangers
do elsewhere, or on the same network, does not slow it down. The last counter, of an account from anywhere,
is mild, for everybody else bears it.

Counters stand under a hash keyed with the secret of the day: no address, and no name that was tried.
"""

from __future__ import annotations

import hmac
from typing import Final

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access.tokens import draw_token, token_sha256
from foodtrace.errors import LimitReached
from foodtrace.plain_text import name_key
from foodtrace.registry import Registry, day_key, network_of
from foodtrace.registry.access_schema import account, known_browser, sign_in_count

__all__ = [
    "KNOWN_SECONDS",
    "Attempt",
    "attempt_of",
    "check_wait",
    "forget_failures",
    "know_browser",
]

KNOWN_SECONDS: Final = 90 * 86_400
# Free tries, then the longest wait in seconds; the first wait is one second, then twice as long each time.
_RULES: Final = {
    "browser": (5, 15 * 60),
    "account+network": (5, 15 * 60),
    # An office shares one address: many people, each with a slip now and then.
    "network": (30, 15 * 60),
    "account": (50, 60),
}
_FORGOTTEN_AFTER: Final = 86_400
_FIRST_WAIT: Final = 1


class Attempt(msgspec.Struct, frozen=True):
    """The counters that one try at signing in stands under: pairs of rule and bucket."""

    buckets: tuple[tuple[str, bytes], ...]


async def attempt_of(
    registry: Registry, name: str, network: str, *, browser: str = "", now: int
) -> Attempt:
    """The counters of a try: `network` an address or its prefix, `browser` the token it shows or ""."""
    key = await day_key(registry, "sign-in", now=now)
    who, where = name_key(name), network_of(network)
    digest = token_sha256(browser)
    if browser and await _is_known(registry, who, digest, now):
        counted = {"browser": f"{who}/{digest.hex()}"}
    else:
        counted = {"account+network": f"{who}/{where}", "network": where, "account": who}
    return Attempt(
        tuple(
            (rule, hmac.digest(key, f"{rule}/{what}".encode(errors="replace"), "sha256")[:16])
            for rule, what in counted.items()
        )
    )


async def check_wait(registry: Registry, attempt: Attempt, *, now: int) -> None:
    """Count one more try, or refuse it while a counter asks for a wait.

    Counted before the password is looked at, so that many tries at once count as many. Raises
    LimitReached (sign_in_wait) with the field retry_after in seconds; a refusal counts nothing.
    """
    keys = [bucket for _, bucket in attempt.buckets]
    query = select(sign_in_count).where(sign_in_count.c.bucket.in_(keys))
    async with registry.writing() as connection:
        await connection.execute(delete(sign_in_count).where(sign_in_count.c.ends_at <= now))
        rows = {bytes(row.bucket): row for row in await connection.execute(query)}
        waits = [
            _wait(rule, row.failures) - max(now - row.failed_at, 0)
            for rule, bucket in attempt.buckets
            if (row := rows.get(bucket)) is not None
        ]
        if (wait := max(waits, default=0)) > 0:
            raise LimitReached(
                f"too many tries to sign in; try again in {wait} seconds",
                code="sign_in_wait",
                retry_after=wait,
            )
        for _, bucket in attempt.buckets:
            await _count(connection, bucket, bucket in rows, now)


async def forget_failures(registry: Registry, attempt: Attempt) -> None:
    """Signed in: the tries before were the person's own slips.

    The network's counter goes back by this one try alone, or whoever has one account of his own could
    clear it for guessing at others.
    """
    async with registry.writing() as connection:
        for rule, bucket in attempt.buckets:
            this = sign_in_count.c.bucket == bucket
            if rule == "network":
                fewer = {"failures": sign_in_count.c.failures - 1}
                await connection.execute(update(sign_in_count).where(this).values(**fewer))
            else:
                await connection.execute(delete(sign_in_count).where(this))


async def know_browser(registry: Registry, account_id: int, browser: str, *, now: int) -> str:
    """The token by which this browser is known from now on; the one it showed, if it is known already."""
    table = known_browser.c
    async with registry.writing() as connection:
        await connection.execute(delete(known_browser).where(table.ends_at <= now))
        this = (table.token_sha256 == token_sha256(browser)) & (table.account_id == account_id)
        found = await connection.execute(select(table.account_id).where(this))
        ends = {"ends_at": now + KNOWN_SECONDS}
        if found.first() is not None:
            await connection.execute(update(known_browser).where(this).values(**ends))
            return browser
        token = draw_token("ftb_")
        values = {"token_sha256": token_sha256(token), "account_id": account_id, **ends}
        await connection.execute(insert(known_browser).values(**values))
    return token


async def _is_known(registry: Registry, key: str, digest: bytes, now: int) -> bool:
    query = (
        select(known_browser.c.ends_at)
        .join_from(known_browser, account, known_browser.c.account_id == account.c.id)
        .where(known_browser.c.token_sha256 == digest, account.c.key == key)
    )
    async with registry.reading() as connection:
        ends_at = (await connection.execute(query)).scalar()
    return ends_at is not None and now < ends_at


async def _count(connection: AsyncConnection, bucket: bytes, known: bool, now: int) -> None:
    table = sign_in_count
    values = {"failed_at": now, "ends_at": now + _FORGOTTEN_AFTER}
    if known:
        more = update(table).where(table.c.bucket == bucket)
        await connection.execute(more.values(failures=table.c.failures + 1, **values))
    else:
        await connection.execute(insert(table).values(bucket=bucket, failures=1, **values))


def _wait(rule: str, failures: int) -> int:
    free, most = _RULES[rule]
    over = failures - free
    return 0 if over < 0 else int(min(_FIRST_WAIT << min(over, 20), most))
