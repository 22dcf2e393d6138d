"""The vectors of status lists: which ones a reader believes, and what they say of a number."""

from __future__ import annotations

from typing import Any

from oracle import belief, lists, plain_cbor, writer
from vectors.trust_cases import URI, Case, signed, status_key, sticker_key

IAT = 1795215600
EXP = 1795824000
DAY = 86400
# The example's list as some zlib made it: published bytes are never compressed again.
EXAMPLE_LST = bytes.fromhex("78da0b4d600ec50a0065ac0807")
EXAMPLE_ENTRIES = {4: 0, 5: 0, 6: 2, 7: 1, 8: 3, 9: 0, 10: 0, 11: 0}


def status(lst: bytes = EXAMPLE_LST, key: str = "status", **changes: Any) -> bytes:
    """A signed status list of the example's sticker key, with some of it changed."""
    values = {"sub": URI, "iat": IAT, "exp": EXP, "ttl": 3600, **changes}
    payload = writer.status_payload(values["sub"], values["iat"], values["exp"], lst, values["ttl"])
    return writer.status_file(payload, key)


def trust_files() -> dict[str, bytes]:
    """The trust lists under which the status lists of these vectors are read."""
    old = status_key("status2", nbf=IAT - 9 * DAY, naf=IAT)
    return {
        "example": signed(),
        "status key revoked": signed(keys=[sticker_key(), status_key(revoked=IAT + 1)]),
        "two status keys, the second retired": signed(keys=[sticker_key(), status_key(), old]),
        "status key from the list's iat on": signed(keys=[sticker_key(), status_key(nbf=IAT)]),
        "status key from a second later": signed(keys=[sticker_key(), status_key(nbf=IAT + 1)]),
        "two sticker keys": signed(
            keys=[sticker_key(), sticker_key("sticker2", uri=URI + "2"), status_key()]
        ),
        "the uri belongs to a status key": signed(
            keys=[sticker_key(uri=None), status_key(uri=URI)]
        ),
    }


def status_cases() -> Case:
    """Each case names its trust list; `held_iat` is what the reader kept of an earlier list."""
    trusts = trust_files()
    accepted: list[Case] = []
    refused: list[Case] = []
    ones = writer.packed({}, 64)

    def accept(
        name: str,
        raw: bytes,
        trust: str = "example",
        held_iat: int = 0,
        probe: tuple[int, ...] = (0,),
    ) -> None:
        believed = belief.believe_status(lists.read_trust(trusts[trust]), raw, held_iat)
        accepted.append(
            {
                "name": name,
                "trust": trust,
                "file": raw.hex(),
                "held_iat": held_iat,
                "sticker_kid": believed.kid.hex(),
                "iat": believed.iat,
                "exp": believed.exp,
                "ttl": believed.ttl,
                "bytes": len(believed.entries),
                "entries": {str(idx): believed.entry(idx) for idx in probe},
            }
        )

    def refuse(
        name: str, raw: bytes, error: str, trust: str = "example", held_iat: int = 0
    ) -> None:
        refused.append(
            {"name": name, "trust": trust, "file": raw.hex(), "held_iat": held_iat, "error": error}
        )

    accept("the example", status(), probe=(0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99, 100, 1048575))
    each = writer.stored(bytes([0b11_10_01_00, 0b00_01_10_11]))
    accept("lowest bits first", status(each), probe=tuple(range(9)))
    accept("one byte", status(writer.stored(b"\x00")), probe=(0, 3, 4))
    accept(
        "the longest, 262,144 bytes", status(writer.repeated(0x55, 262_144)), probe=(0, 2**20 - 1)
    )
    accept("valid for 31 days", status(exp=IAT + 31 * DAY))
    accept("valid for a second", status(exp=IAT + 1))
    accept("the first second of the key's window", status(), "status key from the list's iat on")
    accept("equal iat to the one held", status(), held_iat=IAT)
    accept("for the second sticker key", status(sub=URI + "2"), "two sticker keys")
    lasting = status(key="status2", iat=IAT - 1, exp=IAT + DAY)
    accept("in the last second of the window", lasting, "two status keys, the second retired")

    refuse(
        "after the key's window",
        status(key="status2"),
        "outside_window",
        "two status keys, the second retired",
    )
    refuse("before the key's window", status(), "outside_window", "status key from a second later")
    refuse("by a revoked key, dated before", status(), "key_revoked", "status key revoked")
    refuse("by a sticker key", status(key="sticker"), "wrong_role")
    refuse("by a root", status(key="root1"), "unknown_status_key")
    refuse("by a stranger", status(key="evil"), "unknown_status_key")
    refuse("earlier iat than the one held", status(), "rollback", held_iat=IAT + 1)
    refuse("for a uri of nobody", status(sub=URI + "3"), "unknown_subject")
    refuse("for a uri in capitals", status(sub=URI.upper()), "unknown_subject")
    refuse(
        "for the uri of a status key",
        status(),
        "unknown_subject",
        "the uri belongs to a status key",
    )
    refuse("a second over 31 days", status(exp=IAT + 31 * DAY + 1), "status_exp")
    refuse("exp equal to iat", status(exp=IAT), "status_exp")
    refuse("sub as bytes", status(sub=b"x"), "status_sub")
    refuse("iat negative", status(iat=-1, exp=9), "status_iat")
    refuse("ttl as text", status(ttl="3600"), "status_ttl")
    refuse("ttl negative", status(ttl=-1), "status_ttl")
    good = status()
    refuse("a byte after the end", good + b"\0", "status_trailing")
    refuse("the last byte missing", good[:-1], "status_cbor")
    refuse("empty", b"", "status_cbor")
    refuse("a trust list instead", signed(("root1",)), "status_frame")
    refuse("no tag", good[1:], "status_frame")
    refuse("the signature spoiled", good[:-1] + bytes([good[-1] ^ 1]), "bad_signature")
    refuse("the payload spoiled", good.replace(b"https", b"httpr"), "bad_signature")
    refuse("lst empty", status(b""), "status_lst")
    refuse("inflates to nothing", status(writer.stored(b"")), "status_lst")
    refuse("inflates to 262,145 bytes", status(writer.repeated(0x55, 262_145)), "status_lst")
    refuse("inflates to 16 MiB", status(writer.repeated(0x55, 1 << 24)[: 1 << 12]), "status_lst")
    refuse("lst cut", status(EXAMPLE_LST[:-1]), "status_lst")
    refuse("lst without its checksum", status(EXAMPLE_LST[:-4]), "status_lst")
    refuse("lst with a wrong checksum", status(EXAMPLE_LST[:-1] + b"\0"), "status_lst")
    refuse("a byte after lst's end", status(EXAMPLE_LST + b"\0"), "status_lst")
    refuse("two streams", status(EXAMPLE_LST + EXAMPLE_LST), "status_lst")
    refuse("lst not compressed", status(ones), "status_lst")
    refuse("lst deflated without zlib's frame", status(EXAMPLE_LST[2:-4]), "status_lst")
    refuse("lst gzipped", status(_gzipped(ones)), "status_lst")
    for name, claims, error in _odd_claims():
        refuse(name, writer.status_file(claims), error)
    return {
        "trust": {name: raw.hex() for name, raw in trusts.items()},
        "accepted": accepted,
        "refused": refused,
    }


