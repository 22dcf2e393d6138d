"""Private particulars in an officer's hands: every reading and every correction leaves its event."""

from __future__ import annotations

import functools
from typing import Any, Final

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.intake import GoodRow
from foodtrace.issuing.correcting import Corrected, open_for_change
from foodtrace.places import fold
from foodtrace.publication import end_consent
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.registry.tax_codes import is_company_tax_code

__all__ = ["Particulars", "correct_particulars", "read_particulars"]

_FIELDS: Final = ("owner_name", "phones", "id_number", "email", "tax_code")


class Particulars(msgspec.Struct, frozen=True):
    """What never leaves the office; `tax_code` is whoever's, `version` is the establishment's."""

    owner_name: str | None
    phones: tuple[str, ...]
    id_number: str | None
    email: str | None
    tax_code: str | None
    version: int


async def read_particulars(registry: Registry, id: int, *, actor: str, now: int) -> Particulars:
    """The particulars of an establishment; that they were read is an event. Raises NotFound."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        query = select(establishment.c.version, establishment.c.company_tax_code)
        row = (await connection.execute(query.where(establishment.c.id == id))).first()
        if row is None:
            raise establishment_not_found(id)
        kept = await _kept(connection, id)
        event = Event(at=now, actor=actor, kind="particulars_read", establishment_id=id)
        await record_events(connection, [event])
    return Particulars(
        owner_name=kept["owner_name"],
        phones=tuple(kept["phones"]),
        id_number=kept["id_number"],
        email=kept["email"],
        tax_code=row.company_tax_code or kept["tax_code"],
        version=row.version,
    )


async def correct_particulars(
    registry: Registry, id: int, typed: GoodRow, *, seen: int, actor: str, now: int
) -> Corrected:
    """Keep the private particulars and the tax code of `typed`; nothing else of it is looked at.

    The event names the fields that changed and never says what they hold; with another owner's name consent to show
    where food comes from ends. Raises NotFound, Conflict
    (closed, changed_meanwhile).
    """
    actor = check_actor(actor)
    company = is_company_tax_code(typed.tax_code)
    values = msgspec.structs.asdict(typed.private) | {
        "phones": list(typed.private.phones),
        "tax_code": None if company else typed.tax_code,
    }
    async with registry.writing() as connection:
        row = await open_for_change(connection, id, seen)
        kept = await _kept(connection, id)
        changed = tuple(name for name in _FIELDS if kept[name] != values[name])
        public = typed.tax_code if company else None
        if public != row.company_tax_code and "tax_code" not in changed:
            changed = (*changed, "tax_code")
        if not changed:
            return Corrected((), row.version)
        mine = private_particulars.c.establishment_id == id
        known = await connection.execute(select(private_particulars.c.establishment_id).where(mine))
        if known.first() is None:
            new = insert(private_particulars).values(establishment_id=id, **values)
            await connection.execute(new)
        else:
            await connection.execute(update(private_particulars).where(mine).values(values))
        facts = {"company_tax_code": public, "version": row.version + 1}
        this = establishment.c.id == id
        await connection.execute(update(establishment).where(this).values(facts))
        event = Event(
            at=now,
            actor=actor,
            kind="particulars_corrected",
            establishment_id=id,
            after={"private": sorted(changed)},
        )
        await record_events(connection, [event])
        named = [fold(name) for name in (kept["owner_name"], values["owner_name"]) if name]
        # What one owner agreed to binds no other; the same name spelt otherwise is the same owner.
        if len(set(named)) == 2:
            ended = functools.partial(
                end_consent, establishment_id=id, by="another owner", actor=actor, now=now
            )
            await connection.run_sync(ended)
    return Corrected(changed, row.version + 1)


async def _kept(connection: AsyncConnection, id: int) -> dict[str, Any]:
    columns = (private_particulars.c[name] for name in _FIELDS)
    query = select(*columns).where(private_particulars.c.establishment_id == id)
    row = (await connection.execute(query)).mappings().first()
    return dict(row) if row is not None else dict.fromkeys(_FIELDS) | {"phones": []}
