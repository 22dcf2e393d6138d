"""The public record of an establishment as it stood at a moment: today's, with what came later undone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import or_, select

from foodtrace.publication import PublicEstablishment, published_result
from foodtrace.publication.projection import ESTABLISHMENTS, STICKERS, to_public
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, event, sticker

__all__ = ["past_establishment"]

# What a correction names.
_FACTS: Final = ("name", "street", "ward", "registered_address", "category")
_BASIS: Final = ("kind", "number", "issuer", "issued_on", "expires_on", "ground")
_DAYS: Final = ("issued_on", "expires_on")
# The columns of ESTABLISHMENTS in their order.
_COLUMNS: Final = (
    "id", "name", "street", "ward", "registered_address", "zone", "category",
    "company_tax_code", "closed_at", "moved_to", *_BASIS,
)  # fmt: skip


async def past_establishment(
    registry: Registry, id: int, *, at: int, known_at: int | None = None
) -> PublicEstablishment | None:
    """What the public record said at unix second `at`; None where it did not exist yet, or never did.

    `known_at` is by when the inspections had been recorded (else `at`): with a later moment this is what
    the page should have said, by what is known since. A corrected tax code has no past: private
    particulars are not kept twice.
    """
    changes = event.c
    later = (
        select(changes.kind, changes.kid, changes.idx, changes.detail)
        .where(
            changes.at > at,
            or_(changes.establishment_id == id, changes.kind == "zone_renamed"),
        )
        .order_by(changes.seq.desc())
    )
    query = ESTABLISHMENTS.where(establishment.c.id == id).add_columns(
        establishment.c.created_at, establishment.c.zone_id
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
        if row is None or row.created_at > at:
            return None
        its = STICKERS.where(sticker.c.establishment_id == id)
        stickers = (await connection.execute(its)).all()
        undone = (await connection.execute(later)).all()
    decision = await published_result(
        registry, id, at=at, known_at=at if known_at is None else known_at
    )
    facts = _facts_before(row, undone)
    return to_public(facts, _stickers_before(stickers, undone, at), decision, at)


def _facts_before(row: Any, undone: Iterable[Any]) -> tuple[Any, ...]:
    """A row of ESTABLISHMENTS with the changes taken back, the last one first."""
    *columns, _, zone_id = row
    facts = dict(zip(_COLUMNS, columns, strict=True))
    for change in undone:
        before = change.detail["before"] or {}
        if change.kind == "corrected":
            facts |= {key: before[key] for key in _FACTS if key in before}
            if "basis" in before:
                facts |= _basis(before["basis"])
        elif change.kind == "closed":
            facts |= {"closed_at": None, "moved_to": None}
        elif change.kind == "moved_zone":
            facts["zone"], zone_id = before["name"], before["zone"]
        elif change.kind == "zone_renamed" and before["zone"] == zone_id:
            facts["zone"] = before["name"]
    return tuple(facts.values())


def _basis(kept: dict[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return dict.fromkeys(_BASIS)
    days = {
        name: datetime.date.fromisoformat(kept[name]) for name in _DAYS if kept[name] is not None
    }
    return {name: kept[name] for name in _BASIS} | days


def _stickers_before(rows: Iterable[Any], undone: Iterable[Any], at: int) -> list[tuple[Any, ...]]:
    """Rows of STICKERS without those made later, each in the state it had."""
    state: dict[tuple[bytes, int], int] = {}
    made_later: set[tuple[bytes, int]] = set()
    for change in undone:
        if change.kid is None or change.idx is None:
            continue
        this = (bytes(change.kid), change.idx)
        if "iat" in (change.detail["after"] or {}):
            made_later.add(this)
        elif "state" in (change.detail["before"] or {}):
            state[this] = change.detail["before"]["state"]
    return [
        (
            place,
            kid,
            idx,
            iat,
            exp,
            state.get((bytes(kid), idx), now_state),
            None if superseded_at is not None and superseded_at > at else superseded_at,
        )
        for place, kid, idx, iat, exp, now_state, superseded_at in rows
        if (bytes(kid), idx) not in made_later
    ]
