"""The vectors of what people and cameras read: digits, link and typed code."""

from __future__ import annotations

from oracle import stickers, writer
from vectors.sticker_cases import CLAIMS, LARGEST, SMALLEST, Case


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
