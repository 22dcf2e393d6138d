"""Signatures that other programs made: good, tampered with, by a stranger's key, and with nothing to check by."""

from __future__ import annotations

from pathlib import Path

import pytest
from foodtrace.supply import SIGNATURES, parse_invoice
from supply.invoices import invoice, line
from supply.make_signed import STATES, judged, make, tools_are_here

SIGNED = Path(__file__).parent / "signed"


def state(raw: bytes) -> str:
    return parse_invoice(raw, "a.xml").signature


def read(name: str) -> bytes:
    return (SIGNED / f"{name}.xml").read_bytes()


def test_every_file_has_its_state_and_every_state_a_file() -> None:
    assert {path.stem for path in SIGNED.iterdir()} == STATES.keys()
    assert {wanted for wanted, _ in STATES.values()} == set(SIGNATURES)


@pytest.mark.parametrize("name", STATES)
def test_a_file_that_xmlsec_signed_is_told_for_what_it_is(name: str) -> None:
    assert state(read(name)) == STATES[name][0]


@pytest.mark.skipif(not tools_are_here(), reason="needs Debian's openssl and xmlsec1")
def test_files_signed_anew_are_told_alike(tmp_path: Path) -> None:
    make(tmp_path)
    found = {path.stem: state(path.read_bytes()) for path in tmp_path.iterdir()}
    assert found == {name: wanted for name, (wanted, _) in STATES.items()}


@pytest.mark.skipif(not tools_are_here(), reason="needs Debian's openssl and xmlsec1")
def test_xmlsec_says_of_the_files_kept_here_what_they_say() -> None:
    asked = {name: good for name, (_, good) in STATES.items() if good is not None}
    assert {name: judged(SIGNED / f"{name}.xml") for name in asked} == asked


def test_any_change_of_what_was_signed_is_seen() -> None:
    """A letter at a time, through all that the seller wrote of the goods."""
    good = read("good")
    start, end = good.index(b"<NBan>"), good.index(b"</DSHHDVu>")
    tried = 0
    for at in range(start, end, 7):
        if not good[at : at + 1].isalnum() or _inside_tag(good, at):
            continue
        changed = good[:at] + (b"8" if good[at : at + 1] != b"8" else b"9") + good[at + 1 :]
        assert state(changed) == "invalid", at
        tried += 1
    assert tried > 10


def _inside_tag(raw: bytes, at: int) -> bool:
    return raw.rfind(b"<", 0, at) > raw.rfind(b">", 0, at)


def test_how_lines_end_and_what_stands_around_changes_nothing() -> None:
    good = read("good")
    body = good.partition(b"?>")[2].strip()
    assert state(b"\xef\xbb\xbf" + good) == "valid"
    assert state(good.replace(b"\n", b"\r\n")) == "valid"
    assert state(b"<TDiep><DLieu>" + body + b"</DLieu></TDiep>") == "valid"
    assert state(good.replace(b"</HDon>", b"<Them/></HDon>")) == "valid"


def test_a_signature_of_one_invoice_is_not_anothers() -> None:
    good = read("good")
    signature = good[good.index(b"<Signature ") : good.index(b"</Signature>") + 12]
    assert state(invoice(signature=signature.decode())) == "valid", "the very same content"
    assert state(invoice(line(quantity="13"), signature=signature.decode())) == "invalid"


def test_a_signature_of_thousands_of_references_is_not_followed() -> None:
    """Each would read the whole document again; whoever signs can write as many as he likes."""
    good = read("good")
    start, end = good.index(b"<Reference "), good.index(b"</Reference>") + 12
    many = good[:end] + good[start:end] * 5000 + good[end:]
    assert state(many) == "not_checked"