def _gzipped(raw: bytes) -> bytes:
    stored = writer.stored(raw)[2:-4]
    return (
        bytes.fromhex("1f8b08000000000000ff") + stored + bytes(4) + len(raw).to_bytes(4, "little")
    )


def _odd_claims() -> list[tuple[str, bytes, str]]:
    inner: dict[Any, Any] = {"bits": 2, "lst": EXAMPLE_LST}
    claims: dict[Any, Any] = {2: URI, 4: EXP, 6: IAT, 65534: 3600, 65533: inner}

    def changed(more: dict[Any, Any], without: int | None = None) -> bytes:
        altered = {**claims, **more}
        altered.pop(without, None)
        return plain_cbor.write(altered)

    payload = plain_cbor.write(claims)
    bits, lst = plain_cbor.write({"bits": 2})[1:], plain_cbor.write({"lst": EXAMPLE_LST})[1:]
    return [
        ("one bit each", changed({65533: {"bits": 1, "lst": EXAMPLE_LST}}), "status_bits"),
        ("eight bits each", changed({65533: {"bits": 8, "lst": EXAMPLE_LST}}), "status_bits"),
        ("lst as text", changed({65533: {"bits": 2, "lst": "abc"}}), "status_lst"),
        ("no bits", changed({65533: {"lst": EXAMPLE_LST}}), "status_order"),
        ("an aggregation uri", changed({65533: {**inner, "aggregation_uri": "x"}}), "status_order"),
        ("a claim more", changed({1: "issuer"}), "status_cbor"),
        ("no exp", changed({}, without=4), "status_cbor"),
        ("no ttl", changed({}, without=65534), "status_cbor"),
        ("bits before lst", payload.replace(lst + bits, bits + lst), "status_order"),
        (
            "exp in a longer form",
            payload.replace(b"\x04\x1a", b"\x04\x1b" + bytes(4)),
            "status_cbor",
        ),
        ("a byte after the claims", payload + b"\0", "status_trailing"),
        ("the claims cut", payload[:-1], "status_cbor"),
    ]
