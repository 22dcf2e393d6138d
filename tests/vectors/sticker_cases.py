"""The vectors of one sticker: digits, link, frame, signature, claims and typed code."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from oracle import curve, stickers, writer

Case = dict[str, Any]

CLAIMS: Case = {
    "exp": 1814400000,
    "iat": 1782864000,
    "id": 26004812,
    "name": "Bún Chả Cá Bà Lữ",
    "street": "319 Hùng Vương",
    "ward": 20209,
    "category": 3,
    "idx": 4,
    "place": "e1b4fb4e29",
}
SMALLEST: Case = {
    "exp": 1782864001,
    "iat": 1782864000,
    "id": 1,
    "name": "A",
    "street": "1",
    "ward": 1,
    "category": 0,
    "idx": 0,
    "place": None,
}
LARGEST: Case = {
    "exp": 2**32 - 1,
    "iat": 2**32 - 1 - 4 * 366 * 86400,
    "id": 2**32 - 1,
    "name": "ữ" * 26 + "é",
    "street": "한" * 26 + "Đ",
    "ward": 99999,
    "category": 255,
    "idx": 2**20 - 1,
    "place": "ffffffffff",
}


def claims_with(**changes: Any) -> Case:
    """The example's claims with some of them changed."""
    return {**CLAIMS, **changes}


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


def digits_cases() -> Case:
    """Token bytes and the only digits that stand for them."""
    tokens = {
        "the example": writer.token(CLAIMS),
        "shortest, all zero": bytes(109),
        "longest, all ones": b"\xff" * 287,
        "shortest sticker": writer.token(SMALLEST),
        "longest sticker": writer.token(LARGEST),
    }
    for size in range(110, 117):
        tokens[f"{size} bytes, tail of {size % 7}"] = bytes(range(size, 2 * size))
    refused = []

    def refuse(name: str, digits: str, error: str) -> None:
        refused.append({"name": name, "digits": digits, "error": error})

    refuse("one digit", "0", "length")
    refuse("264 digits", "0" * 264, "length")
    refuse("698 digits", "0" * 698, "length")
    refuse("a whole group too many", "0" * (697 + 17), "length")
    refuse("15 whole groups: 105 bytes", "0" * 255, "length")
    for rest in (1, 2, 4, 6, 7, 9, 11, 12, 14, 16):
        refuse(f"a tail of {rest} digits", "0" * (272 + rest), "length")
    refuse("first group is 256**7", str(256**7).zfill(17) + "0" * 255, "group")
    refuse("last whole group is 256**7", "0" * 255 + str(256**7).zfill(17), "group")
    refuse("a group of nines", "0" * 17 + "9" * 17 + "0" * 238, "group")
    for size, width in stickers.TAIL_DIGITS.items():
        if size:
            refuse(f"tail of {size}: 256**{size}", "0" * 272 + str(256**size).zfill(width), "group")
    for name, odd in (
        ("a letter", "a"),
        ("a sign", "+"),
        ("a space", " "),
        ("an underscore", "_"),
        ("a full-width digit", "１"),
        ("an Arabic-Indic digit", "٣"),
        ("a superscript digit", "²"),
        ("a line feed", "\n"),
    ):
        refuse(f"{name} among the digits", odd + "0" * 264, "digits")
    refuse("a line feed after the digits", "0" * 265 + "\n", "digits")
    accepted = [
        {"name": name, "token": token.hex(), "digits": stickers.digits_of_token(token)}
        for name, token in tokens.items()
    ]
    return {"accepted": accepted, "refused": refused}


