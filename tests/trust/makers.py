"""Makes the keys, lists and bundles that tests judge: seeds from names, everything else overridable."""

from __future__ import annotations

import hashlib

import msgspec
from foodtrace.sticker import Claims, Token, encode_link, sign_claims
from foodtrace.trust import (
    Category,
    Held,
    Host,
    StatusList,
    Trusted,
    TrustKey,
    TrustList,
    Ward,
    encode_status_list,
    encode_trust_payload,
    kid_of,
    merge_trust_files,
    open_bundle,
    pack_bundle,
    pack_statuses,
    public_of,
    sign_trust_payload,
)

DAY = 86_400
NOW = 1_795_219_200  # 2026-11-21 00:00 UTC
HOST = "qr.example.vn"
STATUS_URI = "https://qr.example.vn/.well-known/foodtrace/status/873e646a"


def seed(name: str) -> bytes:
    return hashlib.sha256(b"foodtrace test key " + name.encode()).digest()


def public(name: str) -> bytes:
    return public_of(seed(name))


def kid(name: str) -> bytes:
    return kid_of(public(name))


CLAIMS = Claims(
    exp=1_814_400_000,
    iat=1_782_864_000,
    id=26_004_812,
    name="Bún Chả Cá Bà Lữ",
    street="319 Hùng Vương",
    ward=20_209,
    category=3,
    idx=4,
    place=bytes.fromhex("e1b4fb4e29"),
)
STICKER_KEY = TrustKey(
    role=0,
    public=public("sticker"),
    nbf=1_780_272_000,
    naf=1_814_400_000,
    status_uri=STATUS_URI,
)
STATUS_KEY = TrustKey(role=1, public=public("status"), nbf=1_780_272_000, naf=1_845_936_000)
TRUST = TrustList(
    issuer="Demo food-safety board",
    iat=1_795_132_800,
    exp=1_802_995_200,
    seq=7,
    threshold=2,
    roots=(public("root1"), public("root2"), public("root3")),
    hosts=(Host(HOST),),
    keys=(STICKER_KEY, STATUS_KEY),
    wards=(
        Ward(20_242, 20_270, None, "Hải Châu", "Đà Nẵng"),
        Ward(20_209, 20_270, None, "Thanh Khê", "Đà Nẵng"),
    ),
    categories=(
        Category(1, {"en": "Restaurant", "vi": "Nhà hàng"}),
        Category(3, {"en": "Noodle shop", "vi": "Quán bún"}),
    ),
)
ENTRIES = {4: 0, 5: 0, 6: 2, 7: 1, 8: 3, 9: 0, 10: 0, 11: 0}
STATUS = StatusList(
    sub=STATUS_URI,
    iat=1_795_215_600,
    exp=1_795_824_000,
    ttl=3600,
    lst=pack_statuses(ENTRIES, 100),
)
PIN = Held((public("root1"), public("root2"), public("root3")), 2)


def claims(**changes: object) -> Claims:
    return msgspec.structs.replace(CLAIMS, **changes)


def trust_list(**changes: object) -> TrustList:
    return msgspec.structs.replace(TRUST, **changes)


def status_list(**changes: object) -> StatusList:
    return msgspec.structs.replace(STATUS, **changes)


def signed_trust(trust: TrustList = TRUST, *roots: str) -> bytes:
    """A trust file signed by these roots, root1 and root3 by default."""
    payload = encode_trust_payload(trust)
    return merge_trust_files(
        sign_trust_payload(payload, seed(name)) for name in roots or ("root1", "root3")
    )


def signed_status(status: StatusList = STATUS, signer: str = "status") -> bytes:
    return encode_status_list(status, seed(signer))


def bundle(
    trust: TrustList = TRUST, status: StatusList | None = STATUS, status_kid: bytes | None = None
) -> bytes:
    statuses = {} if status is None else {status_kid or kid("sticker"): signed_status(status)}
    return pack_bundle({trust.seq: signed_trust(trust)}, statuses)


def trusted(trust: TrustList = TRUST, status: StatusList | None = STATUS) -> Trusted:
    return open_bundle(PIN, bundle(trust, status))


def token(claims: Claims = CLAIMS, signer: str = "sticker") -> Token:
    return sign_claims(claims, seed(signer))


def link(token: Token, host: str = HOST) -> str:
    return encode_link(host, token.raw)
