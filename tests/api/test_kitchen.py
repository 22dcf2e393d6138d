"""An owner records what came by a link: without account or script, once each, into one kitchen's book alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from decimal import Decimal

import pytest
from api.conftest import Ask
from api.kitchens import (
    NEW,
    SEAFOOD,
    TODAY,
    W,
    client_page,
    deliver,
    hidden,
    jpeg,
    kept,
    link_of,
    opened,
    send,
)
from api.street import DAY, NOW, Street
from foodtrace.registry import Registry, events_of
from foodtrace.registry.kitchen_schema import kitchen_photo
from foodtrace_api.words import LANGUAGES, words_of
from PIL import Image
from sqlalchemy import select


async def test_what_usually_comes_is_recorded_with_one_press(street: Street, ask: Ask) -> None:
    place = street.ids["green"]
    shrimp, squid, greens = await deliver(street.folder, place)
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        page = await opened(client, path)
        assert "Bún Chả Cá Bà Lữ" in page
        # Squid with another quantity, a lot and a day; it was not ticked, but what was typed counts.
        sent = hidden(page) | {
            f"take-{shrimp}": "1",
            f"quantity-{shrimp}": "12,5",
            f"quantity-{squid}": "4",
            f"lot-{squid}": "SQ 1",
            f"use_by-{squid}": "2026-11-25",
            f"quantity-{greens}": "20",
        }
        answer = await send(client, sent)
        assert answer.status_code == 303, answer.text
        shown = (await client.get(answer.headers["location"])).text
    assert W("kitchen_recorded", n=2) in shown
    one, two = await kept(street.folder, place, since=TODAY)
    assert (two.item.product.name, two.item.quantity, two.supplier) == (
        "Tôm sú",
        Decimal("12.5"),
        SEAFOOD,
    )
    assert (one.item.product.name, one.item.quantity, one.item.lot) == (
        "Mực ống",
        Decimal(4),
        "SQ 1",
    )
    assert one.item.use_by == dt.date(2026, 11, 25)
    assert (one.day, one.received_at, one.document_kind) == (TODAY, NOW, "phone")


async def test_something_new_is_recorded_and_stands_among_the_usual_from_then_on(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        page = await opened(client, path)
        answer = await send(client, hidden(page) | NEW | {"ago": "1"})
        assert answer.status_code == 303
        shown = (await client.get("/kitchen/", params={"lang": "en"})).text
        # By the tax code a supplier is the same whatever it is called.
        coded = hidden(shown) | NEW | {"supplier": "0400 000 017", "product": "Cua"}
        assert (await send(client, coded)).status_code == 303
    assert 'aria-label="How much Đậu hũ, in kg"' in shown
    crab, tofu = await kept(street.folder, place)
    assert (tofu.day, tofu.received_at) == (TODAY - dt.timedelta(1), None)
    assert tofu.supplier is not None
    assert (tofu.supplier.name, tofu.supplier.tax_code, tofu.item.lot) == ("Cô Ba", None, "L-07")
    assert crab.supplier is not None
    assert crab.supplier.tax_code == "0400000017"


async def test_a_double_tap_records_once_and_other_goods_under_the_same_key_are_asked_about(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, path)) | NEW
        photo = {"photo": ("n.jpg", jpeg(), "image/jpeg")}
        first = await send(client, sent, files=photo)
        again = await send(client, sent, files=photo)
        assert first.status_code == again.status_code == 303
        assert first.headers["location"] == again.headers["location"]
        other = await send(client, sent | {"quantity": "3"}, files=photo)
        assert other.status_code == 409
        assert W("kitchen_fault_papers_differ") in other.text
        assert 'value="3"' in other.text
        # Pressed again, it is another delivery.
        assert hidden(other.text)["key"] != sent["key"]
        assert (await send(client, hidden(other.text) | NEW)).status_code == 303
    assert len(await kept(street.folder, place)) == 2
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        assert len((await connection.execute(select(kitchen_photo))).all()) == 1


async def test_two_taps_at_once_are_one_delivery(street: Street, ask: Ask) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, path)) | NEW
        photo = {"photo": ("n.jpg", jpeg(), "image/jpeg")}
        taps = await asyncio.gather(*(send(client, sent, files=photo) for _ in range(4)))
    assert [each.status_code for each in taps] == [303] * 4
    assert len(await kept(street.folder, place)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    street: Street, ask: Ask, language: str
) -> None:
    place = street.ids["green"]
    shrimp, *_ = await deliver(street.folder, place)
    path = await link_of(street.folder, place)
    w = words_of(language, "kitchen")
    async with ask(street.folder) as client:
        await opened(client, path, language)
        page = (await client.get("/kitchen/", params={"lang": language})).text
        wrong = hidden(page) | {
            f"take-{shrimp}": "1",
            f"quantity-{shrimp}": "hai",
            "product": "Trứng <b>",
            "quantity": "0",
            "lot": "A12; A13",
            "use_by": "30.13.26",
        }
        answer = await client.post("/kitchen/", params={"lang": language}, data=wrong)
        assert answer.status_code == 422
        text = answer.text
        for key in ("quantity", "unit", "supplier", "lot", "date"):
            assert w(f"kitchen_fault_{key}") in text
        assert 'value="hai"' in text
        assert "Trứng &lt;b&gt;" in text
        assert 'value="30.13.26"' in text
        assert f'name="take-{shrimp}" value="1" checked' in text
        assert hidden(text)["key"] == wrong["key"]
        nothing = await client.post("/kitchen/", params={"lang": language}, data=hidden(page))
        assert w("kitchen_fault_nothing") in nothing.text
    assert len(await kept(street.folder, place, since=TODAY)) == 0


async def test_a_photo_of_the_note_is_redrawn_and_seen_by_this_kitchen_alone(
    street: Street, ask: Ask
) -> None:
    place, other = street.ids["green"], street.ids["long"]
    mine, theirs = await link_of(street.folder, place), await link_of(street.folder, other, "two")
    marks = Image.Exif()
    marks[0x010E] = "CANARYPHOTO"
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, mine)) | NEW
        files = [("photo", (f"{n}.jpg", jpeg(exif=marks), "image/jpeg")) for n in range(2)]
        assert (await send(client, sent, files=files)).status_code == 303
        page = (await client.get("/kitchen/")).text
        shown = page.partition('href="/kitchen/photos/')[2].partition('"')[0]
        answer = await client.get(f"/kitchen/photos/{shown}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "no-store"
        assert b"CANARY" not in answer.content
        assert Image.open(io.BytesIO(answer.content)).size == (640, 480)
        broken = hidden(page) | NEW
        refused = await send(client, broken, files={"photo": ("n.jpg", b"no photo", "image/jpeg")})
        assert refused.status_code == 422
        assert W("kitchen_fault_photo_kind") in refused.text
        assert W("kitchen_photo_again") in refused.text
        many = [("photo", (f"{n}.jpg", jpeg(), "image/jpeg")) for n in range(4)]
        assert W("kitchen_fault_photos") in (await send(client, broken, files=many)).text
    async with ask(street.folder) as client:
        await opened(client, theirs)
        assert (await client.get(f"/kitchen/photos/{shown}")).status_code == 404


async def test_what_was_wrong_is_put_right_or_taken_back_and_the_first_line_stays(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, path)) | NEW
        await send(client, sent)
        (first,) = await kept(street.folder, place)
        page = await client.get(f"/kitchen/receipts/{first.id}")
        assert 'value="2,5"' in page.text
        right = {"csrf": sent["csrf"], "quantity": "25", "unit": "kg", "lot": "L-08", "do": "right"}
        bad = await client.post(f"/kitchen/receipts/{first.id}", data=right | {"quantity": "x"})
        assert bad.status_code == 422
        assert 'value="x"' in bad.text
        done = await client.post(f"/kitchen/receipts/{first.id}", data=right)
        assert done.headers["location"].endswith("done=right")
        again = await client.post(f"/kitchen/receipts/{first.id}", data=right)
        assert again.headers["location"].endswith("done=ended")
        (second,) = await kept(street.folder, place)
        assert (second.item.quantity, second.item.lot) == (Decimal(25), "L-08")
        assert second.corrects == first.id
        back = {"csrf": sent["csrf"], "do": "back"}
        assert (await client.post(f"/kitchen/receipts/{second.id}", data=back)).status_code == 303
    assert await kept(street.folder, place) == []
    assert len(await kept(street.folder, place, ended=True)) == 2
    async with await Registry.open(street.folder) as registry:
        kinds = [each.kind for each in await events_of(registry, place)]
        actors = {each.actor for each in await events_of(registry, place) if "receipt" in each.kind}
    assert {"kitchen_link_made", "goods_recorded", "receipt_corrected", "receipt_withdrawn"} <= set(
        kinds
    )
    assert actors == {"kitchen link 1"}


async def test_an_invoice_and_another_kitchens_receipt_are_not_the_owners_to_change(
    street: Street, ask: Ask
) -> None:
    place, other = street.ids["green"], street.ids["long"]
    shrimp, *_ = await deliver(street.folder, place)
    elsewhere, *_ = await deliver(street.folder, other)
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        csrf = hidden(await opened(client, path))["csrf"]
        page = (await client.get(f"/kitchen/receipts/{shrimp}")).text
        assert W("kitchen_fault_not_own") in page
        assert W("kitchen_take_back") not in page
        back = {"csrf": csrf, "do": "back"}
        assert (await client.post(f"/kitchen/receipts/{shrimp}", data=back)).status_code == 422
        for number in (elsewhere, 999):
            answer = await client.post(f"/kitchen/receipts/{number}", data=back)
            assert answer.status_code == 404
            assert (await client.get(f"/kitchen/receipts/{number}")).status_code == 404
        sent = hidden(await client_page(client)) | {
            f"take-{elsewhere}": "1",
            f"quantity-{elsewhere}": "1",
        }
        assert W("kitchen_fault_gone") in (await send(client, sent)).text
    assert len(await kept(street.folder, place)) == 3


async def test_the_phones_clock_may_be_wrong_and_the_day_is_right(street: Street, ask: Ask) -> None:
    """Pressed two days ago by a clock that is a year ahead, sent now: two days ago by ours."""
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    ahead = NOW + 365 * DAY
    async with ask(street.folder) as client:
        page = await opened(client, path)
        late = {"pressed_at": str(ahead - 2 * DAY), "sent_at": str(ahead)}
        answer = await send(
            client, hidden(page) | NEW | late, headers={"accept": "application/json"}
        )
        assert answer.json() == {"receipts": 1, "said": W("kitchen_clock_wrong")}
        # Sent once more, later: the same delivery.
        again = hidden(page) | NEW | late | {"sent_at": str(ahead + 600)}
        assert (await send(client, again)).status_code == 303
        set_meanwhile = {"pressed_at": str(NOW + DAY), "sent_at": str(NOW)}
        other = hidden(await client_page(client)) | NEW | set_meanwhile
        refused = await send(client, other)
        assert (refused.status_code, W("kitchen_fault_clock") in refused.text) == (422, True)
    (one,) = await kept(street.folder, place)
    assert (one.day, one.received_at) == (TODAY - dt.timedelta(2), NOW - 2 * DAY)


async def test_what_is_too_large_is_said_and_kept(street: Street, ask: Ask) -> None:
    path = await link_of(street.folder, street.ids["green"])
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, path)) | NEW
        huge = {"photo": ("n.jpg", bytes(17_000_000), "image/jpeg")}
        answer = await send(client, sent, files=huge)
        assert answer.status_code == 413
        assert 'value="Đậu hũ"' in answer.text
        assert (await client.get("/kitchen", follow_redirects=False)).status_code == 308


async def test_numbers_too_large_for_anything_are_faults_of_the_form_or_lead_nowhere(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path, huge = await link_of(street.folder, place), "9" * 30
    async with ask(street.folder) as client:
        page = await opened(client, path)
        for day in (f"01/01/{huge}", f"2026-{huge}-01", f"{huge}-1-1"):
            answer = await send(client, hidden(page) | NEW | {"use_by": day})
            assert answer.status_code == 422
            assert W("kitchen_fault_date") in answer.text
        for address in (f"receipts/{huge}", f"photos/{huge}/1", f"photos/1/{huge}"):
            assert (await client.get(f"/kitchen/{address}")).status_code == 404
        mended = {"csrf": hidden(page)["csrf"], "do": "back"}
        assert (await client.post(f"/kitchen/receipts/{huge}", data=mended)).status_code == 404
    assert await kept(street.folder, place) == []
