"""The vectors of the payload under a good signature."""

from __future__ import annotations

from datetime import date, timedelta

from oracle import stickers, writer
from vectors.sticker_cases import CLAIMS, LARGEST, SMALLEST, Case, claims_with


def claims_cases() -> Case:
    """Payloads under a good signature, and what they say."""
    accepted = []
    for name, claims in _good_claims().items():
        place = claims["place"]
        centre = stickers.centre_of_place(bytes.fromhex(place)) if place else None
        last = date(1970, 1, 1) + timedelta(days=stickers.civil_day(claims["exp"] - 1))
        accepted.append(
            {
                "name": name,
                "payload": writer.claims_payload(claims).hex(),
                "claims": claims,
                "iat_civil_day": stickers.civil_day(claims["iat"]),
                "shown_last_day": last.isoformat(),
                "place_centre_lat_lon": centre,
            }
        )
    refused = [
        {"name": name, "payload": payload.hex(), "error": error}
        for name, payload, error in _bad_payloads() + _bad_kinds()
    ]
    return {"accepted": accepted, "refused": refused}


def _good_claims() -> dict[str, Case]:
    midnight = 20656 * 86400 - 25200  # 00:00 in Viet Nam on 2026-07-22
    return {
        "the example": CLAIMS,
        "smallest of everything": SMALLEST,
        "largest of everything": LARGEST,
        "no place": claims_with(place=None),
        "place of zeros": claims_with(place="0000000000"),
        "place of ones": claims_with(place="ffffffffff"),
        "name of 80 bytes": claims_with(name="n" * 80),
        "name of 80 bytes in three-byte letters": claims_with(name="ữ" * 26 + "ab"),
        "street of 80 bytes": claims_with(street="s" * 80),
        "every punctuation of the repertoire": claims_with(name="‐–—―‘’‚‛“”„‟•…№"),
        "kana, Han and Hangul": claims_with(name="ぁゖァヺー㐀䶿一鿿가힣"),
        "edges of Latin": claims_with(name="!~¡¬®ɏḀỿ"),
        "ward 1": claims_with(ward=1),
        "ward 99999": claims_with(ward=99999),
        "category 0": claims_with(category=0),
        "category 255": claims_with(category=255),
        "idx 23, the last in one byte": claims_with(idx=23),
        "idx 24": claims_with(idx=24),
        "idx 2**20 - 1": claims_with(idx=2**20 - 1),
        "id 4294967295": claims_with(id=2**32 - 1),
        "valid for one second": claims_with(exp=1782864001),
        "valid for 4 * 366 days": claims_with(exp=1782864000 + 4 * 366 * 86400),
        "iat 0": claims_with(iat=0, exp=4 * 366 * 86400),
        "exp 2**32 - 1": claims_with(iat=2**32 - 86401, exp=2**32 - 1),
        "exp at midnight in Viet Nam: the day before is shown": claims_with(
            exp=midnight, iat=midnight - 9
        ),
        "exp a second after midnight: that day is shown": claims_with(
            exp=midnight + 1, iat=midnight
        ),
    }