def link_cases() -> Case:
    """Whole texts as a camera gives them."""
    hosts = ["qr.example.vn", "old.example.vn"]
    token = writer.token(CLAIMS)
    url = writer.link(token)
    digits = stickers.digits_of_token(token)
    good = {
        "as printed": url,
        "scheme in capitals": url.replace("https", "HTTPS"),
        "everything in capitals": url.upper(),
        "host in mixed case": url.replace("qr.example", "Qr.eXample"),
        "a second host": writer.link(token, "old.example.vn"),
    }
    bad = [
        ("empty", "", "link"),
        ("a word", "hello", "link"),
        ("digits alone", digits, "link"),
        ("http", url.replace("https", "http"), "link"),
        ("another scheme", url.replace("https", "ftp"), "link"),
        ("no scheme", url.removeprefix("https://"), "link"),
        ("one slash after the scheme", url.replace("//", "/", 1), "link"),
        ("backslashes", url.replace("/", "\\"), "link"),
        ("a space before", " " + url, "link"),
        ("a space after", url + " ", "link"),
        ("a line feed after", url + "\n", "link"),
        ("a carriage return after", url + "\r", "link"),
        ("a NUL after", url + "\0", "link"),
        ("a tab inside the host", url.replace("qr.", "q\tr."), "link"),
        ("a slash after the digits", url + "/", "link"),
        ("a query", url + "?a=1", "link"),
        ("an empty query", url + "?", "link"),
        ("a fragment", url + "#x", "link"),
        ("a user", url.replace("qr.", "user@qr."), "link"),
        ("a user and a password", url.replace("qr.", "a:b@qr."), "link"),
        ("our host as user of another", url.replace("vn/1", "vn@evil.example/1"), "link"),
        ("the usual port", url.replace(".vn/", ".vn:443/"), "link"),
        ("an empty port", url.replace(".vn/", ".vn:/"), "link"),
        ("an address in brackets", url.replace("qr.example.vn", "[::1]"), "link"),
        ("no host", url.replace("qr.example.vn", ""), "link"),
        ("an escape in the path", url.replace("/1/", "/%31/"), "link"),
        ("an escape in the digits", url[:-1] + "%37", "link"),
        ("no digits", "https://qr.example.vn/1/", "link"),
        ("no last slash", "https://qr.example.vn/1", "link"),
        ("no path", "https://qr.example.vn", "link"),
        ("a letter for the version", url.replace("/1/", "/a/"), "link"),
        ("two digits for the version", url.replace("/1/", "/01/"), "link"),
        ("version twelve", url.replace("/1/", "/12/"), "link"),
        ("a doubled slash", url.replace("/1/", "//1/"), "link"),
        ("a dot segment", url.replace("/1/", "/./1/"), "link"),
        ("a letter among the digits", url[:-1] + "x", "link"),
        ("version 2", url.replace("/1/", "/2/"), "version"),
        ("version 0", url.replace("/1/", "/0/"), "version"),
        ("version 9", url.replace("/1/", "/9/"), "version"),
        ("another host", writer.link(token, "evil.example"), "host"),
        ("our host as a part of another", writer.link(token, "qr.example.vn.evil.example"), "host"),
        ("another host that ends like ours", writer.link(token, "evilqr.example.vn"), "host"),
        ("a host below ours", writer.link(token, "a.qr.example.vn"), "host"),
        ("a host above ours", writer.link(token, "example.vn"), "host"),
        ("an address for a host", writer.link(token, "127.0.0.1"), "host"),
        ("a long s in the scheme", url.replace("https", "httpſ"), "not_ascii"),
        ("a Kelvin sign in the host", writer.link(token, "qr.e\u212aample.vn"), "not_ascii"),
        ("a full-width digit", url[:-1] + "７", "not_ascii"),
        ("a Cyrillic letter in the host", url.replace("qr.ex", "qr.еx"), "not_ascii"),
        ("a zero-width space after", url + "\u200b", "not_ascii"),
        ("a byte order mark before", "\ufeff" + url, "not_ascii"),
        ("a no-break space after", url + "\xa0", "not_ascii"),
        ("too few digits", "https://qr.example.vn/1/" + "0" * 264, "length"),
        ("too many digits", "https://qr.example.vn/1/" + "0" * 698, "length"),
        ("one digit missing", url[:-1], "length"),
        ("one digit more", url + "0", "length"),
        ("a group over its bytes", "https://qr.example.vn/1/" + "9" * 17 + digits[17:], "group"),
    ]
    return {
        "hosts": hosts,
        "accepted": [{"name": n, "text": t, "token": token.hex()} for n, t in good.items()],
        "refused": [{"name": n, "text": t, "error": e} for n, t, e in bad],
    }


