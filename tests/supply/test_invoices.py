"""Electronic invoices become receipts: every form met in the wild, once each, and nothing hostile."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from foodtrace.errors import Conflict, FoodtraceError, IntakeRefused, InvalidRequest
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import private_particulars
from foodtrace.supply import KeptReceipt, parse_invoice, receipts_of
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner
from sqlalchemy import update
from supply.deliveries import day, places
from supply.invoices import BUYER, invoice, line, related, take


def told(kept: list[KeptReceipt]) -> list[tuple[str, str]]:
    return sorted((each.item.product.name, str(each.item.quantity)) for each in kept)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("namespace", ["", "http://example.vn/hddt"])
@pytest.mark.parametrize("made", ["2026-11-19", "2026-11-19T08:30:00", "2026-11-19T08:30:00+07:00"])
def test_every_form_of_the_same_invoice_reads_alike(bare: bool, namespace: str, made: str) -> None:
    raw = invoice(
        line(lot="Lô 7-Đ", use_by="30/11/2026"), bare=bare, namespace=namespace, made=made
    )
    read = parse_invoice(raw, "a.xml")
    assert read.key == "invoice:0400000017:1:C26TAA:123"
    assert read.day == datetime.date(2026, 11, 19)
    assert (read.seller.name, read.buyer_tax_code) == ("Hải sản Biển Xanh", BUYER)
    (only,) = read.lines
    assert (only.name, only.quantity, only.unit) == ("Tôm sú loại 1", Decimal("12.5"), "kg")
    assert (only.lot, only.use_by) == ("Lô 7-Đ", datetime.date(2026, 11, 30))
    assert read.signature == "none"


async def test_goods_and_gifts_become_receipts_discounts_and_remarks_do_not(
    board: Registry, kitchen: int
) -> None:
    raw = invoice(
        line(),
        line("Chả cá tặng", "1", number=2, nature="2"),
        line("Chiết khấu", "", number=3, nature="3", unit=""),
        line("Ghi chú", "", number=4, nature="4", unit=""),
    )
    (taken,) = await take(board, kitchen, raw)
    assert (taken.kind, taken.number, taken.signature) == ("invoice", "1C26TAA-123", "none")
    kept = await receipts_of(board, kitchen)
    assert told(kept) == [("Chả cá tặng", "1"), ("Tôm sú loại 1", "12.5")]
    assert {each.day for each in kept} == {day(2)}


async def test_one_invoice_is_one_set_of_receipts_however_often_and_wrapped(
    board: Registry, kitchen: int
) -> None:
    (first,) = await take(board, kitchen, invoice(number="123"))
    again = await take(board, kitchen, invoice(number="00000123"), invoice(bare=True))
    assert [one.known for one in again] == [True, True]
    assert {one.receipt_ids for one in again} == {first.receipt_ids}
    assert len(await receipts_of(board, kitchen)) == 1
    with pytest.raises(Conflict, match="another content"):
        await take(board, kitchen, invoice(line(quantity="13")))


@pytest.mark.parametrize("later_first", [False, True])
async def test_an_invoice_that_replaces_ends_all_of_the_other(
    board: Registry, kitchen: int, later_first: bool
) -> None:
    old = invoice(line(), line("Mực", "3", number=2))
    new = invoice(line(quantity="10"), number="124", related=related("0123", 1))
    await take(board, kitchen, *((new, old) if later_first else (old, new)))
    assert told(await receipts_of(board, kitchen)) == [("Tôm sú loại 1", "10")]
    assert len(await receipts_of(board, kitchen, ended=True)) == 3


@pytest.mark.parametrize("later_first", [False, True])
async def test_an_invoice_that_adjusts_ends_what_it_names(
    board: Registry, kitchen: int, later_first: bool
) -> None:
    old = invoice(line(), line("Mực", "3", number=2))
    new = invoice(line(quantity="10"), number="124", related=related("123", 2))
    await take(board, kitchen, *((new, old) if later_first else (old, new)))
    assert told(await receipts_of(board, kitchen)) == [("Mực", "3"), ("Tôm sú loại 1", "10")]


async def test_a_quantity_below_zero_is_a_difference(board: Registry, kitchen: int) -> None:
    less = invoice(
        line(quantity="-2.5"), line("Mực", "-3", number=2), number="124", related=related("123", 2)
    )
    with pytest.raises(Conflict, match="take in the invoice that it adjusts first"):
        await take(board, kitchen, less)
    await take(board, kitchen, invoice(line(), line("Mực", "3", number=2)))
    await take(board, kitchen, less)
    assert told(await receipts_of(board, kitchen)) == [("Tôm sú loại 1", "10")]


async def test_an_invoice_to_another_buyer_is_refused_and_nothing_half_taken(
    board: Registry, kitchen: int
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await take(board, kitchen, invoice(), invoice(number="9", buyer="0400000099"))
    assert refused.value.code == "buyer"
    assert "2.xml" in refused.value.message
    assert await receipts_of(board, kitchen) == []
    other = (await places(board))[1]
    with pytest.raises(InvalidRequest) as nobody:
        await take(board, other, invoice())
    assert nobody.value.code == "no_tax_code"


async def test_a_households_private_tax_code_counts_too(board: Registry) -> None:
    place = (await places(board))[1]
    async with board.writing() as connection:
        mine = private_particulars.c.establishment_id == place
        await connection.execute(
            update(private_particulars).where(mine).values(tax_code="048090000001")
        )
    (taken,) = await take(board, place, invoice(buyer="048090000001"))
    assert len(taken.receipt_ids) == 1


_BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><HDon><DLHDon>&c;</DLHDon></HDon>"""
_OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><HDon>&a;</HDon>"""


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (_BOMB, "invoice_xml"),
        (_OUTSIDE, "invoice_xml"),
        (b"<!DOCTYPE x><HDon/>", "invoice_xml"),
        (invoice()[:-9], "invoice_xml"),
        (b"<" * 3000, "invoice_xml"),
        (b"<a>" * 100_000, "invoice_xml"),
        (b"<?xml version='1.0' encoding='nothing'?><a/>", "invoice_xml"),
        (b"<html><body/></html>", "not_an_invoice"),
        (b"<x>" + invoice(bare=True)[39:] * 2 + b"</x>", "several_invoices"),
        (b"<HDon>" + b" " * (5 << 20) + b"</HDon>", "too_large"),
        (invoice(line(quantity="-1")), "invoice_field"),
        (invoice(line(quantity="ba ký")), "invoice_field"),
        (invoice(line(quantity="")), "invoice_field"),
        (invoice(seller="1"), "invoice_field"),
        (invoice(made="20/11/2026"), "invoice_field"),
        (invoice(related=related("1", 7)), "invoice_field"),
    ],
)
def test_what_is_no_sound_invoice_is_refused_in_one_line(raw: bytes, code: str) -> None:
    with pytest.raises(IntakeRefused) as refused:
        parse_invoice(raw, "a.xml")
    assert refused.value.code == code
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (invoice(line(quantity="99999999999")), "quantity"),
        (invoice(made=day(-1).isoformat()), "day"),
        (invoice(line(use_by="01/01/2020")), "use_by"),
        (invoice(line("Ghi chú", "", nature="4", unit="")), "no_goods"),
    ],
)
async def test_goods_that_cannot_be_are_refused_with_their_line(
    board: Registry, kitchen: int, raw: bytes, code: str
) -> None:
    with pytest.raises(FoodtraceError) as refused:
        await take(board, kitchen, invoice(number="77"), raw)
    assert refused.value.code == code
    assert await receipts_of(board, kitchen) == []


@pytest.fixture(scope="module")
def sellers_key() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Seller of the test")])
    start = datetime.datetime(2026, 1, 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return key, made


def signed(raw: bytes, by: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> bytes:
    """The invoice with the seller's signature over #data, where sellers' systems put it."""
    root = etree.fromstring(raw)
    key, certificate = by
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0)
    copy = etree.fromstring(raw)
    copy.find(".//DSCKS/NBan").append(
        etree.fromstring(
            '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="placeholder"/>'
        )
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    cert = certificate.public_bytes(serialization.Encoding.PEM).decode()
    root = signer.sign(copy, key=pem, cert=cert, reference_uri="#data")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def test_a_signature_over_what_was_read_is_valid_and_every_other_is_not(
    sellers_key: tuple[rsa.RSAPrivateKey, x509.Certificate],
) -> None:
    good = signed(invoice(), sellers_key)
    assert parse_invoice(good, "a.xml").signature == "valid"
    assert good.count(b"000012.500000") == 1
    changed = good.replace(b"000012.500000", b"000072.500000")
    assert parse_invoice(changed, "a.xml").signature == "invalid"

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = signed(invoice(), (other, sellers_key[1]))
    assert parse_invoice(forged, "a.xml").signature == "invalid"

    without = etree.fromstring(good)
    for each in without.iter("{http://www.w3.org/2000/09/xmldsig#}X509Data"):
        each.getparent().remove(each)
    assert parse_invoice(etree.tostring(without), "a.xml").signature == "not_checked"


def test_a_valid_signature_beside_other_goods_is_invalid(
    sellers_key: tuple[rsa.RSAPrivateKey, x509.Certificate],
) -> None:
    """The signed part is moved out of sight and another invoice stands where it is read."""
    tree = etree.fromstring(signed(invoice(), sellers_key))
    real = tree.find("DLHDon")
    fake = etree.fromstring(invoice(line(quantity="1"), bare=True))
    fake.set("Id", "other")
    tree.replace(real, fake)
    hidden = etree.SubElement(tree, "Khac")
    real.tag = "An"
    hidden.append(real)
    assert parse_invoice(etree.tostring(tree), "a.xml").signature == "invalid"