def _bad_payloads() -> list[tuple[str, bytes, str]]:
    payload = writer.claims_payload
    example = payload(CLAIMS)
    bounds: list[tuple[str, Case, str]] = [
        ("exp equal to iat", {"exp": 1782864000}, "exp"),
        ("exp before iat", {"exp": 1782863999}, "exp"),
        ("a second over 4 * 366 days", {"exp": 1782864001 + 4 * 366 * 86400}, "exp"),
        ("exp 2**32", {"exp": 2**32, "iat": 2**32 - 9}, "exp"),
        ("iat negative", {"iat": -1, "exp": 9999999}, "iat"),
        ("iat a text", {"iat": "1782864000"}, "iat"),
        ("exp null", {"exp": None}, "exp"),
        ("id 0", {"id": 0}, "id"),
        ("id 2**32", {"id": 2**32}, "id"),
        ("id negative", {"id": -5}, "id"),
        ("name empty", {"name": ""}, "name"),
        ("name of 81 bytes", {"name": "n" * 81}, "name"),
        ("name of 80 letters, 81 bytes", {"name": "n" * 79 + "é"}, "name"),
        ("name as bytes", {"name": b"abc"}, "name"),
        ("name null", {"name": None}, "name"),
        ("name with a space before", {"name": " Bún"}, "name"),
        ("name with a space after", {"name": "Bún "}, "name"),
        ("name with two spaces", {"name": "Bún  Chả"}, "name"),
        ("name of one space", {"name": " "}, "name"),
        ("street empty", {"street": ""}, "street"),
        ("street of 81 bytes", {"street": "s" * 81}, "street"),
        ("street with two spaces", {"street": "1  A"}, "street"),
        ("street with a tab", {"street": "1\tA"}, "street"),
        ("ward 0", {"ward": 0}, "ward"),
        ("ward 100000", {"ward": 100000}, "ward"),
        ("ward as text", {"ward": "20209"}, "ward"),
        ("category 256", {"category": 256}, "category"),
        ("category null", {"category": None}, "category"),
        ("idx 2**20", {"idx": 2**20}, "idx"),
        ("idx negative", {"idx": -1}, "idx"),
        ("place of 4 bytes", {"place": "e1b4fb4e"}, "place"),
        ("place of 6 bytes", {"place": "e1b4fb4e2900"}, "place"),
        ("place of no bytes", {"place": ""}, "place"),
    ]
    outside = [
        ("NFD: a combining mark", "Bu\u0301n"),
        ("a line feed", "Bún\nChả"),
        ("DEL", "Bún\x7f"),
        ("a no-break space", "Bún\xa0Chả"),
        ("a soft hyphen", "Bún\xadChả"),
        ("a zero-width space", "Bún\u200bChả"),
        ("a right-to-left override", "Bún\u202eChả"),
        ("a line separator", "Bún\u2028Chả"),
        ("a Cyrillic look-alike", "Bún Ch\u0430"),
        ("a Greek look-alike", "Bún \u0391"),
        ("the ohm sign", "\u2126"),
        ("an emoji", "Bún 🍜"),
        ("the euro sign", "5 €"),
        ("a full-width letter", "Ａ"),
        ("an ideographic space", "食\u3000堂"),
        ("a Han letter beyond the first plane", "\U00020000"),
        ("a compatibility ideograph", "\uf900"),
        ("a half-width kana", "ｱ"),
        ("a combining kana mark", "か\u3099"),
        ("the letter after the first Latin block", "\u0250"),
        ("the first letter of Greek extended", "\u1f00"),
        ("2016, a double vertical line", "a\u2016b"),
        ("a variation selector", "食\ufe00"),
        ("a private-use letter", "\ue000"),
    ]
    cases = [(name, payload(claims_with(**change)), f"claims_{f}") for name, change, f in bounds]
    cases += [(f"name with {n}", payload(claims_with(name=t)), "claims_name") for n, t in outside]
    raw = _raw_payload
    cases += [
        ("empty", b"", "length"),
        ("cut in the middle", example[:-3], "claims_cbor"),
        ("a byte after the end", example + b"\0", "claims_trailing"),
        ("a second map after the end", example + example, "claims_trailing"),
        ("iat before exp", b"\xa3" + example[7:13] + example[1:7] + example[13:], "claims_order"),
        ("id in a longer form", raw(id=b"\x1b" + bytes(4) + b"\x01\x8c\xcd\x4c"), "claims_cbor"),
        ("category in two bytes", raw(category=b"\x18\x03"), "claims_cbor"),
        ("idx in three bytes", raw(idx=b"\x19\x00\x04"), "claims_cbor"),
        ("ward in five bytes", raw(ward=b"\x1a\x00\x00\x4e\xf1"), "claims_cbor"),
        ("name's length in two bytes", raw(name=b"\x78\x03abc"), "claims_cbor"),
        ("name of indefinite length", raw(name=b"\x7f\x63abc\xff"), "claims_cbor"),
        ("place of indefinite length", raw(place=b"\x5f\x45abcde\xff"), "claims_cbor"),
        ("name not UTF-8", raw(name=b"\x63a\xffc"), "claims_name"),
        ("name with an overlong letter", raw(name=b"\x62\xc1\x81"), "claims_name"),
        ("name with half a surrogate pair", raw(name=b"\x63\xed\xa0\x80"), "claims_name"),
    ]
    return cases


def _bad_kinds() -> list[tuple[str, bytes, str]]:
    """Values of a kind that the field never has, and wrong counts."""
    raw = _raw_payload
    seven = raw()[18:]
    return [
        ("id true", raw(id=b"\xf5"), "claims_id"),
        ("category false", raw(category=b"\xf4"), "claims_category"),
        ("idx a float", raw(idx=b"\xf9\x44\x00"), "claims_idx"),
        ("place undefined", raw(place=b"\xf7"), "claims_place"),
        ("place as text", raw(place=b"\x65abcde"), "claims_place"),
        ("id under a tag", raw(id=b"\xc1\x01"), "claims_id"),
        ("an array of six", raw(body=b"\x86" + seven[1:-6]), "claims_cbor"),
        ("an array of eight", raw(body=b"\x88" + seven[1:] + b"\0"), "claims_cbor"),
        ("an array without end mark", raw(body=b"\x9f" + seven[1:] + b"\xff"), "claims_cbor"),
        ("a map of four", b"\xa4\x01\x61x" + raw()[1:], "claims_cbor"),
    ]


def _raw_payload(
    exp: bytes = bytes.fromhex("1a6c258c00"),
    iat: bytes = bytes.fromhex("1a6a445880"),
    body: bytes | None = None,
    **fields: bytes,
) -> bytes:
    """A payload of encoded parts, for faults that no encoder makes."""
    parts = {
        "id": b"\x1a\x01\x8c\xcd\x4c",
        "name": b"\x63abc",
        "street": b"\x63def",
        "ward": b"\x19\x4e\xf1",
        "category": b"\x03",
        "idx": b"\x04",
        "place": bytes.fromhex("45e1b4fb4e29"),
        **fields,
    }
    listed = body if body is not None else b"\x87" + b"".join(parts.values())
    return b"\xa3\x04" + exp + b"\x06" + iat + bytes.fromhex("3a00010000") + listed
