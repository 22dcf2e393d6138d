"""Passwords: long ones are taken whatever they are made of, and kept so that each try costs."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

import pytest
from foodtrace.access import check_password, hash_password, prove_password
from foodtrace.access.passwords import password_holds
from foodtrace.errors import AccessDenied, InvalidRequest
from foodtrace.registry import Registry
from foodtrace_api.office.paths import safe_next
from hypothesis import given
from hypothesis import strategies as st
from nacl import pwhash

LONG = "một câu của riêng mình"


@given(st.text(max_size=300))
def test_any_text_is_taken_by_its_length_or_refused_with_a_code(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    code = ""
    try:
        assert check_password(text, "An") == plain
    except InvalidRequest as error:
        code = error.code
    if 12 <= len(plain) <= 256:
        assert code in ("", "password_common", "password_name")
    else:
        assert code == ("password_short" if len(plain) < 12 else "password_long")


@pytest.mark.parametrize(
    "password", ["mật khẩu dài 12", "x1" * 64, "🍜 phở bò Hà Nội", "correcthorse1"]
)
def test_nothing_is_asked_of_what_it_is_made_of(password: str) -> None:
    assert check_password(password, "An")


def test_beside_a_passkey_eight_letters_do() -> None:
    assert check_password("8 letter", "An", beside_passkey=True)
    with pytest.raises(InvalidRequest):
        check_password("7 lette", "An", beside_passkey=True)


@pytest.mark.parametrize(
    "password", ["password1234", "Mat Khau 123456", "123456789012", "987654321098", "111111111111"]
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_password(password, "An")
    assert refused.value.code == "password_common"


async def test_what_is_kept_is_argon2id_with_a_salt_of_its_own() -> None:
    kept = [await hash_password(LONG) for _ in range(2)]
    assert kept[0] != kept[1]
    assert all(each.startswith("$argon2id$v=19$m=65536,t=2,p=1$") for each in kept)
    assert await password_holds(kept[0], LONG)
    assert await password_holds(kept[0], unicodedata.normalize("NFD", LONG))
    assert not await password_holds(kept[0], LONG + ".")
    assert not await password_holds(kept[0], "")
    # Another program that knows the format agrees (libsodium's own reader, without this module).
    assert pwhash.verify(kept[0].encode(), LONG.encode())


async def test_a_name_that_is_not_there_costs_the_same_hash(
    board: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the same function runs once, over a hash of the same price."""
    seen: list[bytes] = []

    def verify(kept: bytes, password: bytes) -> Any:
        seen.append(kept)
        return real(kept, password)

    real = pwhash.verify
    monkeypatch.setattr(pwhash, "verify", verify)
    with pytest.raises(AccessDenied) as refused:
        await prove_password(board, "nobody", "any password")
    assert refused.value.code == "sign_in"
    assert len(seen) == 1
    # Cost, salt and hash are as long as those of a password that is kept.
    price = re.compile(r"\$argon2id\$v=19\$m=65536,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}")
    assert price.fullmatch(seen[0].decode())
    assert price.fullmatch(await hash_password("any password"))


@given(st.one_of(st.text(max_size=60), st.text(alphabet="/\\office.:@?#%a", max_size=30)))
def test_whatever_comes_as_next_leads_to_the_office(text: str) -> None:
    for path in (text, f"/office/{text}", f"/office{text}"):
        led = safe_next(path)
        parts = urlsplit(led)
        assert led.startswith("/office/")
        assert (parts.scheme, parts.netloc) == ("", "")
        assert led.isprintable()
