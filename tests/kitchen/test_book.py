"""What the core promises of a kitchen's links, book and moments, on every database."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from decimal import Decimal

import pytest
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.kitchen import (
    MAX_LINKS,
    Goods,
    Kitchen,
    PhoneTimes,
    count_photos,
    delivery_photo,
    follow_kitchen_link,
    kitchen_links,
    known_suppliers,
    make_kitchen_link,
    note_use,
    own_entry,
    put_right,
    received,
    record_delivery,
    recorded_lately,
    revoke_kitchen_link,
    supplier_called,
    take_back,
    usual_goods,
)
from foodtrace.registry import Registry
from foodtrace.retention import retain
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import MAX_AHEAD_S, Supplier, receipts_of
from PIL import Image
from registry.board import DAY, NOW
from supply.deliveries import FARMER, SEAFOOD, TODAY, item, places


def random_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


async def kitchen_of(board: Registry, name: str = "one", place: int = 0) -> Kitchen:
    there = (await places(board))[place]
    token = await make_kitchen_link(board, there, random=random_of(name), actor="user 1", now=NOW)
    return await follow_kitchen_link(board, token, now=NOW)


async def recorded(
    board: Registry, kitchen: Kitchen, key: str, *goods: Goods, days_ago: int = 0, now: int = NOW
) -> tuple[int, ...]:
    made = await record_delivery(
        board,
        kitchen,
        key=key.ljust(16, "0"),
        typed_sha256=hashlib.sha256(key.encode()).digest(),
        goods=goods,
        received=received(None, days_ago, now),
        now=now,
    )
    return made.receipt_ids


async def test_a_link_opens_one_book_until_it_is_revoked_or_ends(board: Registry) -> None:
    there, other = (await places(board))[:2]
    token = await make_kitchen_link(
        board, there, random=random_of("a"), last_day=TODAY, actor="user 1", now=NOW
    )
    kitchen = await follow_kitchen_link(board, token, now=NOW)
    assert (kitchen.establishment_id, kitchen.last_used_day) == (there, None)
    await note_use(board, kitchen, now=NOW)
    again = await follow_kitchen_link(board, token, now=NOW)
    assert again.last_used_day == civil_day(NOW)
    with pytest.raises(AccessDenied) as ended:
        await follow_kitchen_link(board, token, now=NOW + DAY)
    assert ended.value.code == "link_ended"
    for wrong in ("", token[:-1], token.upper(), "ftk_" + "A" * 43):
        with pytest.raises(AccessDenied) as unknown:
            await follow_kitchen_link(board, wrong, now=NOW)
        assert unknown.value.code == "link_unknown"
    with pytest.raises(NotFound):
        await revoke_kitchen_link(board, other, kitchen.link_id, actor="user 1", now=NOW)
    await revoke_kitchen_link(board, there, kitchen.link_id, actor="user 1", now=NOW)
    with pytest.raises(AccessDenied) as revoked:
        await follow_kitchen_link(board, token, now=NOW)
    assert revoked.value.code == "link_revoked"
    (link,) = await kitchen_links(board, there, now=NOW)
    assert (link.holds, link.last_day, link.last_used_on) == (False, TODAY, TODAY)


async def test_no_more_links_hold_than_a_kitchen_has_hands(board: Registry) -> None:
    there = (await places(board))[0]
    for number in range(MAX_LINKS):
        await kitchen_of(board, f"link {number}")
    with pytest.raises(Conflict, match="10 links"):
        await kitchen_of(board, "one more")
    await revoke_kitchen_link(board, there, 1, actor="user 1", now=NOW)
    await kitchen_of(board, "one more")
    with pytest.raises(NotFound):
        await make_kitchen_link(board, 4, random=random_of("x"), actor="user 1", now=NOW)


async def test_the_usual_goods_are_those_of_two_weeks_the_oftenest_first(board: Registry) -> None:
    kitchen, other = await kitchen_of(board), await kitchen_of(board, "two", 1)
    shrimp, greens = Goods(item(), SEAFOOD), Goods(item("Rau muống", "20", "bó"), FARMER)
    (old,) = await recorded(board, kitchen, "old", Goods(item("Bánh chưng"), FARMER))
    later = NOW + 15 * DAY
    await recorded(board, kitchen, "a", shrimp, greens, now=later - 3 * DAY)
    await recorded(board, kitchen, "b", Goods(item(quantity="9"), SEAFOOD), now=later - DAY)
    await recorded(board, other, "c", Goods(item("Thịt heo"), FARMER), now=later)
    found = await usual_goods(board, kitchen, now=later)
    assert [(one.item.product.name, one.item.quantity, one.times) for one in found] == [
        ("Tôm sú", Decimal(9), 2),
        ("Rau muống", Decimal(20), 1),
    ]
    # A form that was opened when it was still usual goes on naming it.
    kept = await usual_goods(board, kitchen, now=later, keep=[old, 999])
    assert [one.receipt_id for one in kept][-1] == old
    assert len(kept) == 3
    assert await known_suppliers(board, kitchen) == (SEAFOOD, FARMER)
    assert [one.receipt.item.product.name for one in await recorded_lately(board, kitchen, now=later)] == [
        "Tôm sú", "Rau muống", "Tôm sú",
    ]  # fmt: skip


async def test_a_delivery_of_another_establishment_is_a_step_of_the_chain(board: Registry) -> None:
    kitchen, sender = await kitchen_of(board), (await places(board))[1]
    (number,) = await recorded(board, kitchen, "a", Goods(item(), sender_id=sender))
    (one,) = await receipts_of(board, kitchen.establishment_id)
    assert (one.from_establishment_id, one.supplier) == (sender, None)
    entry = await own_entry(board, kitchen, number)
    assert entry.sender.startswith("Quán Bún")
    with pytest.raises(Conflict, match="another establishment"):
        await put_right(board, kitchen, number, item(quantity="1"), reason="r", now=NOW)
    await take_back(board, kitchen, number, reason="r", now=NOW)
    with pytest.raises(InvalidRequest, match="itself"):
        await recorded(board, kitchen, "b", Goods(item(), sender_id=kitchen.establishment_id))
    with pytest.raises(NotFound):
        await recorded(board, kitchen, "c", Goods(item(), sender_id=4))
    assert await receipts_of(board, kitchen.establishment_id) == []


async def test_the_same_key_elsewhere_is_another_delivery(board: Registry) -> None:
    one, two = await kitchen_of(board), await kitchen_of(board, "two", 1)
    goods = Goods(item(), SEAFOOD)
    first = await recorded(board, one, "key", goods)
    assert await recorded(board, one, "key", goods) == first
    assert await recorded(board, two, "key", goods) != first
    for key in ("short", "x" * 65, "spaces in the key", "khóa có dấu tiếng Việt"):
        with pytest.raises(InvalidRequest):
            await record_delivery(
                board,
                one,
                key=key,
                typed_sha256=bytes(32),
                goods=[goods],
                received=received(None, 0, NOW),
                now=NOW,
            )


async def test_links_and_photos_end_on_time_and_the_book_stays(board: Registry) -> None:
    kitchen = await kitchen_of(board)
    there = kitchen.establishment_id
    packed = io.BytesIO()
    Image.new("RGB", (40, 30)).save(packed, "PNG")
    made = await record_delivery(
        board,
        kitchen,
        key="k" * 16,
        typed_sha256=bytes(32),
        goods=[Goods(item(), SEAFOOD)],
        received=received(None, 0, NOW),
        photos=[packed.getvalue()],
        now=NOW,
    )
    await revoke_kitchen_link(board, there, kitchen.link_id, actor="user 1", now=NOW)
    lasting = await kitchen_of(board, "lasting")
    await retain(board, actor="clerk", now=NOW + 29 * DAY)
    assert len(await kitchen_links(board, there, now=NOW)) == 2
    await retain(board, actor="clerk", now=NOW + 31 * DAY)
    assert [link.id for link in await kitchen_links(board, there, now=NOW)] == [lasting.link_id]
    assert await count_photos(board, made.document_id) == 1
    await retain(board, actor="clerk", now=NOW + 731 * DAY)
    with pytest.raises(NotFound):
        await delivery_photo(board, there, made.document_id, 1)
    assert len(await receipts_of(board, there)) == 1


@pytest.mark.parametrize(
    ("waited", "ahead", "days_ago"),
    [(0, 0, 0), (3 * DAY, 0, 0), (3 * DAY, 400 * DAY, 0), (600, -9 * DAY, 1), (-60, 0, 2)],
)
def test_the_day_is_right_whatever_the_phone_shows(waited: int, ahead: int, days_ago: int) -> None:
    sent = NOW + ahead
    found = received(PhoneTimes(sent - waited, sent), days_ago, NOW)
    at = NOW - max(0, waited)
    assert found.day == civil_date(civil_day(at)) - dt.timedelta(days_ago)
    assert found.at == (None if days_ago else at)
    assert found.skew_s == (ahead if abs(ahead) > MAX_AHEAD_S else 0)


@pytest.mark.parametrize("waited", [-MAX_AHEAD_S - 1, 61 * DAY])
def test_a_clock_that_was_set_meanwhile_is_said(waited: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        received(PhoneTimes(NOW - waited, NOW), 0, NOW)
    assert refused.value.code == "clock"
    with pytest.raises(InvalidRequest):
        received(None, 3, NOW)


def test_a_supplier_is_known_by_name_or_tax_code() -> None:
    known = (SEAFOOD, FARMER)
    assert supplier_called("hai san bien xanh", known) == SEAFOOD
    assert supplier_called("0400 000 017", known) == SEAFOOD
    assert supplier_called("0400000024", known) == Supplier("0400000024", "0400000024")
    assert supplier_called(" Cô Ba ", known) == Supplier("Cô Ba")
    assert supplier_called("36 Phố Hàng", known).tax_code is None
    with pytest.raises(InvalidRequest):
        supplier_called("04000000171", known)
