"""An owner agrees to show where food comes from, or does not: what the public can read follows at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import pytest
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.intake import GoodRow, Private
from foodtrace.issuing import close_establishment, record_intake
from foodtrace.publication import (
    ORIGIN_DAYS,
    PublicOrigin,
    public_establishment,
    search,
)
from foodtrace.registry import HotReader, Registry, events_of
from foodtrace.registry.origins_schema import book_kept, origin_consent, public_origin
from foodtrace.registry.schema import establishment
from foodtrace.supply import (
    Dispatch,
    Receipt,
    Supplier,
    correct_receipt,
    read_consent,
    record_goods,
    record_receipts,
    set_consent,
    withdraw_receipt,
)
from foodtrace.supply.origin_names import public_name, public_place
from registry.board import ACTOR, DAY, NOW, ZONE, made_rows
from sqlalchemy import select
from supply.deliveries import FARMER, day, delivery, item, papers, places

FIRM = Supplier("Công ty TNHH Biển Xanh", "0400000017", "1 Trần Phú, Đà Nẵng")


async def took(board: Registry, key: str, *receipts: Receipt) -> tuple[int, ...]:
    made = await record_receipts(board, papers(key), receipts, actor=ACTOR, now=NOW)
    return made.receipt_ids


async def agree(board: Registry, place: int, given: bool = True) -> bool:
    return await set_consent(board, place, given=given, by="owner", actor="owner", now=NOW)


async def rows_of(board: Registry, place: int) -> list[tuple[str, str, str]]:
    """All that a public reader could get at, whatever a page makes of it."""
    table = public_origin.c
    query = select(table.food_group, table.supplier, table.place).where(
        table.establishment_id == place
    )
    async with board.reading_public() as connection:
        return sorted(tuple(row) for row in await connection.execute(query))


async def shown(board: Registry, place: int, now: int = NOW) -> list[PublicOrigin]:
    record = await public_establishment(board, place, now)
    assert record is not None
    return list(record.origins or ())


@pytest.fixture
async def kitchen(board: Registry) -> int:
    """A place whose sticker is in force, with a delivery of yesterday."""
    place = (await places(board))[0]
    await took(board, "first", delivery(place, by=FIRM))
    return place


async def test_nothing_is_shown_until_the_owner_agrees_and_nothing_after(
    board: Registry, kitchen: int
) -> None:
    assert await rows_of(board, kitchen) == []
    assert await agree(board, kitchen)
    assert await rows_of(board, kitchen) == [("seafood", FIRM.name, "Đà Nẵng")]
    assert await agree(board, kitchen, given=False)
    assert await rows_of(board, kitchen) == []
    await took(board, "later", delivery(kitchen, item("Gà ta"), by=FIRM, before=0))
    assert await rows_of(board, kitchen) == []
    told = [(each.kind, each.actor, each.after) for each in await events_of(board, kitchen)]
    assert [one for one in told if one[0].startswith("origins")] == [
        ("origins_agreed", "owner", {"by": "owner"}),
        ("origins_withdrawn", "owner", {"by": "owner"}),
    ]


async def test_saying_the_same_again_changes_and_records_nothing(
    board: Registry, kitchen: int
) -> None:
    assert not await agree(board, kitchen, given=False)
    assert await agree(board, kitchen)
    assert not await agree(board, kitchen)
    kinds = [each.kind for each in await events_of(board, kitchen)]
    assert kinds.count("origins_agreed") == 1


async def test_an_officer_acts_on_the_owners_written_word_only(
    board: Registry, kitchen: int
) -> None:
    with pytest.raises(InvalidRequest) as bare:
        await set_consent(board, kitchen, given=True, by="office", actor=ACTOR, now=NOW)
    assert bare.value.code == "reason"
    letter = "letter 12 of the owner"
    await set_consent(board, kitchen, given=True, by="office", actor=ACTOR, now=NOW, reason=letter)
    found = await read_consent(board, kitchen, NOW)
    assert (found.given, found.given_at, found.given_by) == (True, NOW, "office")
    assert (await events_of(board, kitchen))[-1].reason == letter
    with pytest.raises(InvalidRequest):
        await set_consent(board, kitchen, given=False, by="somebody", actor=ACTOR, now=NOW)
    with pytest.raises(NotFound):
        await read_consent(board, 5, NOW)


async def test_consent_and_what_it_shows_are_gone_in_one_transaction(
    board: Registry, kitchen: int
) -> None:
    """Whatever fails after it takes both back: never one without the other."""
    await agree(board, kitchen)
    with pytest.raises(InvalidRequest):
        await set_consent(
            board, kitchen, given=False, by="office", actor=ACTOR, now=NOW, reason=" "
        )
    assert len(await rows_of(board, kitchen)) == 1
    async with board.reading() as connection:
        assert len((await connection.execute(select(origin_consent))).all()) == 1


async def test_a_new_delivery_takes_the_place_of_the_one_before_in_its_group(
    board: Registry, kitchen: int
) -> None:
    await agree(board, kitchen)
    await took(board, "2", delivery(kitchen, item("Mực lá"), by=FARMER, before=0))
    await took(board, "3", delivery(kitchen, item("Rau muống"), by=FIRM, before=4))
    await took(board, "4", delivery(kitchen, item("Cá thu"), by=FIRM, before=3))
    assert await shown(board, kitchen) == []  # no sticker in force
    found = await read_consent(board, kitchen, NOW)
    assert [(each.food_group, each.supplier, each.last_delivery) for each in found.shown] == [
        ("seafood", None, day(0)),
        ("vegetables", FIRM.name, day(4)),
    ]
    assert await rows_of(board, kitchen) == [
        ("seafood", "", ""),
        ("vegetables", FIRM.name, "Đà Nẵng"),
    ]


async def test_a_receipt_that_is_withdrawn_or_put_right_takes_what_it_said_along(
    board: Registry, kitchen: int
) -> None:
    await agree(board, kitchen)
    book = select(book_kept.c.day).where(book_kept.c.establishment_id == kitchen)
    (hen,) = await took(board, "2", delivery(kitchen, item("Gà ta"), by=FIRM, before=0))
    await correct_receipt(
        board,
        hen,
        delivery(kitchen, item("Vịt"), by=FARMER, before=2),
        reason="wrong note",
        actor=ACTOR,
        now=NOW,
    )
    assert await rows_of(board, kitchen) == [
        ("poultry", "", ""),
        ("seafood", FIRM.name, "Đà Nẵng"),
    ]
    async with board.reading_public() as connection:
        assert (await connection.execute(book)).scalar_one() == _number(day(1))
    (last,) = await took(board, "3", delivery(kitchen, by=FIRM, before=0))
    await withdraw_receipt(board, last, reason="never came", actor=ACTOR, now=NOW)
    async with board.reading_public() as connection:
        assert (await connection.execute(book)).scalar_one() == _number(day(1))


async def test_goods_from_another_establishment_show_its_name_in_the_register(
    board: Registry, kitchen: int
) -> None:
    sender = (await places(board))[1]
    await agree(board, kitchen)
    sent = Dispatch(sender, kitchen, item("Cơm gà"), day(0))
    async with board.writing() as connection:
        await record_goods(connection, papers("sent"), dispatches=[sent], actor=ACTOR, now=NOW)
        name = select(establishment.c.name).where(establishment.c.id == sender)
        called = (await connection.execute(name)).scalar_one()
    assert [row[:2] for row in await rows_of(board, kitchen) if row[0] == "noodles"] == [
        ("noodles", called)
    ]


async def test_old_deliveries_drop_out_by_themselves(board: Registry, kitchen: int) -> None:
    await agree(board, kitchen)
    last = NOW + (ORIGIN_DAYS - 2) * DAY
    for now, left in ((NOW, 1), (last, 1), (last + DAY, 0)):
        assert len((await read_consent(board, kitchen, now)).shown) == left


async def test_a_closed_establishment_shows_nothing_of_its_goods(
    board: Registry, kitchen: int
) -> None:
    await agree(board, kitchen)
    await close_establishment(board, kitchen, reason="gave up", actor=ACTOR, now=NOW)
    record = await public_establishment(board, kitchen, NOW)
    assert record is not None
    assert (record.origins, record.check_book_until) == (msgspec.UNSET, msgspec.UNSET)
    assert await rows_of(board, kitchen) == [], "consent ended with it"
    assert (await events_of(board, kitchen))[-1].after == {"by": "closing"}
    with pytest.raises(Conflict) as refused:
        await agree(board, kitchen)
    assert refused.value.code == "closed"


async def test_the_book_shows_for_everybody_and_no_longer_when_it_is_old(
    board: Registry, kitchen: int
) -> None:
    async def until(now: int) -> object:
        record = await public_establishment(board, kitchen, now)
        assert record is not None
        return record.check_book_until

    assert await until(NOW) == day(1)
    assert await until(NOW + 28 * DAY) == day(1)
    assert await until(NOW + 29 * DAY) is msgspec.UNSET
    other = await public_establishment(board, (await places(board))[1], NOW)
    assert other is not None
    assert other.check_book_until is msgspec.UNSET
    page = await search(board, now=NOW, limit=100)
    said = msgspec.json.encode(page).decode()
    assert "check_book" not in said
    assert "origins" not in said


async def test_no_public_reader_reaches_consent_or_goods(board: Registry, tmp_path: Path) -> None:
    if not (tmp_path / "R" / "registry.sqlite").exists():
        pytest.skip("the hot path's reader is for SQLite")
    with HotReader(tmp_path / "R") as reader:
        for table in ("origin_consent", "receipt", "supplier", "product", "lot", "supply_document"):
            with pytest.raises(FoodtraceError):
                reader.rows(f"SELECT * FROM {table}")
        assert reader.rows("SELECT * FROM public_origin") == []


@pytest.mark.parametrize(
    ("name", "code", "public"),
    [
        ("CÔNG TY TNHH MTV HẢI SẢN BIỂN XANH", "0400000017", True),
        ("Chi nhánh Công ty CP Chăn nuôi", "0400000017-001", True),
        ("HTX Rau sạch Túy Loan", "0400000017", True),
        ("Green Farm Co., Ltd", "0400000017", True),
        ("Doanh nghiệp tư nhân Bà Tư", "0400000017", True),
        # A person's code, a household, a name that is no company's, a telephone in it.
        ("Công ty của chị Lan", "8012345678", False),
        ("Công ty TNHH Lan", "048190000123", False),
        ("Hộ kinh doanh Công ty nhỏ", "0400000017", False),
        ("HKD Nguyễn Thị Lan", "0400000017", False),
        ("Chị Lan ở chợ", "0400000017", False),
        ("Công ty TNHH Biển Xanh", None, False),
        ("Công ty TNHH Biển Xanh 0905 123 456", "0400000017", False),
    ],
)
def test_only_a_company_is_named(name: str, code: str | None, public: bool) -> None:
    assert public_name(Supplier(name, code)) == (name if public else "")


def test_a_very_long_name_is_cut() -> None:
    name = public_name(Supplier("Công ty TNHH " + "Biển " * 50, "0400000017"))
    assert len(name) <= 120
    assert name.endswith("…")


@pytest.mark.parametrize(
    ("name", "address", "place"),
    [
        ("chị Lan ở chợ Cồn", "", "Chợ Cồn"),
        ("CHI LAN CHO CON", "K12 Lê Duẩn", "Chợ Cồn"),
        ("Bà Bảy", "lô 5, chợ đầu mối Hoà Cường, Đà Nẵng", "Chợ đầu mối Hòa Cường"),
        ("Cô Ba chợ Chị Lan", "", ""),
        ("Bà con Hòa Vang", "", ""),
        ("Anh Tư", "K12/3 Lê Duẩn, Phường Nam Dương, Quận Hải Châu, Đà Nẵng", "Phường Hải Châu, Đà Nẵng"),
        ("Anh Tư", "12 Lê Lợi, Quận 1, TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Anh Tư", "thôn 3, huyện Đơn Dương, tỉnh Lâm Đồng, Việt Nam", "Lâm Đồng"),
        ("Anh Tư", "sau nhà thờ", ""),
    ],
)  # fmt: skip
def test_a_place_is_a_known_market_or_a_ward_or_a_province(
    name: str, address: str, place: str
) -> None:
    assert public_place(Supplier(name, None, address), "48") == place


async def test_consent_ends_when_the_register_names_another_owner(board: Registry) -> None:
    from foodtrace.issuing import correct_particulars

    row = msgspec.structs.replace(made_rows(1, first=80)[0], private=Private(owner_name="Trần Hòa"))
    (place,) = (await record_intake(board, [row], zone=ZONE, actor=ACTOR, now=NOW)).ids
    await took(board, "x", delivery(place, by=FIRM))
    await agree(board, place)

    async def correct(private: Private, seen: int) -> int:
        typed: GoodRow = msgspec.structs.replace(row, private=private)
        made = await correct_particulars(board, place, typed, seen=seen, actor=ACTOR, now=NOW)
        return made.version

    async with board.reading() as connection:
        query = select(establishment.c.version).where(establishment.c.id == place)
        version = (await connection.execute(query)).scalar_one()
    version = await correct(Private(owner_name="TRẦN HOÀ", phones=("0905123456",)), version)
    assert len(await rows_of(board, place)) == 1
    await correct(Private(owner_name="Lê Hòa", phones=("0905123456",)), version)
    assert await rows_of(board, place) == []
    ended = (await events_of(board, place))[-1]
    assert (ended.kind, ended.after) == ("origins_withdrawn", {"by": "another owner"})


def _number(of: datetime.date) -> int:
    return (of - datetime.date(1970, 1, 1)).days
