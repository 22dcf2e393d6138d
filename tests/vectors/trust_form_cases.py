"""The vectors of trust lists by their form alone: no pin, no order in time."""

from __future__ import annotations

from typing import Any

from oracle import curve, lists, plain_cbor, writer
from oracle.stickers import kid_of
from vectors.sticker_cases import CLAIMS
from vectors.trust_cases import CLASH, DAY, IAT, URI, Case, body, signed, status_key, sticker_key


def form_cases() -> Case:
    """Files by their form alone: no pin, no order in time."""
    accepted = []
    for name, raw in _good_files().items():
        trust = lists.read_trust(raw)
        accepted.append(
            {
                "name": name,
                "file": raw.hex(),
                "issuer": trust.issuer,
                "iat": trust.iat,
                "exp": trust.exp,
                "seq": trust.seq,
                "threshold": trust.threshold,
                "signers": [kid.hex() for kid, _ in trust.signatures],
                "root_kids": [kid_of(root).hex() for root in trust.roots],
                "key_kids": [kid.hex() for kid in trust.keys],
                "hosts": list(trust.hosts),
            }
        )
    refused = [
        {"name": name, "file": raw.hex(), "error": error}
        for name, raw, error in [*_bad_sequences(), *_bad_payloads()]
    ]
    return {"accepted": accepted, "refused": refused}


def _good_files() -> dict[str, bytes]:
    eight = tuple(f"root{number}" for number in range(1, 9))
    issued = bytes(range(32))
    return {
        "the example": signed(),
        "one signature": signed(("root2",)),
        "eight signatures": signed(eight, roots=_publics(*eight), threshold=8),
        "one root": signed(("root1",), roots=_publics("root1"), threshold=1),
        "life of 366 days": signed(exp=IAT + 366 * DAY),
        "life of one second": signed(exp=IAT + 1),
        "no keys, wards or categories": signed(keys=[], wards=[], categories=[]),
        "a retired host": signed(hosts=[["qr.example.vn", None], ["old.example.vn", 1790000000]]),
        "a revoked key with the hash of its ledger": signed(
            keys=[sticker_key(revoked=1790000000, issued=issued), status_key()]
        ),
        "two sticker keys": signed(
            keys=[sticker_key(), sticker_key("sticker2", uri=URI + "2"), status_key()]
        ),
        "a ward that has ended": signed(wards=[[20194, 18000, 20270, "Hải Châu I", "Đà Nẵng"]]),
        "a key whose status list is nowhere": signed(keys=[sticker_key(uri=None)]),
    }


def _publics(*names: str) -> list[bytes]:
    return [writer.public(name) for name in names]


def _bad_sequences() -> list[tuple[str, bytes, str]]:
    good = signed()
    payload = writer.trust_payload(body())
    one, three = (writer.trust_message(payload, root) for root in ("root1", "root3"))
    other = writer.trust_message(writer.trust_payload(body(seq=8)), "root3")
    nine = tuple(f"root{number}" for number in range(1, 10))
    protected = {1: -8, 4: writer.kid("root1"), 16: lists.TRUST_TYPE}

    def headed(**changes: Any) -> bytes:
        header = {**protected, **{int(key[1:]): value for key, value in changes.items()}}
        return writer.cose(header, payload, "root1")

    def built(parts: list[Any], tag: int = 18) -> bytes:
        return plain_cbor.write(plain_cbor.Tagged(tag, parts))

    head = plain_cbor.write(protected)
    signature = one[-64:]
    return [
        ("empty", b"", "trust_cbor"),
        ("nine signatures", signed(nine, roots=_publics(*nine)), "trust_signatures"),
        ("signatures in descending order", three + one, "trust_signatures"),
        ("one signature twice", one + one, "trust_signatures"),
        ("two payloads", one + other, "trust_payload"),
        ("a byte after the end", good + b"\0", "trust_frame"),
        ("the last byte missing", good[:-1], "trust_cbor"),
        ("a line feed after the end", good + b"\n", "trust_frame"),
        ("no tag", one[1:], "trust_frame"),
        ("tag 17", built([head, {}, payload, signature], 17), "trust_frame"),
        ("the tag in two bytes", b"\xd8\x12" + one[1:], "trust_frame"),
        ("tagged twice", b"\xd2" + one, "trust_frame"),
        ("an array without end mark", b"\xd2\x9f" + one[2:] + b"\xff", "trust_frame"),
        ("an array of five", built([head, {}, payload, signature, None]), "trust_frame"),
        ("an array of three", built([head, {}, payload]), "trust_frame"),
        (
            "kid in the unprotected header too",
            built([head, {4: b"abcd"}, payload, signature]),
            "trust_frame",
        ),
        ("payload null", built([head, {}, None, signature]), "trust_payload"),
        ("signature of 63 bytes", built([head, {}, payload, signature[:63]]), "trust_signature"),
        ("signature of 65 bytes", built([head, {}, payload, signature + b"\0"]), "trust_signature"),
        ("algorithm -7", headed(_1=-7), "trust_frame"),
        ("kid of 3 bytes", headed(_4=b"abc"), "trust_frame"),
        ("kid as text", headed(_4="abcd"), "trust_frame"),
        ("the type of a status list", headed(_16=lists.STATUS_TYPE), "trust_frame"),
        ("the type with a capital", headed(_16=lists.TRUST_TYPE.capitalize()), "trust_frame"),
        (
            "the header of a sticker: no type",
            writer.cose({1: -8, 4: b"abcd"}, payload, "root1"),
            "trust_frame",
        ),
        ("one header more", headed(_5=b"iv"), "trust_frame"),
        ("header keys in another order", _reordered_header(payload), "trust_frame"),
        ("a whole array around the messages", b"\x82" + good, "trust_frame"),
        ("a sticker instead of a list", writer.token(CLAIMS), "trust_frame"),
    ]


