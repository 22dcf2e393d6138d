"""Goods into the registry: papers with receipts, dispatches and transformations, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import (
    receipt,
    supply_document,
    transformation,
    transformation_item,
)
from foodtrace.sticker import day_number
from foodtrace.supply.checking import (
    check_day,
    check_item,
    check_moment,
    check_supplier,
    exact,
    lot_key,
)
from foodtrace.supply.goods import (
    DOCUMENT_KINDS,
    SIGNATURES,
    Dispatch,
    Item,
    Papers,
    Product,
    Receipt,
    Recorded,
    Transformation,
)
from foodtrace.supply.naming import lot_ids, product_ids, sender_of, supplier_ids, supplier_key
from foodtrace.supply.origins import publish_goods
from foodtrace.supply.superseding import supersede

__all__ = ["known_papers", "record_goods", "record_receipts"]

_CHUNK = 500


async def record_receipts(
    registry: Registry, papers: Papers, receipts: Sequence[Receipt], *, actor: str, now: int
) -> Recorded:
    """`record_goods` of receipts alone, in a transaction of its own."""
    async with registry.writing() as connection:
        return await record_goods(connection, papers, receipts=receipts, actor=actor, now=now)


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
    """Record all that papers say, inside the caller's write transaction; one event for each establishment.

    `ends` are receipts that these papers take out of force; `corrects` is the one that the only receipt
    here stands in place of. The same key with the same content again changes nothing and answers what it brought then. Raises
    InvalidRequest (what is wrong with which line), NotFound (establishment_not_found), Conflict
    (papers_differ: the key is known with another content; papers_elsewhere: of another establishment).
    """
    actor = check_actor(actor)
    receipts, dispatches, transformations = _checked(
        papers, receipts, dispatches, transformations, now
    )
    places = _places(receipts, dispatches, transformations)
    if (known := await known_papers(connection, papers, places)) is not None:
        return known
    await _check_places(connection, places | {one.from_id for one in dispatches})
    items = _items(receipts, dispatches, transformations)
    suppliers = await supplier_ids(connection, (one.supplier for one in receipts), now)
    products = await product_ids(connection, (item.product for item in items), now)
    lots = await lot_ids(connection, items, products)
    senders = {
        key: await sender_of(connection, key.removeprefix("mst:"))
        for key in suppliers
        if key.startswith("mst:")
    }
    only = next(iter(places)) if len(places) == 1 else None
    seller = next(iter(suppliers.values())) if len(suppliers) == 1 else None
    document = await _document(connection, papers, only, seller, actor, now)
    rows = []
    for one in receipts:
        key = supplier_key(one.supplier)
        sender = senders.get(key)
        rows.append(
            _row(one.item, one, products, lots, document)
            | {
                "establishment_id": one.establishment_id,
                "supplier_id": suppliers[key],
                # A firm's delivery to itself is no step.
                "from_establishment_id": None if sender == one.establishment_id else sender,
            }
        )
    for sent in dispatches:
        rows.append(
            _row(sent.item, sent, products, lots, document)
            | {
                "establishment_id": sent.to_id,
                "supplier_id": None,
                "from_establishment_id": sent.from_id,
            }
        )
    if corrects is not None:
        rows = [row | {"corrects": corrects} for row in rows]
    ids = await _insert_receipts(connection, rows)
    made = [await _transform(connection, one, products, lots, document) for one in transformations]
    ended = await supersede(connection, papers, document, ends, now)
    came = [(row["establishment_id"], row["day"]) for row in rows]
    await publish_goods(connection, came, ended, now)
    counts: dict[int, int] = dict.fromkeys(places, 0)
    for row in rows:
        counts[row["establishment_id"]] += 1
    events = [
        Event(
            at=now,
            actor=actor,
            kind="goods_recorded",
            establishment_id=place,
            after={
                "papers": papers.key,
                "kind": papers.kind,
                "receipts": count,
                "ended": len(ended),
            },
        )
        for place, count in sorted(counts.items())
    ]
    await record_events(connection, events)
    gone = set(ended)
    return Recorded(
        document,
        tuple(each for each in ids if each not in gone),
        tuple(made),
        tuple(each for each in ended if each not in set(ids)),
    )


async def _recorded_of(connection: AsyncConnection, document_id: int) -> Recorded:
    """What papers brought that is still in force."""
    mine = select(receipt.c.id).where(
        receipt.c.document_id == document_id, receipt.c.ended_at.is_(None)
    )
    made = select(transformation.c.id).where(transformation.c.document_id == document_id)
    return Recorded(
        document_id,
        tuple((await connection.execute(mine.order_by(receipt.c.id))).scalars()),
        tuple((await connection.execute(made.order_by(transformation.c.id))).scalars()),
        known=True,
    )


def _checked(
    papers: Papers,
    receipts: Sequence[Receipt],
    dispatches: Sequence[Dispatch],
    transformations: Sequence[Transformation],
    now: int,
) -> tuple[list[Receipt], list[Dispatch], list[Transformation]]:
    if papers.kind not in DOCUMENT_KINDS or papers.signature not in SIGNATURES or not papers.key:
        raise InvalidRequest(
            f"expected papers with a key, of a kind of {', '.join(DOCUMENT_KINDS)}", code="papers"
        )
    kept: list[Receipt] = []
    for one in receipts:
        item = _dated(one.item, one, now)
        supplier = check_supplier(one.supplier)
        kept.append(
            Receipt(one.establishment_id, supplier, item, one.day, one.received_at, one.line)
        )
    sent: list[Dispatch] = []
    for each in dispatches:
        if each.from_id == each.to_id:
            raise InvalidRequest(
                "goods that go from an establishment to itself are no dispatch; name two",
                code="loop",
            )
        item = _dated(each.item, each, now)
        sent.append(Dispatch(each.from_id, each.to_id, item, each.day, each.received_at, each.line))
    return kept, sent, [_checked_transformation(one, now) for one in transformations]


def _dated(item: Item, one: Receipt | Dispatch, now: int) -> Item:
    check_day(one.day, now)
    if one.received_at is not None:
        check_moment(one.received_at, one.day, now)
    return check_item(item, one.day)


def _checked_transformation(one: Transformation, now: int) -> Transformation:
    if not one.inputs or not one.outputs:
        raise InvalidRequest(
            "expected what went in and what came out of a transformation, got one of them only",
            code="transformation",
        )
    check_day(one.day, now)
    inputs = tuple(check_item(item, one.day) for item in one.inputs)
    outputs = tuple(check_item(item, one.day) for item in one.outputs)
    taken = {(item.product.name, lot_key(item.lot)) for item in inputs if item.lot}
    if any((item.product.name, lot_key(item.lot)) in taken for item in outputs if item.lot):
        raise InvalidRequest(
            "a lot cannot be made of itself; give what came out a lot of its own", code="loop"
        )
    return Transformation(one.establishment_id, one.day, inputs, outputs)


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


async def known_papers(
    connection: AsyncConnection, papers: Papers, places: set[int]
) -> Recorded | None:
    """What papers of this key brought to the place before, or None. Raises Conflict."""
    query = select(supply_document).where(supply_document.c.key == papers.key)
    found = (await connection.execute(query)).one_or_none()
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
    return await _recorded_of(connection, found.id)


async def _check_places(connection: AsyncConnection, places: set[int]) -> None:
    wanted = sorted(places)
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        query = select(establishment.c.id).where(establishment.c.id.in_(some))
        there = set((await connection.execute(query)).scalars())
        for missing in (each for each in some if each not in there):
            raise establishment_not_found(missing)


async def _document(
    connection: AsyncConnection,
    papers: Papers,
    place: int | None,
    seller: int | None,
    actor: str,
    now: int,
) -> int:
    values = {
        "key": papers.key,
        "kind": papers.kind,
        "establishment_id": place,
        "supplier_id": seller,
        "content_sha256": papers.content_sha256,
        "number": papers.number,
        "signature": papers.signature,
        "changes_key": papers.changes_key,
        "change": papers.change,
        "actor": actor,
        "recorded_at": now,
        "detail": papers.detail,
    }
    made = await connection.execute(insert(supply_document).values(values))
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])


def _row(
    item: Item,
    one: Receipt | Dispatch,
    products: dict[Product, int],
    lots: dict[tuple[int, str], int],
    document: int,
) -> dict[str, Any]:
    return _item_row(item, products, lots) | {
        "day": day_number(one.day),
        "received_at": one.received_at,
        "document_id": document,
        "line": one.line,
    }


def _item_row(
    item: Item, products: dict[Product, int], lots: dict[tuple[int, str], int]
) -> dict[str, Any]:
    number = products[item.product]
    return {
        "product_id": number,
        "lot_id": None if item.lot is None else lots[number, lot_key(item.lot)],
        "use_by_day": None if item.use_by is None else day_number(item.use_by),
        "quantity": exact(item.quantity),
        "unit": item.unit,
    }


async def _insert_receipts(connection: AsyncConnection, rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    if len(rows) == 1:
        key = (await connection.execute(insert(receipt).values(rows[0]))).inserted_primary_key
        assert key is not None
        return [int(key[0])]
    await connection.execute(insert(receipt), rows)
    made = select(receipt.c.id).where(receipt.c.document_id == rows[0]["document_id"])
    return list((await connection.execute(made.order_by(receipt.c.id))).scalars())


async def _transform(
    connection: AsyncConnection,
    one: Transformation,
    products: dict[Product, int],
    lots: dict[tuple[int, str], int],
    document: int,
) -> int:
    shared = {"establishment_id": one.establishment_id, "day": day_number(one.day)}
    made = await connection.execute(insert(transformation).values(**shared, document_id=document))
    key = made.inserted_primary_key
    assert key is not None
    number = int(key[0])
    rows = [
        _item_row(item, products, lots) | shared | {"transformation_id": number, "side": side}
        for side, items in ((0, one.inputs), (1, one.outputs))
        for item in items
    ]
    await connection.execute(insert(transformation_item), rows)
    return number
