"""An owner records what came by a link: without account or script, once each, into one kitchen's book alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from api.conftest import Ask
from api.kitchens import SEAFOOD, deliver, hidden, link_of, opened
from api.street import CANARIES, DAY, HOST, NOW, Street
from foodtrace.issuing import close_establishment
from foodtrace.kitchen import kitchen_links, revoke_kitchen_link
from foodtrace.registry import Registry, events_of
from foodtrace.registry.kitchen_schema import kitchen_link, kitchen_photo
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import KeptReceipt, receipts_of
from foodtrace_api.words import LANGUAGES, words_of
from PIL import Image
from sqlalchemy import select

TODAY = civil_date(civil_day(NOW))
W = words_of("vi", "kitchen")
NEW = {"product": "Đậu hũ", "quantity": "2,5", "unit": "kg", "supplier": "Cô Ba", "lot": "L-07"}


async def kept(folder: Path, place: int, **given: Any) -> list[KeptReceipt]:
    async with await Registry.open(folder) as registry:
        return await receipts_of(registry, place, **given)


def jpeg(**options: Any) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(packed, "JPEG", **options)
    return packed.getvalue()


async def send(client: httpx.AsyncClient, fields: dict[str, str], **more: Any) -> httpx.Response:
    return await client.post("/kitchen/", data=fields, follow_redirects=False, **more)


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
            "use_by": "30.13.26",
        }
        answer = await client.post("/kitchen/", params={"lang": language}, data=wrong)
        assert answer.status_code == 422
        text = answer.text
        for key in ("quantity", "unit", "supplier", "date"):
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


async def client_page(client: httpx.AsyncClient) -> str:
    return (await client.get("/kitchen/")).text


async def test_a_link_that_does_not_hold_says_why_and_records_nothing(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    paths = [await link_of(street.folder, place, name) for name in ("one", "two")]
    ended = await link_of(street.folder, place, "three", last_day=TODAY)
    async with ask(street.folder) as client:
        for path in (*paths, ended):
            page = await opened(client, path)
        sent = hidden(page) | NEW
        client.cookies.clear()
        nobody = await client.get("/kitchen/")
        assert (nobody.status_code, W("kitchen_no_link_text") in nobody.text) == (404, True)
        unknown = await client.get(paths[0][:-3] + "abc")
        assert (unknown.status_code, W("kitchen_link_unknown_text") in unknown.text) == (404, True)
        assert (await send(client, sent)).status_code == 404
        await client.get(paths[0])
        async with await Registry.open(street.folder) as registry:
            await revoke_kitchen_link(registry, place, 1, actor="user 1", now=NOW)
        gone = await client.get("/kitchen/")
        assert (gone.status_code, W("kitchen_link_revoked_text") in gone.text) == (410, True)
        assert (await send(client, sent)).status_code == 410
        machine = await send(client, sent, headers={"accept": "application/json"})
        assert (machine.status_code, machine.json()["code"]) == (410, "link_revoked")
        assert (await client.get(paths[1])).status_code == 303
    async with ask(street.folder, now=NOW + DAY) as client:
        over = await client.get(ended)
        assert (over.status_code, W("kitchen_link_ended_text") in over.text) == (410, True)
        async with await Registry.open(street.folder) as registry:
            await close_establishment(registry, place, reason="r", actor="user 1", now=NOW + DAY)
        closed = await client.get(paths[1])
        assert (closed.status_code, W("kitchen_closed_text") in closed.text) == (410, True)
    assert await kept(street.folder, place) == []


async def test_the_token_is_in_no_page_no_table_and_no_header_but_its_cookie(
    street: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    token = path.rpartition("/")[2]
    assert len(token) > 43
    async with ask(street.folder) as client:
        came = await client.get(path, follow_redirects=False)
        cookie = came.headers["set-cookie"]
        assert f"foodtrace_kitchen={token}" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/kitchen/" in cookie
        assert token not in came.headers["location"]
        pages = [await client.get("/kitchen/")]
        pages.append(await send(client, hidden(pages[0].text) | NEW))
        pages.append(await client.get("/kitchen/receipts/1"))
    for page in pages:
        assert token not in page.text
        # The owner's page is no way to the owner's particulars.
        assert not [each for each in CANARIES.values() if each in page.text]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
    assert pages[0].headers["x-robots-tag"] == "noindex, nofollow"
    # The client of the test logs what it asks; the server must not.
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert not [each for each in ours if token in each.getMessage()]
    for file in street.folder.iterdir():
        if file.is_file():
            assert token.encode() not in file.read_bytes()
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        (row,) = (await connection.execute(select(kitchen_link))).all()
    assert row.token_sha256 == hashlib.sha256(token.encode()).digest()
    assert row.last_used_day == civil_day(NOW)
    async with await Registry.open(street.folder) as registry:
        (link,) = await kitchen_links(registry, place, now=NOW)
    assert (link.last_used_on, link.holds) == (TODAY, True)


async def test_a_form_of_another_site_or_another_kitchen_is_not_taken(
    street: Street, ask: Ask
) -> None:
    place, other = street.ids["green"], street.ids["long"]
    mine, theirs = await link_of(street.folder, place), await link_of(street.folder, other, "two")
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, mine)) | NEW
        forged = await send(client, sent | {"csrf": "0" * 32})
        assert (forged.status_code, W("kitchen_fault_again") in forged.text) == (403, True)
        assert 'value="Đậu hũ"' in forged.text
        receipt = await client.post("/kitchen/receipts/1", data={"csrf": "", "do": "back"})
        assert receipt.status_code in (403, 404)
        # The phone opened another kitchen's link while this page was open in a tab.
        await opened(client, theirs)
        answer = await send(client, sent)
        assert (answer.status_code, W("kitchen_fault_other_kitchen") in answer.text) == (409, True)
    assert await kept(street.folder, place) == await kept(street.folder, other) == []


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


def picture_of(text: str, kind: zxingcpp.BarcodeFormat, **options: Any) -> bytes:
    made = zxingcpp.create_barcode(text, kind, **options)
    drawn: Any = memoryview(zxingcpp.write_barcode_to_image(made, scale=6))  # type: ignore[arg-type]
    height, width = drawn.shape
    wall = Image.new("RGB", (1600, 1200), (150, 140, 130))
    wall.paste(Image.frombytes("L", (width, height), drawn.tobytes()), (200, 200))
    packed = io.BytesIO()
    wall.save(packed, "JPEG", quality=85)
    return packed.getvalue()


async def test_a_suppliers_code_fills_the_form_and_its_name_is_known_the_next_time(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    label = picture_of(
        "(01)08934563138165(17)261130(10)AB12", zxingcpp.BarcodeFormat.DataMatrix, gs1=True
    )
    async with ask(street.folder) as client:
        page = await opened(client, path)
        files = {"scan_picture": ("c.jpg", label, "image/jpeg")}
        read = await send(client, hidden(page) | {"supplier": "Cô Ba", "do": "scan"}, files=files)
        assert read.status_code == 200
        assert W("kitchen_scan_new") in read.text
        form = hidden(read.text)
        assert form["gtin"] == "08934563138165"
        for typed in ('value="AB12"', 'value="2026-11-30"', 'value="Cô Ba"'):
            assert typed in read.text
        filled = NEW | {"lot": "AB12", "use_by": "2026-11-30", "product": "Nước mắm"}
        assert (await send(client, form | filled)).status_code == 303
        # A scanner types the code under the lines, and Enter: any button reads it first.
        again = await send(
            client, hidden(await client_page(client)) | {"scan_text": "8934563138165"}
        )
        assert again.status_code == 200
        assert W("kitchen_scan_goods") in again.text
        assert 'value="Nước mắm"' in again.text
    (one,) = await kept(street.folder, place)
    assert (one.item.product.gtin, one.item.lot) == ("08934563138165", "AB12")


async def test_another_eaterys_sticker_makes_it_the_sender(street: Street, ask: Ask) -> None:
    place, sender = street.ids["green"], street.ids["revoked"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        page = await opened(client, path)
        picture = picture_of(street.links["revoked"], zxingcpp.BarcodeFormat.QRCode)
        read = await send(
            client,
            hidden(page) | {"do": "scan"},
            files={"scan_picture": ("c.jpg", picture, "image/jpeg")},
        )
        assert W("kitchen_scan_sender", name="Mì Quảng Ngã Tư") in read.text
        assert words_of("vi")("standing_revoked") in read.text
        mine = hidden(read.text) | {k: v for k, v in NEW.items() if k != "supplier"}
        assert (await send(client, mine | {"supplier": "Mì Quảng Ngã Tư"})).status_code == 303
        # Typed over, it is whoever was typed.
        other = hidden(await client_page(client)) | NEW | {"sender": street.code("revoked")}
        assert (await send(client, other)).status_code == 303
        typed = await send(
            client, hidden(await client_page(client)) | {"scan_text": street.code("plain")}
        )
        assert W("kitchen_scan_sender", name="Chè Liên Đường Hoa") in typed.text
    second, first = await kept(street.folder, place)
    assert (first.from_establishment_id, first.supplier) == (sender, None)
    assert (second.from_establishment_id, second.supplier and second.supplier.name) == (
        None,
        "Cô Ba",
    )


async def test_a_code_that_cannot_be_used_is_said_and_what_was_typed_stays(
    street: Street, ask: Ask
) -> None:
    path = await link_of(street.folder, street.ids["green"])
    wrong = {
        "xin chào": "kitchen_scan_unknown",
        "8934563138166": "kitchen_scan_unknown",
        f"https://{HOST}{street.forged}": "kitchen_scan_sticker_forged",
        street.links["green"]: "kitchen_scan_sticker_own",
        "0000-0000": "kitchen_scan_unknown",
    }
    async with ask(street.folder) as client:
        page = await opened(client, path)
        for text, key in wrong.items():
            answer = await send(client, hidden(page) | NEW | {"scan_text": text})
            assert (answer.status_code, W(key) in answer.text) == (422, True), text
            assert 'value="Đậu hũ"' in answer.text
        blank = {"scan_picture": ("c.jpg", jpeg(), "image/jpeg")}
        for files in (blank, {"scan_picture": ("c.jpg", b"\xff\xd8\xff rest", "image/jpeg")}):
            answer = await send(client, hidden(page) | NEW, files=files)
            assert (answer.status_code, W("kitchen_scan_unreadable") in answer.text) == (422, True)


async def test_guessing_and_flooding_come_to_an_end(street: Street, ask: Ask) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        seen = [
            (await client.get(f"/kitchen/in/guess{number}")).status_code for number in range(62)
        ]
        assert seen[0] == 404
        assert seen[-1] == 429
        # Whoever has the link comes in all the same.
        page = await opened(client, path)
        for number in range(121):
            sent = hidden(page) | NEW | {"key": f"{number:032x}"}
            answer = await send(client, sent)
        assert answer.status_code == 429
        assert 'value="Đậu hũ"' in answer.text
        # Codes are counted apart: reading them costs more.
        scans = [await send(client, hidden(page) | NEW | {"scan_text": "x"}) for _ in range(121)]
        assert [each.status_code for each in scans[-2:]] == [422, 429]
        assert 'value="Đậu hũ"' in scans[-1].text
    assert len(await kept(street.folder, place)) == 120


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


async def test_a_link_revoked_while_a_form_is_on_its_way_records_nothing(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        page = await opened(client, path)
        for number, where in enumerate(("", "origins"), start=1):
            fields = {"csrf": hidden(page)["csrf"], "do": "agree"} if where else hidden(page) | NEW
            form = client.build_request("POST", f"/kitchen/{where}", data=fields)
            sent = form.read()

            async def slowly(number: int = number, sent: bytes = sent) -> AsyncIterator[bytes]:
                yield sent[:20]
                async with await Registry.open(street.folder) as registry:
                    await revoke_kitchen_link(registry, place, number, actor="user 1", now=NOW)
                yield sent[20:]

            kind = {"content-type": form.headers["content-type"]}
            answer = await client.post(f"/kitchen/{where}", content=slowly(), headers=kind)
            assert answer.status_code == 410
            page = await opened(client, await link_of(street.folder, place, f"next {number}"))
    assert await kept(street.folder, place) == []
    async with await Registry.open(street.folder) as registry:
        assert not any(each.kind.startswith("origin") for each in await events_of(registry, place))
