"""Roots files and what a reader keeps."""

from __future__ import annotations

import pytest
from foodtrace.errors import MalformedList
from foodtrace.trust import (
    Held,
    encode_held,
    encode_roots_file,
    fingerprint_of,
    open_bundle,
    parse_held,
    parse_roots_file,
)
from trust.makers import PIN, bundle, kid, public

_ROOT1, _ROOT2 = public("root1").hex(), public("root2").hex()


def test_a_roots_file_comes_back_and_shows_fingerprints() -> None:
    text = encode_roots_file(PIN)
    assert parse_roots_file(text) == PIN
    for root in PIN.roots:
        assert fingerprint_of(root) in text
    assert text.endswith("\n")


def test_a_roots_file_is_the_pin_alone() -> None:
    held = open_bundle(PIN, bundle()).held
    assert parse_roots_file(encode_roots_file(held)) == PIN


def test_what_is_held_comes_back() -> None:
    held = open_bundle(PIN, bundle()).held
    assert held.status_iat(kid("sticker"))
    assert parse_held(encode_held(held)) == held
    assert parse_held(encode_held(PIN)) == PIN


def test_a_file_edited_on_another_system_still_reads() -> None:
    text = f"\ufeff# ours\r\nthreshold 1 # of two\r\n\r\n  root {_ROOT1.upper()}\r\nroot {_ROOT2}"
    assert parse_roots_file(text) == Held((public("root1"), public("root2")), 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "roots_threshold"),
        (f"root {_ROOT1}\n", "roots_threshold"),
        ("threshold 1\n", "roots_roots"),
        (f"threshold 0\nroot {_ROOT1}\n", "roots_threshold"),
        (f"threshold 2\nroot {_ROOT1}\n", "roots_threshold"),
        (f"threshold 1\nthreshold 1\nroot {_ROOT1}\n", "roots_line"),
        (f"threshold one\nroot {_ROOT1}\n", "roots_line"),
        (f"threshold ١\nroot {_ROOT1}\n", "roots_line"),
        (f"threshold -1\nroot {_ROOT1}\n", "roots_line"),
        (f"threshold 99999999999999\nroot {_ROOT1}\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1[:-1]}\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1[:-1]}g\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1} extra\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1}\nroot {_ROOT1}\n", "roots_roots"),
        (f"threshold 1\nroot {'00' * 32}\n", "bad_public_key"),
        (f"threshold 1\nroot {_ROOT1}\nhello\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1}\nseq 5\n", "roots_line"),
        (f"threshold 1\nroot {_ROOT1}\nseq 5\ndigest {'00' * 32}\n", "roots_line"),
        (
            "threshold 1\n" + "".join(f"root {public(str(at)).hex()}\n" for at in range(9)),
            "roots_roots",
        ),
        ("#" * 70_000, "roots_length"),
        ("PK\x03\x04\x00\x00", "roots_line"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, code: str) -> None:
    with pytest.raises(MalformedList) as refused:
        parse_roots_file(text)
    assert refused.value.code == code
    assert "\n" not in refused.value.message