def frame_cases() -> Case:
    """Token bytes, their three parts, and what the signature is made over."""
    accepted = []
    for name, claims in (("example", CLAIMS), ("shortest", SMALLEST), ("longest", LARGEST)):
        token = writer.token(claims)
        kid, payload, signature = stickers.open_frame(token)
        signed = stickers.what_is_signed(stickers.sticker_protected(kid), payload)
        accepted.append(
            {
                "name": name,
                "token": token.hex(),
                "kid": kid.hex(),
                "payload": payload.hex(),
                "signature": signature.hex(),
                "signed": signed.hex(),
            }
        )
    token = writer.token(CLAIMS)
    refused = []

    def refuse(name: str, raw: bytes, error: str = "frame") -> None:
        refused.append({"name": name, "token": raw.hex(), "error": error})

    refuse("empty", b"", "length")
    refuse("108 bytes", token[:108], "length")
    refuse("288 bytes", token + bytes(288 - len(token)), "length")
    refuse("the last byte missing", token[:-1])
    refuse("a byte more", token + b"\0")
    refuse("two tokens, one after the other", (token + token)[:287])
    for at, what in (
        (0, "tag 17"),
        (1, "an array of 5"),
        (2, "a protected header of 8 bytes"),
        (3, "a header map of 3"),
        (4, "header key 0"),
        (5, "another header key after the algorithm's value"),
        (7, "a kid of 5 bytes"),
        (12, "an unprotected header that is no empty map"),
        (13, "a payload of another kind"),
        (14, "a payload length that does not fit"),
        (92, "a signature of another kind"),
        (93, "a signature of 65 bytes"),
    ):
        refuse(what, token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :])
    refuse("no tag", token[1:])
    refuse("the tag in a long form", b"\xd8\x12" + token[1:])
    refuse("algorithm -7 (ES256)", token.replace(b"\xa2\x01\x27", b"\xa2\x01\x26", 1))
    refuse("an array without end mark", token.replace(b"\x84", b"\x9f", 1) + b"\xff")
    header = token[3:12]
    moved = token[:2] + b"\x40" + b"\xa2" + header[1:] + token[13:]
    refuse("algorithm and kid in the unprotected header", moved)
    refuse("the payload's length in two bytes", token[:13] + b"\x59\x00" + token[14:])
    refuse("a payload that is null", token[:13] + b"\xf6" + token[92:] + bytes(79))
    return {"accepted": accepted, "refused": refused}


def signature_cases() -> Case:
    """Where verifiers of Ed25519 differ: only what libsodium accepts is accepted."""
    message = b"foodtrace"
    seed, public = writer.seed("sticker"), writer.public("sticker")
    good = curve.sign(seed, message)
    s = int.from_bytes(good[32:], "little")
    torsion = curve.point_of_order_eight()
    identity = curve.compress(curve.IDENTITY)
    nonce = 123456789
    mixed_r = curve.compress(curve.add(curve.multiply(nonce, curve.BASE), torsion))
    odd_identity = (curve.P + 1).to_bytes(32, "little")
    signatures = [
        ("an ordinary signature", good, True),
        ("another message's signature", curve.sign(seed, b"foodtracf"), False),
        ("another key's signature", curve.sign(writer.seed("status"), message), False),
        ("S + L: the same point, another number", _with_s(good, s + curve.L), False),
        ("S + 2L", _with_s(good, s + 2 * curve.L), False),
        ("S = L", _with_s(good, curve.L), False),
        ("S of all ones", good[:32] + b"\xff" * 32, False),
        ("S = 0", good[:32] + bytes(32), False),
        ("all zero", bytes(64), False),
        ("R of order 1, made with the private key", _odd(seed, message, identity, 0), False),
        ("R of order 1, y not reduced", _odd(seed, message, odd_identity, 0), False),
        ("R of order 8, right only with the cofactor", _odd(seed, message, _small(), 0), False),
        (
            "R of mixed order, right only with the cofactor",
            _odd(seed, message, mixed_r, 123456789),
            False,
        ),
        ("R with its sign turned", good[:31] + bytes([good[31] ^ 128]) + good[32:], False),
        ("63 bytes", good[:63], False),
        ("65 bytes", good + b"\0", False),
        ("empty", b"", False),
    ]
    minus_one = (curve.P - 1).to_bytes(32, "little")
    off_curve = next(
        raw
        for y in range(2, 99)
        if curve.decompress(raw := y.to_bytes(32, "little"), strict=False) is None
    )
    on_curve_not_reduced = next(
        (curve.P + y).to_bytes(32, "little")
        for y in range(2, 19)
        if curve.decompress(y.to_bytes(32, "little")) is not None
    )
    own = curve.decompress(public)
    assert own is not None
    keys = [
        *(
            (f"test key {name}", writer.public(name), True)
            for name in ("sticker", "status", "root1")
        ),
        ("not a point", off_curve, False),
        ("y not below p", on_curve_not_reduced, False),
        ("order 1", identity, False),
        ("order 1, sign set", identity[:31] + b"\x80", False),
        ("order 1, y not reduced", odd_identity, False),
        ("order 2", minus_one, False),
        ("order 2, sign set", minus_one[:31] + bytes([minus_one[31] | 128]), False),
        ("order 4 (y = 0)", bytes(32), False),
        ("order 8", _small(), False),
        (
            "mixed order: a good key plus a point of order 8",
            curve.compress(curve.add(own, torsion)),
            False,
        ),
        ("all ones", b"\xff" * 32, False),
        ("31 bytes", public[:31], False),
        ("33 bytes", public + b"\0", False),
    ]
    return {
        "public": public.hex(),
        "message": message.hex(),
        "signatures": [{"name": n, "signature": raw.hex(), "valid": v} for n, raw, v in signatures],
        "public_keys": [{"name": n, "public": raw.hex(), "good": v} for n, raw, v in keys],
    }


