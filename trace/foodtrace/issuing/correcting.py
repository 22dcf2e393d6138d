"""Correcting what the register says of an establishment, without touching what a sticker says."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.intake import BasisRow, GoodRow
from foodtrace.issuing.changing import conflict
from foodtrace.issuing.selection import is_live
from foodtrace.places import door_order, fold
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import basis, establishment, sticker
from foodtrace.sticker import encode_typed_code

__all__ = ["SIGNED_FACTS", "Corrected", "correct_establishment", "open_for_change"]

#: What is signed into a sticker: the one on the wall keeps saying it, whatever the register says.
SIGNED_FACTS: Final = ("name", "street", "ward", "category", "place")
_FACTS: Final = (*SIGNED_FACTS, "registered_address")
_BASIS: Final = tuple(BasisRow.__struct_fields__)


class Corrected(msgspec.Struct, frozen=True):
    """`fields` that are other now (the basis counts as one), and the version that came of it."""

    fields: tuple[str, ...]
    version: int


async def correct_establishment(
    registry: Registry,
    id: int,
    facts: GoodRow,
    *,
    seen: int,
    reason: str,
    actor: str,
    now: int,
    replacement: bool = False,
) -> Corrected:
    """Let the register say `facts` (its private particulars, tax code and notes are not looked at).

    `seen` is the version that the officer saw. Where a live sticker says something else afterwards, it
    must be agreed to mark it for `replacement`. Nothing that is the same makes no event. Raises
    NotFound; Conflict: changed_meanwhile, closed, signed_on_sticker (its field `fields` names them),
    same_place (another establishment of this name, street and ward).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        row = await open_for_change(connection, id, seen)
        old_basis = await _basis(connection, id)
        changed = [name for name in _FACTS if getattr(row, name) != getattr(facts, name)]
        fields = (*changed, *(("basis",) if old_basis != facts.basis else ()))
        if not fields:
            return Corrected((), row.version)
        signed = [name for name in changed if name in SIGNED_FACTS]
        if signed:
            await _check_sticker(connection, id, signed, replacement, now)
            await _check_alone(connection, id, facts)
        values = {name: getattr(facts, name) for name in changed}
        values |= {
            "name_folded": fold(facts.name),
            "street_folded": fold(facts.street),
            "door_order": door_order(facts.street),
            "version": row.version + 1,
        }
        this = establishment.c.id == id
        await connection.execute(update(establishment).where(this).values(values))
        if old_basis != facts.basis:
            await _set_basis(connection, id, facts.basis)
        before = {name: _shown(getattr(row, name)) for name in changed}
        after = {name: _shown(getattr(facts, name)) for name in changed}
        if old_basis != facts.basis:
            before["basis"], after["basis"] = _shown(old_basis), _shown(facts.basis)
        event = Event(
            at=now,
            actor=actor,
            kind="corrected",
            establishment_id=id,
            reason=reason,
            before=before,
            after=after,
        )
        await record_events(connection, [event])
        if signed:
            outdated = sticker.c.establishment_id == id, is_live(None)
            await connection.execute(update(sticker).where(*outdated).values(outdated_at=now))
    return Corrected(fields, values["version"])


async def open_for_change(connection: AsyncConnection, id: int, seen: int) -> Row[*tuple[Any, ...]]:
    """The open establishment as it stands. Raises NotFound, Conflict (closed, changed_meanwhile)."""
    query = select(establishment).where(establishment.c.id == id)
    row = (await connection.execute(query)).first() if 1 <= id < 2**32 else None
    if row is None:
        raise establishment_not_found(id)
    if row.closed_at is not None:
        raise conflict(id, "is closed, which is for good", "closed")
    if row.version != seen:
        raise conflict(id, "was changed by somebody else meanwhile", "changed_meanwhile")
    return row


async def _check_sticker(
    connection: AsyncConnection, id: int, signed: list[str], replacement: bool, now: int
) -> None:
    live = select(sticker.c.idx).where(sticker.c.establishment_id == id, is_live(now)).limit(1)
    if not replacement and (await connection.execute(live)).first() is not None:
        raise Conflict(
            f"the sticker of {encode_typed_code(id)} says another {', '.join(signed)}; "
            "correct it together with marking the sticker for replacement",
            code="signed_on_sticker",
            fields=signed,
        )


async def _check_alone(connection: AsyncConnection, id: int, facts: GoodRow) -> None:
    query = select(establishment.c.id).where(
        establishment.c.ward == facts.ward,
        establishment.c.name_folded == fold(facts.name),
        establishment.c.street_folded == fold(facts.street),
        establishment.c.id != id,
    )
    other = (await connection.execute(query)).scalar()
    if other is not None:
        raise Conflict(
            f"{encode_typed_code(other)} has this name, street and ward already; nothing was changed",
            code="same_place",
            other=encode_typed_code(other),
        )


async def _basis(connection: AsyncConnection, id: int) -> BasisRow | None:
    columns = (basis.c[name] for name in _BASIS)
    row = (await connection.execute(select(*columns).where(basis.c.establishment_id == id))).first()
    return None if row is None else BasisRow(*row)


async def _set_basis(connection: AsyncConnection, id: int, new: BasisRow | None) -> None:
    await connection.execute(delete(basis).where(basis.c.establishment_id == id))
    if new is not None:
        values = msgspec.structs.asdict(new)
        await connection.execute(insert(basis).values(establishment_id=id, **values))


def _shown(value: Any) -> Any:
    """A fact as an event keeps it: plain JSON."""
    return msgspec.to_builtins(value.hex() if isinstance(value, bytes) else value)
