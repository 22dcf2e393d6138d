"""Carries what waits: one attempt each, with back-off, until it is taken or counts as a dead letter."""

from __future__ import annotations

import asyncio
import http.client
import smtplib
from typing import Any, Final

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.alerts.kinds import Alert
from foodtrace.alerts.mail import Letter, MailServer, mail_message, owner_mail_message, send_mail
from foodtrace.alerts.owner_words import OWNER_KINDS
from foodtrace.alerts.owners import OWN_EMAIL, email_of
from foodtrace.alerts.webhooks import post_webhook, webhook_body, webhook_headers
from foodtrace.errors import NotFound
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.alerts_schema import alert, alert_delivery, channel, delivery
from foodtrace.registry.reasons import check_actor

__all__ = ["RETRY_SECONDS", "Delivery", "deliver_due", "deliveries_of", "revive_delivery"]

# After the first attempt and each further one; then the message is a dead letter. About five days.
RETRY_SECONDS: Final = (60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 172_800)
_AT_ONCE: Final = 20
_GONE: Final = 410


class Delivery(msgspec.Struct, frozen=True):
    """One message to one channel. `state`: waiting, sent, dead. `last_error` says why it still waits."""

    id: int
    channel_id: int
    message_id: str
    alert_kind: str
    made_at: int
    state: str
    attempts: int
    next_at: int
    sent_at: int | None
    last_error: str | None


async def deliver_due(
    registry: Registry, now: int, *, mail: MailServer | None, office: str | None = None
) -> int:
    """Try every message that is due once; gives how many were taken.

    An attempt is written down before it is made: a process that dies in the middle leaves a message
    that is tried again under the same id, by which a receiver knows it. Without `mail` e-mails wait.
    `office` is the origin that they lead to, else the authority's host.
    """
    office = office or f"https://{registry.authority.host}"
    taken = 0
    while due := await _claim(registry, now, with_mail=mail is not None):
        outcomes = await asyncio.gather(*(_try(registry, each, mail, office, now) for each in due))
        taken += sum(outcomes)
    return taken


async def deliveries_of(
    registry: Registry, *, state: str | None = None, limit: int = 100
) -> list[Delivery]:
    """Messages to the office, newest first; `state` narrows to waiting, sent or dead."""
    office = delivery.c.alert_kind.not_in(OWNER_KINDS)
    query = select(delivery).where(office).order_by(delivery.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(delivery.c.state == state)
    async with registry.reading() as connection:
        return [Delivery(**row) for row in (await connection.execute(query)).mappings()]


async def revive_delivery(registry: Registry, id: int, *, actor: str, now: int) -> None:
    """Try a dead letter again from now on. Raises NotFound (delivery_not_found)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        this = (delivery.c.id == id) & (delivery.c.state == "dead")
        again = {"state": "waiting", "attempts": 0, "next_at": now}
        if not (await connection.execute(update(delivery).where(this).values(again))).rowcount:
            raise NotFound(f"no dead letter has the number {id}", code="delivery_not_found")
        event = Event(at=now, actor=actor, kind="delivery_revived", after={"delivery": id})
        await record_events(connection, [event])


async def _claim(registry: Registry, now: int, *, with_mail: bool) -> list[Any]:
    """Some messages that are due, their attempt counted: no other process takes them meanwhile."""
    kinds = ["email", "webhook"] if with_mail else ["webhook"]
    query = (
        select(
            delivery,
            channel.c.kind,
            channel.c.address,
            channel.c.secret,
            channel.c.language,
            channel.c.establishment_id,
            channel.c.ended_at,
        )
        .join(channel, channel.c.id == delivery.c.channel_id)
        .where(
            delivery.c.state == "waiting",
            delivery.c.next_at <= now,
            # What an owner was to be told is told by phone, once it is seen that nobody can send it.
            or_(channel.c.ended_at.is_(None), channel.c.establishment_id.is_not(None)),
            channel.c.kind.in_(kinds),
        )
        .order_by(delivery.c.next_at, delivery.c.id)
        .limit(_AT_ONCE)
    )
    async with registry.reading() as connection:
        if (await connection.execute(query.limit(1))).first() is None:
            return []
    async with registry.writing() as connection:
        rows = (await connection.execute(query)).all()
        for row in rows:
            wait = RETRY_SECONDS[min(row.attempts, len(RETRY_SECONDS) - 1)]
            counted = {"attempts": row.attempts + 1, "next_at": now + wait}
            await connection.execute(
                update(delivery).where(delivery.c.id == row.id).values(counted)
            )
    return list(rows)


async def _try(
    registry: Registry, row: Any, mail: MailServer | None, office: str, now: int
) -> bool:
    async with registry.reading() as connection:
        alerts = await _alerts_in(connection, row.id)
        address: str | None = row.address
        if address == OWN_EMAIL:
            address = await email_of(connection, row.establishment_id)
    issuer, host = registry.authority.name, registry.authority.host
    trouble: str | None = None
    gone = False
    try:
        if address is None or row.ended_at is not None:
            # Taken from the particulars since: nothing is to be tried, somebody has to phone.
            trouble, gone = "no address any more", True
        elif not all(each.facts for each in alerts):
            # Retention took its words, and somebody had it tried again since.
            trouble, gone = "past its time", True
        elif row.kind == "email" and mail is not None:
            letter = Letter(address, mail.sender, issuer, host, row.message_id, row.made_at)
            message = (
                owner_mail_message(alerts[0], letter)
                if alerts[0].kind in OWNER_KINDS
                else mail_message(alerts, letter, language=row.language, office=office)
            )
            await asyncio.to_thread(send_mail, mail, message)
        else:
            body = webhook_body(alerts, issuer=issuer, made_at=row.made_at)
            headers = webhook_headers(body, message_id=row.message_id, secret=row.secret, now=now)
            status = await asyncio.to_thread(post_webhook, row.address, body, headers)
            if not 200 <= status < 300:
                trouble, gone = f"answered {status}", status == _GONE
    except smtplib.SMTPResponseException as error:
        # The server's words can repeat an address: its number says enough.
        trouble = f"mail server answered {error.smtp_code}"
    except (OSError, smtplib.SMTPException, http.client.HTTPException) as error:
        trouble = f"not reached ({type(error).__name__})"
    values: dict[str, Any]
    if trouble is None:
        values = {"state": "sent", "sent_at": now, "last_error": None}
    elif gone or row.attempts + 1 > len(RETRY_SECONDS):
        values = {"state": "dead", "last_error": trouble}
    else:
        values = {"last_error": trouble}
    async with registry.writing() as connection:
        await connection.execute(update(delivery).where(delivery.c.id == row.id).values(values))
    return trouble is None


async def _alerts_in(connection: AsyncConnection, number: int) -> list[Alert]:
    query = (
        select(alert)
        .join(alert_delivery, alert_delivery.c.alert_id == alert.c.id)
        .where(alert_delivery.c.delivery_id == number)
        .order_by(alert.c.id)
    )
    return [Alert(**row) for row in (await connection.execute(query)).mappings()]