def _small() -> bytes:
    return curve.compress(curve.point_of_order_eight())


def _odd(seed: bytes, message: bytes, r: bytes, nonce: int) -> bytes:
    return curve.sign_oddly(seed, message, r, nonce)


def _with_s(signature: bytes, s: int) -> bytes:
    return signature[:32] + s.to_bytes(32, "little")


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


def typed_code_cases() -> Case:
    """What a person types, and the id it names."""
    good: list[tuple[str, str, int]] = []
    for number in (1, 31, 32, 26004812, 123456789, 2**32 - 1):
        good.append((f"id {number}", stickers.typed_code_of_id(number), number))
    good += [
        ("lower case", "00rs-kac7", 26004812),
        ("no hyphen", "00RSKAC7", 26004812),
        ("spaces around and inside", "  00RS KAC7 ", 26004812),
        ("hyphens anywhere", "0-0-R-S-K-A-C-7-", 26004812),
        ("letter O for zero", "OORS-KAC7", 26004812),
        ("small o for zero", "oors-kac7", 26004812),
        ("letter I for one", "0000-00I2", 1),
        ("small L for one", "0000-00l2", 1),
    ]
    bad = [
        ("empty", "", "typed_code"),
        ("seven letters", "00RS-KAC", "typed_code"),
        ("nine letters", "00RS-KAC70", "typed_code"),
        ("the letter U", "00US-KAC7", "typed_code"),
        ("id 0, check letter right", "0000-0000", "typed_code"),
        ("an underscore", "00RS_KAC7", "typed_code"),
        ("a dot", "00RS.KAC7", "typed_code"),
        ("a tab", "00RS\tKAC7", "typed_code"),
        ("a line feed after", "00RS-KAC7\n", "typed_code"),
        ("an en dash", "00RS–KAC7", "typed_code"),
        ("a full-width letter", "００RS-KAC7", "typed_code"),
        ("a no-break space", "00RS\xa0KAC7", "typed_code"),
        ("a dotless i", "0000-00ı2", "typed_code"),
        ("a letter whose capital is two letters", "ß0RS-KAC", "typed_code"),
        ("wrong check letter", "00RS-KAC8", "typed_code_check"),
        ("one wrong letter", "00RT-KAC7", "typed_code_check"),
        ("two neighbours swapped", "00SR-KAC7", "typed_code_check"),
        ("two far letters swapped", "A0RS-K0C7", "typed_code_check"),
        ("the check letter swapped with another", "70RS-KAC0", "typed_code_check"),
    ]
    return {
        "accepted": [
            {"name": n, "text": t, "id": number, "shown": stickers.typed_code_of_id(number)}
            for n, t, number in good
        ],
        "refused": [{"name": n, "text": t, "error": e} for n, t, e in bad],
    }
