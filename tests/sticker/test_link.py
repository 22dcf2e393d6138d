"""Links: the whole text matches or nothing does, and only known hosts are taken."""

from __future__ import annotations

import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import encode_digits, encode_link, parse_link, parse_sticker
from trust.makers import HOST, link, token

_TOKEN = token()
_LINK = link(_TOKEN)
_DIGITS = encode_digits(_TOKEN.raw)


def test_a_link_comes_back_as_its_token() -> None:
    assert f"https://qr.example.vn/1/{_DIGITS}" == _LINK
    assert parse_link(_LINK, {HOST}) == _TOKEN.raw
    assert parse_sticker(_LINK, [HOST, "other.example"]) == _TOKEN


def test_scheme_and_host_are_read_without_case() -> None:
    for prefix in ("HTTPS://QR.EXAMPLE.VN", "hTTps://qR.exaMple.vn"):
        assert parse_link(f"{prefix}/1/{_DIGITS}", {HOST}) == _TOKEN.raw


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "link"),
        ("hello", "link"),
        (_DIGITS, "link"),
        (f"http://{HOST}/1/{_DIGITS}", "link"),
        (f"//{HOST}/1/{_DIGITS}", "link"),
        (f"https:/{HOST}/1/{_DIGITS}", "link"),
        (f"https://user@{HOST}/1/{_DIGITS}", "link"),
        (f"https://user:pass@{HOST}/1/{_DIGITS}", "link"),
        (f"https://{HOST}:443/1/{_DIGITS}", "link"),
        (f"https://{HOST}./1/{_DIGITS}", "link"),
        (f"https://.{HOST}/1/{_DIGITS}", "link"),
        (f"https://-{HOST}/1/{_DIGITS}", "link"),
        (f"https://{'a' * 64}.vn/1/{_DIGITS}", "link"),
        (f"https://{'a.' * 130}vn/1/{_DIGITS}", "link"),
        (f"https:///1/{_DIGITS}", "link"),
        (f"https://{HOST}/1/{_DIGITS}?", "link"),
        (f"https://{HOST}/1/{_DIGITS}?a=b", "link"),
        (f"https://{HOST}/1/{_DIGITS}#", "link"),
        (f"https://{HOST}/1/{_DIGITS}/", "link"),
        (f"https://{HOST}/1/{_DIGITS}\n", "link"),
        (f"https://{HOST}/1/{_DIGITS} ", "link"),
        (f" https://{HOST}/1/{_DIGITS}", "link"),
        (f"https://{HOST}/%31/{_DIGITS}", "link"),
        (f"https://{HOST}/1/%35{_DIGITS[1:]}", "link"),
        (f"https://{HOST}//1/{_DIGITS}", "link"),
        (f"https://{HOST}/01/{_DIGITS}", "link"),
        (f"https://{HOST}/1/", "link"),
        (f"https://{HOST}/x/{_DIGITS}", "link"),
        (f"https://{HOST}\\/1/{_DIGITS}", "link"),
        (f"https://{HOST}/1/" + "0" * 10_000, "link"),
        (f"http\u017f://{HOST}/1/{_DIGITS}", "not_ascii"),
        (f"https://\u212a.example/1/{_DIGITS}", "not_ascii"),
        (f"https://{HOST}/1/{_DIGITS[:-1]}\u0663", "not_ascii"),
        (f"https://{HOST}/1/{_DIGITS}\u200b", "not_ascii"),
        ("\ud800", "not_ascii"),
        (f"https://evil.example/1/{_DIGITS}", "host"),
        (f"https://{HOST}.evil.example/1/{_DIGITS}", "host"),
        (f"https://{HOST}evil/1/{_DIGITS}", "host"),
        (f"https://evil.example/2/{_DIGITS}", "host"),
        (f"https://evil.example/1/{_DIGITS[:-1]}", "host"),
        (f"https://{HOST}/0/{_DIGITS}", "version"),
        (f"https://{HOST}/2/{_DIGITS}", "version"),
        (f"https://{HOST}/9/1", "version"),
        (f"https://{HOST}/1/1", "length"),
        (f"https://{HOST}/1/" + "0" * 696, "length"),
        (f"https://{HOST}/1/" + "0" * 698, "length"),
        (f"https://{HOST}/1/9{_DIGITS[1:]}", "group"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(MalformedSticker) as refused:
        parse_sticker(text, {HOST})
    assert refused.value.code == code
    assert "\n" not in refused.value.message


def test_without_hosts_every_well_formed_link_is_a_strangers() -> None:
    with pytest.raises(MalformedSticker) as refused:
        parse_sticker(_LINK, ())
    assert refused.value.code == "host"


@pytest.mark.parametrize("end", range(len(_LINK)))
def test_every_truncated_text_is_refused(end: int) -> None:
    with pytest.raises(MalformedSticker):
        parse_sticker(_LINK[:end], {HOST})


@pytest.mark.parametrize("extra", [*"0123456789aZ/?#%& .-\n\0\u0663", "0" * 17, _DIGITS, _LINK])
def test_every_extended_text_is_refused(extra: str) -> None:
    for text in (_LINK + extra, extra + _LINK):
        with pytest.raises(MalformedSticker):
            parse_sticker(text, {HOST})


@pytest.mark.parametrize(
    "host",
    ["", "QR.example.vn", "qr.example.vn:80", "qr.example.vn.", "a..b", "-a.vn", "a/b", "é.vn"],
)
def test_a_host_that_cannot_stand_in_a_link_makes_none(host: str) -> None:
    with pytest.raises(MalformedSticker) as refused:
        encode_link(host, _TOKEN.raw)
    assert refused.value.code == "host"
