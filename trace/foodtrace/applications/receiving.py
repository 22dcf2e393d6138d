"""An owner's application: taken in once, with its number and the owner's own link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import token_sha256
from foodtrace.applications.board_calendar import read_calendar
from foodtrace.applications.files import Paper
from foodtrace.applications.numbers import draw_number, draw_secret
from foodtrace.applications.states import Move, State
from foodtrace.applications.stored import Held, add_step, held_dossier
from foodtrace.intake import GoodRow
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.applications_schema import (
    application,
    application_file,
    application_link,
    application_owner,
)
from foodtrace.registry.reasons import check_actor

__all__ = [
    "OWNER",
    "Received",
    "keep_papers",
    "new_owner_link",
    "receive_application",
    "was_received",
]

OWNER = "owner"
"""Who an event names when it was the owner; the person stands with the dossier alone."""


class Received(msgspec.Struct, frozen=True):
    """The number of the dossier, and the secret of a link made now: it is kept nowhere else."""

    number: str
    secret: str
    created: bool


async def receive_application(
    registry: Registry,
    facts: GoodRow,
    papers: tuple[Paper, ...],
    *,
    sending: bytes,
    language: str,
    now: int,
    draw_number: Callable[[], str] = draw_number,
) -> Received:
    """Keep an application: `facts` as `parse_form` gives them, its private particulars apart.

    `sending` is 32 bytes for one form as it was sent: the same again is the same application, and gets
    a link of its own. Raises RegistryUnavailable.
    """
    secret = draw_secret()
    async with registry.writing() as connection:
        # Asked where the database admits one writer: two taps on the same button meet here.
        query = select(application.c.number).where(application.c.sending_sha256 == sending)
        number = (await connection.execute(query)).scalar()
        if number is not None:
            await _keep_link(connection, await held_dossier(connection, number), secret, now)
            return Received(number, secret, created=False)
        number = await _unused_number(connection, draw_number)
        promise = (await read_calendar(connection)).promise_at(now)
        values = {
            "number": number,
            "sending_sha256": sending,
            "received_at": now,
            "language": language,
            **facts_columns(facts),
            "pickup_seconds": promise.pickup_seconds,
            "decide_seconds": promise.decide_seconds,
            "state": str(State.RECEIVED),
            "last_seq": 0,
        }
        await connection.execute(insert(application).values(values))
        dossier = await held_dossier(connection, number)
        await connection.execute(
            insert(application_owner).values(
                application_id=dossier.id,
                owner_name=facts.private.owner_name,
                phones=list(facts.private.phones),
                email=facts.private.email,
            )
        )
        dossier = await add_step(connection, dossier, Move.RECEIVE, actor=OWNER, now=now)
        await keep_papers(connection, dossier, papers)
        await _keep_link(connection, dossier, secret, now)
    return Received(number, secret, created=True)


async def was_received(registry: Registry, sending: bytes) -> bool:
    """Whether this sending has made its application already."""
    query = select(application.c.id).where(application.c.sending_sha256 == sending)
    async with registry.reading() as connection:
        return (await connection.execute(query)).first() is not None


async def new_owner_link(registry: Registry, number: str, *, actor: str, now: int) -> str:
    """The secret of another link for the owner, to be sent or told once. Raises NotFound."""
    actor, secret = check_actor(actor), draw_secret()
    async with registry.writing() as connection:
        dossier = await held_dossier(connection, number)
        await _keep_link(connection, dossier, secret, now)
        event = Event(
            at=now,
            actor=actor,
            kind="application_link_made",
            establishment_id=dossier.row.establishment_id,
            after={"application": dossier.row.number},
        )
        await record_events(connection, [event])
    return secret


async def keep_papers(
    connection: AsyncConnection, dossier: Held, papers: tuple[Paper, ...]
) -> None:
    """Put files to the last step of a dossier."""
    for paper in papers:
        await connection.execute(
            insert(application_file).values(
                application_id=dossier.id,
                step_seq=dossier.steps[-1].seq,
                **msgspec.structs.asdict(paper),
            )
        )


def facts_columns(facts: GoodRow) -> dict[str, Any]:
    """The columns of the public facts."""
    basis = facts.basis
    return {
        "name": facts.name,
        "street": facts.street,
        "ward": facts.ward,
        "registered_address": facts.registered_address,
        "category": facts.category,
        "basis_kind": basis.kind if basis else None,
        "basis_number": basis.number if basis else None,
        "basis_issuer": basis.issuer if basis else None,
        "issued_on": basis.issued_on if basis else None,
        "expires_on": basis.expires_on if basis else None,
        "ground": basis.ground if basis else None,
    }


async def _unused_number(connection: AsyncConnection, draw: Callable[[], str]) -> str:
    while True:
        number = draw()
        taken = select(application.c.id).where(application.c.number == number)
        if (await connection.execute(taken)).first() is None:
            return number


async def _keep_link(connection: AsyncConnection, dossier: Held, secret: str, now: int) -> None:
    await connection.execute(
        insert(application_link).values(
            secret_sha256=token_sha256(secret), application_id=dossier.id, made_at=now
        )
    )
