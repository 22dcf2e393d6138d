"""An invoice's item codes: those that are GTINs lead to the product, every other is passed over."""

from __future__ import annotations

import pytest
from foodtrace.gs1 import check_gtin, gtin_in
from foodtrace.registry import Registry
from foodtrace.supply import parse_invoice, receipts_of
from supply.invoices import invoice, line, related, take

GTIN = "8934563138165"
OTHER = "8936036020373"


async def told(registry: Registry, place: int) -> list[tuple[str, str | None, str]]:
    kept = await receipts_of(registry, place)
    return sorted(
        (each.item.product.name, each.item.product.gtin, str(each.item.quantity)) for each in kept
    )


@pytest.mark.parametrize(
    "code",
    [
        *(GTIN, f"0{GTIN}", "18934563138162", "0012000161155", "4901777018686"),
        *("9521234567899", "9300675024235"),
    ],
)
def test_a_code_of_13_or_14_digits_with_a_prefix_of_gs1_is_a_gtin(code: str) -> None:
    assert gtin_in(code) == check_gtin(code)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "none at all"),
        ("H1", "the seller's own"),
        ("8934563138166", "its check digit is wrong"),
        ("12345670", "8 digits, right by chance"),
        ("012345678905", "12 digits, right by chance"),
        ("0000000012348", "a short number filled up with zeros"),
        ("00000000012348", "the same, longer"),
        ("0001234567895", "the same, of seven figures and more"),
        ("2012345678903", "a shop's own number"),
        ("0212345678909", "a shop's own number"),
        ("0412345678903", "a shop's own number"),
        ("0512345678900", "reserved"),
        ("1401234567892", "a prefix that nobody has"),
        ("9771234567003", "a journal"),
        ("9801234567892", "a refund"),
        ("9901234567899", "a coupon"),
        ("٨٩٣٤٥٦٣١٣٨١٦٥", "digits of another script"),
        ("8934563 138165", "a space inside"),
    ],
)
def test_every_other_code_is_none(code: str, why: str) -> None:
    assert gtin_in(code) is None, why


def test_the_codes_that_are_refused_for_their_prefix_have_a_right_check_digit() -> None:
    right = ("0001234567895", "1401234567892", "9771234567003", "9801234567892", "9901234567899")
    assert [check_gtin(code)[-1] for code in right] == [code[-1] for code in right]
    for code in ("12345670", "012345678905", "0512345678900"):
        assert check_gtin(code)


async def test_an_item_code_that_is_a_gtin_is_the_products(board: Registry, kitchen: int) -> None:
    raw = invoice(
        line("Nước mắm 500 ml", "12", code=GTIN),
        line("Đường", "2", number=2),
        line("Muối", "1", number=3, code="12345670"),
    )
    await take(board, kitchen, raw)
    assert await told(board, kitchen) == [
        ("Muối", None, "1"),
        ("Nước mắm 500 ml", f"0{GTIN}", "12"),
        ("Đường", None, "2"),
    ]


async def test_goods_of_a_known_gtin_are_that_product_whatever_the_invoice_calls_them(
    board: Registry, kitchen: int
) -> None:
    await take(board, kitchen, invoice(line("Nước mắm 500 ml", "12", code=GTIN)))
    await take(board, kitchen, invoice(line("NM NN 500", "3", code=f"0{GTIN}"), number="124"))
    assert await told(board, kitchen) == [
        ("Nước mắm 500 ml", f"0{GTIN}", "12"),
        ("Nước mắm 500 ml", f"0{GTIN}", "3"),
    ]


def test_a_code_of_two_goods_is_the_gtin_of_neither() -> None:
    raw = invoice(
        line("Tôm sú", code=GTIN),
        line("Mực ống", number=2, code=GTIN),
        line("Nước mắm", number=3, code=OTHER),
        line("NƯỚC MẮM", number=4, code=OTHER),
    )
    codes = [each.gtin for each in parse_invoice(raw, "a.xml").lines]
    assert codes == [None, None, f"0{OTHER}", f"0{OTHER}"]


async def test_an_invoice_of_before_codes_were_read_is_still_the_same_invoice(
    board: Registry, kitchen: int
) -> None:
    (first,) = await take(board, kitchen, invoice(line("Nước mắm", "12", code="H1")))
    (again,) = await take(board, kitchen, invoice(line("Nước mắm", "12", code=GTIN)))
    assert again.known
    assert again.receipt_ids == first.receipt_ids


async def test_a_difference_finds_its_goods_by_code_or_by_name(
    board: Registry, kitchen: int
) -> None:
    await take(board, kitchen, invoice(line("Nước mắm 500 ml", "12", code=GTIN), number="122"))
    # On record under the name of the first invoice; the adjusting one says its own.
    await take(
        board,
        kitchen,
        invoice(line("NM NN 500", "5", code=GTIN), line("Đường", "2", number=2), number="123"),
    )
    less = invoice(
        line("NM NN 500", "-2", code=GTIN),
        line("Đường", "-1", number=2, code=OTHER),
        number="124",
        related=related("123", 2),
    )
    await take(board, kitchen, less)
    assert await told(board, kitchen) == [
        ("Nước mắm 500 ml", f"0{GTIN}", "12"),
        ("Nước mắm 500 ml", f"0{GTIN}", "3"),
        ("Đường", f"0{OTHER}", "1"),
    ]
