"""The vectors of the verdict: a text, the lists that a reader holds, a moment, and the three answers."""

from __future__ import annotations

import hashlib
from typing import Any

from oracle import writer
from vectors.sticker_cases import CLAIMS, Case, claims_with
from vectors.verdict_lists import (
    DAY,
    EXP,
    IAT,
    LEDGER,
    NOW,
    STATUS_EXP,
    STATUS_IAT,
    TRUST_EXP,
    TRUST_IAT,
    status_files,
    trust_files,
)


def verdict_cases() -> Case:
    """Freshness null: no sticker key is named, so a reader may answer as it likes."""
    trusts, statuses = trust_files(), status_files()
    told: list[Case] = []
    urls = {
        idx: writer.link(writer.token(claims_with(idx=idx))) for idx in (3, 4, 6, 7, 8, 12, 99, 100)
    }

    def case(
        name: str,
        text: str,
        answer: tuple[str, str, str | None],
        *,
        trust: str | None = "example",
        status: str | None = "example",
        now: int = NOW,
        **more: Any,
    ) -> None:
        genuine, standing, freshness = answer
        entry: Case = {"name": name, "text": text, "trust": trust, "status": status, "now": now}
        entry.update(more)
        entry["genuine"], entry["standing"], entry["freshness"] = genuine, standing, freshness
        entry["green"] = answer == ("yes", "in force", "fresh")
        told.append(entry)

    good = urls[4]
    token = writer.token(CLAIMS)
    case("green", good, ("yes", "in force", "fresh"))
    case("link in capitals", good.upper(), ("yes", "in force", "fresh"))
    # genuine
    unreadable = ("unreadable", "unknown", None)
    stranger = ("unknown issuer", "unknown", None)
    forged = ("no", "unknown", "fresh")
    case("nothing", "", unreadable)
    case("a word", "hello", unreadable)
    case("another scheme", good.replace("https", "http"), unreadable)
    case("version 2", good.replace("/1/", "/2/"), unreadable)
    case("a long s in the scheme", good.replace("https", "httpſ"), unreadable)
    case("a digit missing", good[:-1], unreadable)
    case("a group over its bytes", "https://qr.example.vn/1/" + "9" * 265, unreadable)
    case("no frame", "https://qr.example.vn/1/" + "0" * 265, unreadable)
    case("another host", writer.link(token, "evil.example"), stranger)
    case("a host that the list lacks", good, stranger, trust="other host")
    case("a retired host still parses", good, ("yes", "in force", "fresh"), trust="host retired")
    case("no list at all", good, ("unknown issuer", "unknown", None), trust=None, status=None)
    case("a key that the list lacks", good, stranger, trust="no sticker key")
    case("a stranger's key", writer.link(writer.token(CLAIMS, "evil")), stranger)
    case("signed by the status key", writer.link(writer.token(CLAIMS, "status")), stranger)
    case("signed by a root", writer.link(writer.token(CLAIMS, "root1")), stranger)
    borrowed = writer.token_of_payload(writer.claims_payload(CLAIMS), "evil", writer.kid("sticker"))
    case("a stranger under our kid", writer.link(borrowed), forged)
    twin = writer.link(writer.token(CLAIMS, "clash170469"))
    case(
        "another key with the same kid",
        twin,
        ("no", "unknown", "missing"),
        trust="key signs under its twin's kid",
        status=None,
    )
    case("one bit of the name turned", writer.link(_turned(token, 50)), forged)
    case("one bit of the signature turned", writer.link(_turned(token, 157)), forged)
    s = int.from_bytes(token[-32:], "little") + 2**252 + 27742317777372353535851937790883648493
    case("S + L", writer.link(token[:-32] + s.to_bytes(32, "little")), forged)
    case("a signature of zeros", writer.link(token[:-64] + bytes(64)), forged)
    case(
        "forged and no status list",
        writer.link(_turned(token, 50)),
        ("no", "unknown", "missing"),
        status=None,
    )
    bad = ("unreadable", "unknown", "fresh")
    for what, change in (
        ("id 0", {"id": 0}),
        ("a Cyrillic letter in the name", {"name": "Bún Ch\u0430"}),
        ("two spaces in the street", {"street": "1  A"}),
        ("exp before iat", {"exp": IAT - 1}),
        ("ward 0", {"ward": 0}),
        ("idx 2**20", {"idx": 2**20}),
    ):
        case(f"signed, but {what}", writer.link(writer.token(claims_with(**change))), bad)
    junk = writer.token_of_payload(b"\x00" * 40)
    case("signed junk", writer.link(junk), bad)
    # windows and revoked keys
    case(
        "iat in the first second of the window",
        good,
        ("yes", "in force", "fresh"),
        trust="window begins at iat",
    )
    case("iat a second before the window", good, forged, trust="window begins after iat")
    case(
        "iat in the last second of the window",
        good,
        ("yes", "in force", "fresh"),
        trust="window ends after iat",
    )
    case("iat at the window's end", good, forged, trust="window ends at iat")
    revoked = ("key revoked", "unknown", "fresh")
    case("a revoked key, the sticker older than that", good, revoked, trust="key revoked")
    case(
        "a forgery that names a revoked key",
        writer.link(_turned(token, 50)),
        forged,
        trust="key revoked",
    )
    case("junk signed by a revoked key", writer.link(junk), bad, trust="key revoked")
    case(
        "a revoked key with a ledger that the reader lacks",
        good,
        revoked,
        trust="key revoked, ledger",
    )
    whole = LEDGER.hex()
    case(
        "a revoked key, listed in the ledger",
        good,
        ("yes", "in force", "fresh"),
        trust="key revoked, ledger",
        ledger=whole,
    )
    case(
        "a revoked key, not in the ledger",
        urls[12],
        revoked,
        trust="key revoked, ledger",
        ledger=whole,
    )
    # standing
    case("revoked", urls[7], ("yes", "revoked", "fresh"))
    case("replaced", urls[8], ("yes", "replaced", "fresh"))
    case("suspended", urls[6], ("yes", "suspended", "fresh"))
    case("a number never issued", urls[3], ("yes", "revoked", "fresh"))
    case("a number never issued, in the last byte", urls[99], ("yes", "revoked", "fresh"))
    case("a number beyond the list", urls[100], ("yes", "unknown", "fresh"))
    case("a number beyond a short list", good, ("yes", "unknown", "fresh"), status="four numbers")
    case("no status list", good, ("yes", "unknown", "missing"), status=None)
    second = writer.link(writer.token(CLAIMS, "sticker2"))
    case(
        "a status list for another key alone",
        second,
        ("yes", "unknown", "missing"),
        trust="two sticker keys",
    )
    case(
        "the second key's own list",
        second,
        ("yes", "in force", "fresh"),
        trust="two sticker keys",
        status="of the second key",
    )
    ending = {"trust": "long", "status": "at the sticker's end"}
    case("the last second", good, ("yes", "in force", "fresh"), now=EXP - 1, **ending)
    case("expired in the first second", good, ("yes", "expired", "fresh"), now=EXP, **ending)
    case("expired before suspended", urls[6], ("yes", "expired", "fresh"), now=EXP, **ending)
    case("revoked before expired", urls[7], ("yes", "revoked", "fresh"), now=EXP, **ending)
    case("replaced before expired", urls[8], ("yes", "replaced", "fresh"), now=EXP, **ending)
    case(
        "expired and no status list",
        good,
        ("yes", "expired", "missing"),
        now=EXP,
        trust="long",
        status=None,
    )
    early = claims_with(iat=NOW + DAY, exp=NOW + 9 * DAY)
    later = claims_with(iat=NOW + DAY + 1, exp=NOW + 9 * DAY)
    case(
        "issued a day in the future: the list is older",
        writer.link(writer.token(early)),
        ("yes", "unknown", "fresh"),
    )
    case(
        "issued more than a day in the future",
        writer.link(writer.token(later)),
        ("yes", "not yet in force", "fresh"),
    )
    case(
        "a list of the sticker's own second",
        good,
        ("yes", "in force", "fresh"),
        trust="at the sticker's start",
        status="at the sticker's start",
        now=IAT + 5,
    )
    case(
        "a list older than the sticker says nothing",
        good,
        ("yes", "unknown", "fresh"),
        trust="at the sticker's start",
        status="a second before the sticker",
        now=IAT + 5,
    )
    case(
        "an older list does not revoke either",
        urls[7],
        ("yes", "unknown", "fresh"),
        trust="at the sticker's start",
        status="a second before the sticker",
        now=IAT + 5,
    )
    # freshness
    case("the status list's last second", good, ("yes", "in force", "fresh"), now=STATUS_EXP - 1)
    case("the status list is over: not green", good, ("yes", "in force", "stale"), now=STATUS_EXP)
    case("a stale list still condemns", urls[7], ("yes", "revoked", "stale"), now=STATUS_EXP)
    case("a stale list still suspends", urls[6], ("yes", "suspended", "stale"), now=STATUS_EXP)
    case("the trust list is over", good, ("yes", "in force", "stale"), now=TRUST_EXP)
    case(
        "the trust list is over, no status list",
        good,
        ("yes", "unknown", "missing"),
        now=TRUST_EXP,
        status=None,
    )
    case(
        "a clock exactly a day before the status list",
        good,
        ("yes", "in force", "fresh"),
        now=STATUS_IAT - DAY,
    )
    wrong: Case = {"clock_wrong": True}
    case(
        "a clock more than a day before it",
        good,
        ("yes", "in force", "stale"),
        now=STATUS_IAT - DAY - 1,
        **wrong,
    )
    case(
        "a clock more than a day before the trust list",
        good,
        ("yes", "in force", "stale"),
        now=TRUST_IAT - DAY - 1,
        **wrong,
    )
    case(
        "a clock wrong by a year",
        good,
        ("yes", "not yet in force", "stale"),
        now=IAT - 365 * DAY,
        **wrong,
    )
    case("a clock at 1970", good, ("yes", "not yet in force", "stale"), now=0, **wrong)
    # the register of an online server
    digest = hashlib.sha256(token).hexdigest()
    case("registered", good, ("yes", "in force", "fresh"), registered=digest)
    case("registered with other bytes", good, ("yes", "unknown", "fresh"), registered=digest[::-1])
    case("not in the register", good, ("yes", "unknown", "fresh"), registered=None)
    # typed codes
    typed = ("not checked", "unknown", None)
    case("a typed code", "00RS-KAC7", typed, id=26004812)
    case("a typed code as people type", " oors kac7", typed, id=26004812)
    case("a mistyped code", "00RS-KAC8", unreadable)
    case("a typed code for nobody", "0000-0000", unreadable)
    return {
        "hosts_from": "the trust list",
        "trust": {name: raw.hex() for name, raw in trusts.items()},
        "status": {name: raw.hex() for name, raw in statuses.items()},
        "cases": told,
    }


def _turned(token: bytes, at: int) -> bytes:
    return token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