def _reordered_header(payload: bytes) -> bytes:
    parts = plain_cbor.write({4: writer.kid("root1")})[1:] + b"\x01\x27"
    protected = b"\xa3" + parts + plain_cbor.write({16: lists.TRUST_TYPE})[1:]
    return plain_cbor.write(plain_cbor.Tagged(18, [protected, {}, payload, bytes(64)]))


def _bad_payloads() -> list[tuple[str, bytes, str]]:
    payload = writer.trust_payload(body())
    torsion = curve.point_of_order_eight()
    own = curve.decompress(writer.public("sticker"))
    assert own is not None
    mixed = curve.compress(curve.add(own, torsion))
    bad_points = {
        "not on the curve": (2).to_bytes(32, "little"),
        "not reduced": (curve.P + 3).to_bytes(32, "little"),
        "of order 1": curve.compress(curve.IDENTITY),
        "of order 4": bytes(32),
        "of order 8": curve.compress(torsion),
        "of mixed order": mixed,
        "all ones": b"\xff" * 32,
    }
    changed: list[tuple[str, Case, str]] = [
        ("exp equal to iat", {"exp": IAT}, "trust_exp"),
        ("exp before iat", {"exp": IAT - 1}, "trust_exp"),
        ("a second over 366 days", {"exp": IAT + 366 * DAY + 1}, "trust_exp"),
        ("threshold 0", {"threshold": 0}, "trust_threshold"),
        ("threshold above the number of roots", {"threshold": 4}, "trust_threshold"),
        ("no roots", {"roots": []}, "trust_roots"),
        ("one root twice", {"roots": _publics("root1", "root2", "root1")}, "duplicate_kid"),
        ("one key twice", {"keys": [sticker_key(), sticker_key(uri=None)]}, "duplicate_kid"),
        (
            "one key in both roles",
            {"keys": [sticker_key(), status_key("sticker")]},
            "duplicate_kid",
        ),
        (
            "two keys with one kid",
            {"keys": [sticker_key(name, uri=URI + name) for name in CLASH]},
            "duplicate_kid",
        ),
        ("two roots with one kid", {"roots": _publics("root1", "root3", *CLASH)}, "duplicate_kid"),
        (
            "a root and a key with one kid",
            {"roots": _publics("root1", "root3", CLASH[0]), "keys": [sticker_key(CLASH[1])]},
            "duplicate_kid",
        ),
        ("a root is also a sticker key", {"keys": [sticker_key("root2")]}, "duplicate_kid"),
        (
            "a root is also a status key",
            {"keys": [sticker_key(), status_key("root1")]},
            "duplicate_kid",
        ),
        ("a sticker key under role 2", {"keys": [sticker_key(role=2)]}, "trust_role"),
        ("a role that is false", {"keys": [sticker_key(role=False)]}, "trust_role"),
        ("nbf null", {"keys": [sticker_key(nbf=None)]}, "trust_nbf"),
        ("naf null", {"keys": [sticker_key(naf=None)]}, "trust_naf"),
        ("nbf negative", {"keys": [sticker_key(nbf=-1)]}, "trust_nbf"),
        ("revoked that is true", {"keys": [sticker_key(revoked=True)]}, "trust_revoked"),
        ("status_uri as bytes", {"keys": [sticker_key(uri=b"x")]}, "trust_status_uri"),
        ("issued of 31 bytes", {"keys": [sticker_key(issued=bytes(31))]}, "trust_issued"),
        ("a key of six values", {"keys": [sticker_key()[:6]]}, "trust_cbor"),
        ("a key of eight values", {"keys": [[*sticker_key(), None]]}, "trust_cbor"),
        ("a public key of 31 bytes", {"keys": [sticker_key(public=bytes(31))]}, "trust_public"),
        ("a root of 33 bytes", {"roots": [*_publics("root1", "root3"), bytes(33)]}, "trust_root"),
        ("a root as text", {"roots": [*_publics("root1", "root3"), "root"]}, "trust_root"),
        ("seq as text", {"seq": "7"}, "trust_seq"),
        ("seq negative", {"seq": -7}, "trust_seq"),
        ("issuer as bytes", {"issuer": b"board"}, "trust_issuer"),
        ("iat null", {"iat": None}, "trust_iat"),
        ("hosts as a map", {"hosts": {"qr.example.vn": None}}, "trust_hosts"),
        ("a host without until", {"hosts": [["qr.example.vn"]]}, "trust_cbor"),
        ("a host's until negative", {"hosts": [["qr.example.vn", -1]]}, "trust_until"),
        ("a ward without province", {"wards": [[20242, 20270, None, "Hải Châu"]]}, "trust_cbor"),
        ("a ward's number as text", {"wards": [["20242", 20270, None, "A", "B"]]}, "trust_ward"),
        ("a ward's first day null", {"wards": [[20242, None, None, "A", "B"]]}, "trust_from_day"),
        (
            "a category's names as a list",
            {"categories": [[1, ["vi", "Nhà hàng"]]]},
            "trust_category_names",
        ),
        ("a category's name null", {"categories": [[1, {"vi": None}]]}, "trust_category_name"),
        (
            "a category's language as a number",
            {"categories": [[1, {1: "Nhà hàng"}]]},
            "trust_language",
        ),
    ]
    for what, public in bad_points.items():
        changed.append(
            (f"a sticker key {what}", {"keys": [sticker_key(public=public)]}, "bad_public_key")
        )
        roots = [*_publics("root1", "root3"), public]
        changed.append((f"a root {what}", {"roots": roots}, "bad_public_key"))
    languages = plain_cbor.write({"en": "Restaurant", "vi": "Nhà hàng"})
    turned = b"\xa2" + languages[15:] + languages[1:15]
    listed = body()
    edited = [
        ("a byte after the payload's end", payload + b"\0", "trust_trailing"),
        ("the payload cut", payload[:-1], "trust_cbor"),
        ("the payload empty", b"", "trust_payload"),
        ("seq in two bytes", payload.replace(b"\x87\x07\x02", b"\x87\x18\x07\x02"), "trust_cbor"),
        ("iat in nine bytes", payload.replace(b"\x06\x1a", b"\x06\x1b" + bytes(4)), "trust_cbor"),
        (
            "the payload's array without end mark",
            payload.replace(b"\x87\x07", b"\x9f\x07") + b"\xff",
            "trust_cbor",
        ),
        ("languages in another order", payload.replace(languages, turned), "trust_order"),
        ("exp and iat in another order", _swapped(payload), "trust_order"),
        ("a claim more", _claims(listed, {7: b"x"}), "trust_cbor"),
        ("no issuer", _claims(listed, {}, without=1), "trust_cbor"),
        (
            "the list under the sticker's claim",
            _claims(listed, {-65537: []}, without=-65538),
            "trust_order",
        ),
        ("six parts", _claims(listed, {-65538: [7, 2, [], [], [], []]}), "trust_cbor"),
        ("eight parts", _claims(listed, {-65538: [7, 2, [], [], [], [], [], []]}), "trust_cbor"),
        ("no map", plain_cbor.write([1, 2, 3]), "trust_cbor"),
    ]
    cases = [(name, signed(**change), error) for name, change, error in changed]
    both = ("root1", "root3")
    return cases + [(name, writer.trust_file(raw, both), error) for name, raw, error in edited]


def _claims(listed: Case, more: dict[int, Any], without: int | None = None) -> bytes:
    claims = plain_cbor.read_whole(writer.trust_payload(listed))
    claims.update(more)
    claims.pop(without, None)
    return plain_cbor.write(claims)


def _swapped(payload: bytes) -> bytes:
    at = payload.index(b"\x04\x1a")
    return payload[:at] + payload[at + 6 : at + 12] + payload[at : at + 6] + payload[at + 12 :]
