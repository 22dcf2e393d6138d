"""Goods into the registry: papers with receipts, dispatches and transformations, all of them or none."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.registry import Event, Registry, append_events, establishment_not_found
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.supply_schema import receipt, supply_document, transformation
from foodtrace.supply.entering import (
    Said,
    receipt_row,
    write_document,
    write_receipts,
    write_transformation,
)
from foodtrace.supply.goods import (
    Dispatch,
    Item,
    Papers,
    Receipt,
    Recorded,
    Transformation,
)
from foodtrace.supply.judging import judged
from foodtrace.supply.known import known_names, supplier_key
from foodtrace.supply.naming import lot_ids, product_ids, supplier_ids
from foodtrace.supply.origins import publish_goods
from foodtrace.supply.superseding import supersede

__all__ = ["known_papers", "record_goods", "record_receipts", "write_goods"]


async def record_receipts(
    registry: Registry, papers: Papers, receipts: Sequence[Receipt], *, actor: str, now: int
) -> Recorded:
    """`write_goods` of receipts alone, in a transaction of its own."""
    work = functools.partial(write_goods, papers=papers, receipts=receipts, actor=actor, now=now)
    return await registry.write(work)


async def record_goods(
    connection: AsyncConnection,
    papers: Papers,
    *,
    receipts: Sequence[Receipt] = (),
    dispatches: Sequence[Dispatch] = (),
    transformations: Sequence[Transformation] = (),
    corrects: int | None = None,
    ends: Sequence[int] = (),
    actor: str,
    now: int,
) -> Recorded:
    """`write_goods` where other work of the same transaction waits in turn (`Registry.writing`)."""
    work = functools.partial(
        write_goods,
        papers=papers,
        receipts=receipts,
        dispatches=dispatches,
        transformations=transformations,
        corrects=corrects,
        ends=ends,
        actor=actor,
        now=now,
    )
    return await connection.run_sync(work)


def write_goods(
    connection: Connection,
    papers: Papers,
    *,
    place: int | None = None,
    receipts: Sequence[Receipt] = (),
    dispatches: Sequence[Dispatch] = (),
    transformations: Sequence[Transformation] = (),
    corrects: int | None = None,
    ends: Sequence[int] = (),
    actor: str,
    now: int,
) -> Recorded:
    """Record all that papers say, inside the caller's write transaction; one event for each establishment.

    `place` is the establishment of papers that may bring nothing of their own. `ends` are receipts that these
    papers take out of force; `corrects` is the one that the only receipt here stands in place of. The same key
    with the same content again changes nothing and answers what it brought then. Raises InvalidRequest (what is
    wrong with which line), NotFound (establishment_not_found), Conflict (papers_differ: the key is known with
    another content; papers_elsewhere: of another establishment).
    """
    actor = check_actor(actor)
    receipts, dispatches, transformations = judged(
        papers, receipts, dispatches, transformations, now
    )
    places = _places(receipts, dispatches, transformations)
    if place is not None:
        places.add(place)
    items = _items(receipts, dispatches, transformations)
    named = known_names(
        connection,
        papers.key,
        places | {one.from_id for one in dispatches},
        (one.supplier for one in receipts),
        items,
    )
    if named.papers and (known := known_papers(connection, papers, places)) is not None:
        return known
    for missing in sorted(places | {one.from_id for one in dispatches}):
        if missing not in named.places:
            raise establishment_not_found(missing)
    suppliers = supplier_ids(connection, (one.supplier for one in receipts), named, now)
    products = product_ids(connection, (item.product for item in items), named, now)
    lots = lot_ids(connection, items, products, named)
    sold = {supplier_key(one.supplier) for one in receipts}
    only = next(iter(places)) if len(places) == 1 else None
    alone = suppliers[next(iter(sold))] if len(sold) == 1 else None
    document = write_document(connection, papers, only, alone, actor, now)
    said = Said(products, lots, document, corrects)
    senders = {
        one: (suppliers[key], named.sender_of(key))
        for one in {each.supplier for each in receipts}
        for key in (supplier_key(one),)
    }
    rows = [
        # A firm's delivery to itself is no step.
        receipt_row(said, one, to, seller, None if sender == to else sender)
        for one in receipts
        for to in (one.establishment_id,)
        for seller, sender in (senders[one.supplier],)
    ]
    rows += [receipt_row(said, sent, sent.to_id, None, sent.from_id) for sent in dispatches]
    ids = write_receipts(connection, rows)
    made = [write_transformation(connection, said, one) for one in transformations]
    ended = supersede(connection, papers, document, ends, now)
    publish_goods(connection, named.agreed & {row["establishment_id"] for row in rows}, ended, now)
    if places:
        append_events(connection, _told(papers, places, rows, len(ended), actor, now))
    gone, fresh = set(ended), set(ids)
    return Recorded(
        document,
        tuple(each for each in ids if each not in gone),
        tuple(made),
        tuple(each for each in ended if each not in fresh),
    )


def known_papers(connection: Connection, papers: Papers, places: set[int]) -> Recorded | None:
    """What papers of this key brought to the place before, or None. Raises Conflict."""
    found = connection.execute(_KNOWN, {"papers": papers.key}).one_or_none()
    if found is None:
        return None
    if found.establishment_id is not None and places and places != {found.establishment_id}:
        raise Conflict(
            f"{papers.number or papers.key} was already taken in at another establishment; "
            "compare the buyer",
            code="papers_elsewhere",
        )
    if found.content_sha256 != papers.content_sha256:
        raise Conflict(
            f"{papers.number or papers.key} was already taken in with another content; a change comes as "
            "papers of their own that name those they replace",
            code="papers_differ",
        )
    mine = select(receipt.c.id).where(
        receipt.c.document_id == found.id, receipt.c.ended_at.is_(None)
    )
    made = select(transformation.c.id).where(transformation.c.document_id == found.id)
    return Recorded(
        found.id,
        tuple(connection.execute(mine.order_by(receipt.c.id)).scalars()),
        tuple(connection.execute(made.order_by(transformation.c.id)).scalars()),
        known=True,
    )


_papers = supply_document.c
_KNOWN = select(_papers.id, _papers.establishment_id, _papers.content_sha256).where(
    _papers.key == bindparam("papers")
)


def _places(
    receipts: Sequence[Receipt],
    dispatches: Sequence[Dispatch],
    transformations: Sequence[Transformation],
) -> set[int]:
    return (
        {one.establishment_id for one in receipts}
        | {one.to_id for one in dispatches}
        | {one.establishment_id for one in transformations}
    )


def _items(
    receipts: Sequence[Receipt],
    dispatches: Sequence[Dispatch],
    transformations: Sequence[Transformation],
) -> list[Item]:
    items = [one.item for one in receipts] + [one.item for one in dispatches]
    for made in transformations:
        items += [*made.inputs, *made.outputs]
    return items


def _told(
    papers: Papers, places: set[int], rows: list[dict[str, Any]], ended: int, actor: str, now: int
) -> list[Event]:
    counts = Counter(row["establishment_id"] for row in rows)
    return [
        Event(
            at=now,
            actor=actor,
            kind="goods_recorded",
            establishment_id=place,
            after={
                "papers": papers.key,
                "kind": papers.kind,
                "receipts": counts[place],
                "ended": ended,
            },
        )
        for place in sorted(places)
    ]
