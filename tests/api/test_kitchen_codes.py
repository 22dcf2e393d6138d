"""A supplier's label or another eatery's sticker fills the form of what came."""

from __future__ import annotations

import io
from typing import Any

import zxingcpp
from api.conftest import Ask
from api.kitchens import (
    NEW,
    W,
    client_page,
    hidden,
    jpeg,
    kept,
    link_of,
    opened,
    send,
)
from api.street import HOST, Street
from foodtrace_api.words import words_of
from PIL import Image


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
