"""To whom alerts go: e-mail addresses and webhooks, added and ended by an administrator."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Sequence
from email.headerregistry import Address
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import insert, select, update

from foodtrace.alerts.kinds import KINDS, LANGUAGES
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.alerts_schema import channel
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment

__all__ = ["SECRET_BYTES", "Channel", "add_channel", "channels_of", "end_channel", "is_email"]

SECRET_BYTES: Final = 32
_PREFIX: Final = "whsec_"
_MAX_ADDRESS: Final = 500


class Channel(msgspec.Struct, frozen=True):
    """`kind` is email or webhook; without `alert_kinds` it gets every kind. Times are unix seconds.

    With `establishment_id` it is that owner's, and gets what the owner is told and nothing else.
    """

    id: int
    kind: str
    address: str
    language: str
    alert_kinds: tuple[str, ...]
    added_at: int
    ended_at: int | None
    establishment_id: int | None = None


async def add_channel(
    registry: Registry,
    kind: str,
    address: str,
    *,
    language: str = "vi",
    alert_kinds: Sequence[str] = (),
    establishment_id: int | None = None,
    random: bytes,
    actor: str,
    now: int,
) -> tuple[Channel, str | None]:
    """Send alerts to `address` from now on; gives the channel and, for a webhook, its secret.

    With an establishment the channel is its owner's: it gets what this owner is told, no alert of the office.

    `random` are 32 bytes never used before. The secret (whsec_..., as Standard Webhooks writes it)
    is shown this once: the receiver checks messages by it. Raises InvalidRequest (channel_kind,
    channel_address, channel_language, alert_kind), NotFound (establishment_not_found), Conflict
    (channel_exists).
    """
    actor, address = check_actor(actor), address.strip()
    if kind not in _CHECKS:
        raise InvalidRequest(f"expected email or webhook, got {kind[:40]!r}", code="channel_kind")
    if len(random) != SECRET_BYTES:
        raise InvalidRequest(f"expected {SECRET_BYTES} random bytes, got {len(random)}")
    if language not in LANGUAGES:
        raise InvalidRequest(
            f"expected a language ({', '.join(LANGUAGES)}), got {language[:20]!r}",
            code="channel_language",
        )
    for each in alert_kinds:
        if each not in KINDS:
            raise InvalidRequest(
                f"expected kinds of alert ({', '.join(KINDS)}), got {each[:40]!r}",
                code="alert_kind",
            )
    _CHECKS[kind](address)
    secret = _PREFIX + base64.b64encode(random).decode() if kind == "webhook" else None
    values: dict[str, Any] = {
        "kind": kind,
        "address": address,
        "language": language,
        "alert_kinds": sorted(set(alert_kinds)),
        "added_at": now,
        "establishment_id": establishment_id,
    }
    async with registry.writing() as connection:
        if establishment_id is not None:
            known = select(establishment.c.id).where(establishment.c.id == establishment_id)
            if (await connection.execute(known)).first() is None:
                raise establishment_not_found(establishment_id)
        same = select(channel.c.id).where(
            channel.c.kind == kind,
            channel.c.address == address,
            channel.c.ended_at.is_(None),
            channel.c.establishment_id.is_not_distinct_from(establishment_id),
        )
        if (await connection.execute(same)).first() is not None:
            raise Conflict(
                "alerts go to this address already; end that channel first", code="channel_exists"
            )
        change = insert(channel).values(secret=secret, **values).returning(channel.c.id)
        number = int((await connection.execute(change)).scalar_one())
        # The number, not the address: events are for good, and an address can be a person's.
        event = Event(
            at=now,
            actor=actor,
            kind="channel_added",
            establishment_id=establishment_id,
            after={"channel": number, "kind": kind},
        )
        await record_events(connection, [event])
    return _channel({"id": number, "ended_at": None, **values}), secret


async def end_channel(registry: Registry, id: int, *, actor: str, now: int) -> None:
    """Send nothing more there, not even what waits. Raises NotFound (channel_not_found)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        this = (channel.c.id == id) & channel.c.ended_at.is_(None)
        ended = await connection.execute(update(channel).where(this).values(ended_at=now))
        if not ended.rowcount:
            raise NotFound(f"no open channel has the number {id}", code="channel_not_found")
        event = Event(at=now, actor=actor, kind="channel_ended", after={"channel": id})
        await record_events(connection, [event])


async def channels_of(registry: Registry) -> list[Channel]:
    """Every channel that somebody added, open ones first."""
    added = select(channel).where(channel.c.address != "")
    query = added.order_by(channel.c.ended_at.is_not(None), channel.c.id)
    async with registry.reading() as connection:
        return [_channel(row) for row in (await connection.execute(query)).mappings()]


def _channel(row: Any) -> Channel:
    named = {name: row[name] for name in Channel.__struct_fields__}
    return Channel(**(named | {"alert_kinds": tuple(row["alert_kinds"])}))


def is_email(address: str) -> bool:
    """Whether mail can be sent there, as far as the address itself says."""
    try:
        _check_email(address)
    except InvalidRequest:
        return False
    return True


def _check_email(address: str) -> None:
    """One plain address: no name, no list, nothing that could add a header."""
    try:
        parsed = Address(addr_spec=address)
    except Exception as error:  # the parser raises several kinds for hostile text
        raise _unfit("an e-mail address like office@example.vn", address) from error
    if "." not in parsed.domain or len(address) > _MAX_ADDRESS or not address.isprintable():
        raise _unfit("an e-mail address like office@example.vn", address)


def _check_webhook(address: str) -> None:
    """https, or http on this machine alone; no user or password in it."""
    expected = "an address that begins with https:// and has no user, password or #"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _unfit(expected, address) from error
    plain = parts.scheme == "http" and _is_this_machine(host)
    if (
        not (parts.scheme == "https" or plain)
        or not host
        or port == 0
        or parts.username is not None
        or parts.fragment
        or len(address) > _MAX_ADDRESS
        or not (address.isascii() and address.isprintable() and " " not in address)
    ):
        raise _unfit(expected, address)


_CHECKS: Final = {"email": _check_email, "webhook": _check_webhook}


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unfit(expected: str, address: str) -> InvalidRequest:
    return InvalidRequest(f"expected {expected}, got {address[:60]!r}", code="channel_address")
