"""What a GS1 key leads to, on every store, and by a public role of PostgreSQL that may read nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from foodtrace.errors import NotFound, RegistryUnavailable
from foodtrace.incidents import open_incident, publish_notice, start_recall
from foodtrace.issuing import set_gln
from foodtrace.publication import public_establishment
from foodtrace.registry import Registry
from foodtrace.registry._dialect import OPEN_TO_PUBLIC
from foodtrace.registry.schema import metadata
from foodtrace.resolver import known_goods, known_place
from foodtrace.supply import (
    Dispatch,
    Item,
    Product,
    Transformation,
    receipts_of,
    record_goods,
    withdraw_receipt,
)
from incidents.prawns import OFFICER, ORDER, sample
from registry.board import ACTOR, NOW
from sqlalchemy import event, select, table, text
from sqlalchemy.exc import DBAPIError
from supply.deliveries import day, delivery, papers, places

# Numbers that GS1 prints in its own examples.
GTIN, DISH, GLN = "09506000134352", "00614141123452", "9501101020917"
LOT = "BX-7Đ"
# What a deployment grants its public role, beside nothing.
ROLE = "foodtrace_test_public"
# SQLite says the one or the other, by what the statement asks for.
REFUSED = r"prohibited|not authorized|permission denied"


def prawns(lot: str | None = LOT) -> Item:
    return Item(Product("Tôm sú", GTIN), Decimal("12.5"), "kg", lot)


async def cook(board: Registry) -> list[int]:
    """Prawns that came with a lot and without, a dish that was made of them, and where it went."""
    ids = await places(board)
    dish = Item(Product("Tôm rim", DISH), Decimal(80), "suất", "RIM-1")
    goods = {
        "receipts": [delivery(ids[0], prawns()), delivery(ids[1], prawns(None))],
        "transformations": [Transformation(ids[0], day(), (prawns(),), (dish,))],
        "dispatches": [Dispatch(ids[0], ids[2], prawns(), day())],
    }
    for name, what in goods.items():
        async with board.writing() as connection:
            made = {name: what}
            await record_goods(connection, papers(name), actor=ACTOR, now=NOW, **made)  # type: ignore[arg-type]
    return ids


async def as_public_role(board: Registry) -> None:
    """On PostgreSQL every public reader of this registry becomes a role of the fewest grants from now on."""
    async with board.writing() as connection:
        if connection.dialect.name != "postgresql":
            return
        known = await connection.execute(text(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"))
        if known.first() is None:
            await connection.execute(text(f"CREATE ROLE {ROLE} NOLOGIN"))
        await connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {ROLE}"))
        for name in sorted(OPEN_TO_PUBLIC):
            await connection.execute(text(f"GRANT SELECT ON {name} TO {ROLE}"))
    await board._public.dispose()

    def connected(dbapi_connection: object, _record: object) -> None:
        with dbapi_connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"SET SESSION ROLE {ROLE}")
        dbapi_connection.commit()  # type: ignore[attr-defined]

    event.listen(board._public.sync_engine, "connect", connected)


async def test_goods_and_lots_that_stand_in_the_record_are_known_by_name_alone(
    board: Registry,
) -> None:
    await cook(board)
    await as_public_role(board)
    assert (await known_goods(board, GTIN, None)).name == "Tôm sú"
    # However its code is written.
    lot = await known_goods(board, GTIN, "bx-7đ")
    assert (lot.name, lot.lot, lot.recalls) == ("Tôm sú", "bx-7đ", ())
    assert (await known_goods(board, DISH, "RIM-1")).name == "Tôm rim"
    # It was made here, and never delivered.
    assert (await known_goods(board, DISH, None)).name == "Tôm rim"
    for gtin, code in ((DISH, LOT), (GTIN, "RIM-1"), (GTIN, "L-2"), ("00000000000017", None)):
        with pytest.raises(NotFound):
            await known_goods(board, gtin, code)


async def test_what_was_taken_off_the_record_is_known_no_longer(board: Registry) -> None:
    ids = await cook(board)
    await as_public_role(board)
    for place in ids[:3]:
        for each in await receipts_of(board, place):
            if each.item.lot:
                await withdraw_receipt(board, each.id, reason="went back", actor=ACTOR, now=NOW)
    with pytest.raises(NotFound):
        await known_goods(board, GTIN, LOT)
    # The dish was made, whatever became of its receipt; prawns without a lot came too.
    assert (await known_goods(board, DISH, "RIM-1")).name == "Tôm rim"
    assert (await known_goods(board, GTIN, None)).name == "Tôm sú"


async def test_a_recall_of_the_lot_is_read_by_its_key(board: Registry) -> None:
    await cook(board)
    await as_public_role(board)
    incident = await open_incident(board, sample(), OFFICER, now=NOW)
    number = await start_recall(board, incident, ORDER, OFFICER, now=NOW)
    words = {"reason_vi": "Mẫu có dư lượng.", "reason_en": "A sample held too much."}
    await publish_notice(board, number, OFFICER, now=NOW, **words)
    (notice,) = (await known_goods(board, GTIN, LOT)).recalls
    assert (notice.product, notice.lot) == ("Tôm sú", LOT)
    assert notice.reason_en == "A sample held too much."
    assert (await known_goods(board, DISH, "RIM-1")).recalls == ()


async def test_a_place_is_known_by_its_gln(board: Registry) -> None:
    ids = await places(board)
    await set_gln(board, ids[0], GLN, seen=0, reason="GS1", actor=ACTOR, now=NOW)
    await as_public_role(board)
    found = await known_place(board, GLN)
    record = await public_establishment(board, ids[0], NOW)
    assert record is not None
    assert (found.typed_code, found.name) == (record.typed_code, record.name)
    with pytest.raises(NotFound):
        await known_place(board, "5412345000013")


async def test_the_public_reader_opens_the_views_and_no_table_behind_them(board: Registry) -> None:
    await cook(board)
    await as_public_role(board)
    shown = {}
    for name in ("public_product", "public_lot"):
        async with board.reading_public() as connection:
            rows = await connection.execute(select(text("*")).select_from(table(name)))
            shown[name] = [dict(row) for row in rows.mappings()]
    product, dish = {"gtin": GTIN, "name": "Tôm sú"}, {"gtin": DISH, "name": "Tôm rim"}
    lots = [product | {"code_key": LOT}, dish | {"code_key": "RIM-1"}]
    assert sorted(shown["public_product"], key=str) == sorted([product, dish], key=str)
    assert sorted(shown["public_lot"], key=str) == sorted(lots, key=str)
    closed = sorted({each.name for each in metadata.sorted_tables} - OPEN_TO_PUBLIC)
    assert {"product", "product_gtin", "lot", "receipt", "supplier"} < set(closed)
    for name in closed:
        with pytest.raises((DBAPIError, RegistryUnavailable), match=REFUSED):
            async with board.reading_public() as connection:
                await connection.execute(text(f'SELECT count(*) FROM "{name}"'))
