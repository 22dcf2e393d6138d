"""A small street with a sticker for every ending, in a real registry folder; shared by tests and shots."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import msgspec
from foodtrace.intake import BasisRow, GoodRow, Private
from foodtrace.issuing import (
    Selection,
    current_trust,
    draft_next_trust_list,
    draft_trust_list,
    issue,
    live_stickers,
    publish_trust_file,
    record_intake,
    replace,
    resign_status_lists,
    revoke,
    suspend,
)
from foodtrace.keystore import KDF_INTERACTIVE, create_key, key_filename
from foodtrace.registry import ROOTS_FILE, Authority, Registry
from foodtrace.sticker import (
    Claims,
    Token,
    encode_digits,
    encode_typed_code,
    parse_link,
    sign_claims,
)
from foodtrace.trust import (
    Held,
    TrustList,
    encode_roots_file,
    encode_trust_payload,
    kid_of,
    public_of,
    sign_trust_payload,
)

DAY = 86_400
# 07:00 on Saturday 21 November 2026, UTC+7; the lists were signed at 05:00.
NOW = 1_795_219_200
SIGNED_AT = NOW - 2 * 3600
HOST = "qr.example.vn"
PASSPHRASE = "a passphrase of the tests"
AUTHORITY = Authority(
    name="Ban Quản lý An toàn thực phẩm Thành phố Đà Nẵng",
    name_en="Da Nang Food Safety Management Board",
    province="48",
    host=HOST,
)
ZONE = "Hùng Vương"

# Planted in every private field; no answer, list, page or log line may ever hold one of them.
CANARIES = {
    "owner_name": "CANARYOWNER Hoàng Yến",
    "phones": "0911000999",
    "id_number": "048000111222",
    "email": "canary-mail@example.com",
    "tax_code": "048000333444",
}

_PLACES = {
    "green": ("Bún Chả Cá Bà Lữ", "319 Hùng Vương"),
    "revoked": ("Mì Quảng Ngã Tư", "12 Hùng Vương"),
    "suspended": ("Bánh Xèo Góc Phố", "45/2 Hùng Vương"),
    "replaced": ("Cơm Gà Hồng Hạnh", "88 Hùng Vương"),
    "long": (
        "Nhà hàng Hải sản tươi sống Biển Đông Số Hai Mươi Mốt",
        "K125/47/12 Hùng Vương nối dài",
    ),
    "plain": ("Chè Liên Đường Hoa", "189 Hùng Vương"),
}


def seed(name: str) -> bytes:
    """The test keys of the format's own examples."""
    return hashlib.sha256(f"foodtrace test key {name}".encode()).digest()


class Street(msgspec.Struct, frozen=True):
    """`ids` and `links` by the names of the places; `links` are the exact texts of the symbols."""

    folder: Path
    ids: dict[str, int]
    links: dict[str, str]

    def path(self, name: str) -> str:
        """The path of a place's sticker on the server."""
        return self.links[name].removeprefix(f"https://{HOST}")

    def code(self, name: str) -> str:
        return encode_typed_code(self.ids[name])

    @property
    def forged(self) -> str:
        """Well formed, under a known key, with the signature of nobody."""
        return self.altered("green", -1)

    def altered(self, name: str, byte: int) -> str:
        token = bytearray(parse_link(self.links[name], {HOST}))
        token[byte] ^= 0x01
        return "/1/" + encode_digits(bytes(token))

    @property
    def unreadable(self) -> str:
        return self.path("green")[:-9]

    @property
    def unknown_issuer(self) -> str:
        return "/1/" + encode_digits(sign_claims(_claims(), seed("a stranger")).raw)

    @property
    def not_in_register(self) -> str:
        """What an insider with the key signs on the side."""
        claims = msgspec.structs.replace(_claims(), id=self.ids["plain"], idx=5)
        return "/1/" + encode_digits(sign_claims(claims, seed("sticker")).raw)

    @property
    def not_yet(self) -> str:
        """Signed by the issuer for a later day."""
        return "/1/" + encode_digits(not_yet_token(self.ids["plain"]).raw)


def not_yet_token(id: int) -> Token:
    claims = msgspec.structs.replace(
        _claims(), id=id, idx=900, iat=NOW + 40 * DAY, exp=NOW + 400 * DAY
    )
    return sign_claims(claims, seed("sticker"))


def _claims() -> Claims:
    return Claims(
        exp=NOW + 365 * DAY,
        iat=NOW - 30 * DAY,
        id=26004812,
        name="Bún Chả Cá Bà Lữ",
        street="319 Hùng Vương",
        ward=20209,
        category=3,
        idx=0,
    )


def _rows() -> list[GoodRow]:
    private = Private(
        owner_name=CANARIES["owner_name"],
        phones=(CANARIES["phones"],),
        id_number=CANARIES["id_number"],
        email=CANARIES["email"],
    )
    bases = {
        "green": BasisRow(
            "commitment", issuer="UBND phường Thanh Khê", issued_on=dt.date(2026, 6, 15)
        ),
        "revoked": BasisRow(
            "certificate",
            number="118/2025/NNPTNT-ĐNA",
            issuer=AUTHORITY.name,
            issued_on=dt.date(2025, 3, 2),
            expires_on=dt.date(2028, 3, 1),
        ),
        "long": BasisRow("exemption", ground="ISO 22000:2018", number="VN-22000-0417"),
    }
    return [
        GoodRow(
            row=number,
            name=name,
            street=street,
            ward=20209,
            registered_address=f"{street}, phường Tân Chính, quận Thanh Khê, Đà Nẵng",
            category=0 if key == "plain" else 3,
            basis=bases.get(key),
            place=bytes.fromhex("e1b4fb4e29"),
            private=private,
            tax_code=CANARIES["tax_code"],
        )
        for number, (key, (name, street)) in enumerate(_PLACES.items(), start=2)
    ]


async def publish(registry: Registry, trust: TrustList, now: int) -> None:
    raw = sign_trust_payload(encode_trust_payload(trust), seed("root1"))
    await publish_trust_file(registry, raw, now)


async def build_street(
    folder: Path, *, status_key: bool = True, status_list: bool = True, today: int = NOW
) -> Street:
    """Everything an authority does, by its own use cases; the clock is set, not read."""
    issued_at, signed_at = today - 140 * DAY, today - 2 * 3600
    ids = iter(range(26004812, 26004912))
    async with await Registry.create(folder, AUTHORITY, issued_at) as registry:
        roots = tuple(public_of(seed(name)) for name in ("root1", "root2"))
        (folder / ROOTS_FILE).write_text(encode_roots_file(Held(roots=roots, threshold=1)))
        first = draft_trust_list(
            AUTHORITY,
            roots=roots,
            sticker_keys=[public_of(seed("sticker"))],
            status_keys=[public_of(seed("status"))],
            now=issued_at,
            days=180,
            key_days=4000,
        )
        await publish(registry, first, issued_at)
        recorded = await record_intake(
            registry, _rows(), zone=ZONE, actor="test", now=issued_at, random_id=lambda: next(ids)
        )
        await issue(
            registry,
            Selection(all=True),
            sticker_seed=seed("sticker"),
            now=issued_at,
            actor="test",
        )
        names = dict(zip(_PLACES, recorded.ids, strict=True))
        by_id = {s.id: s.url for s in await live_stickers(registry, Selection(all=True))}
        links = {name: by_id[number] for name, number in names.items()}
        acted = today - 3 * DAY
        await revoke(registry, names["revoked"], reason="test", actor="test", now=acted)
        await suspend(registry, names["suspended"], reason="test", actor="test", now=acted)
        await replace(
            registry,
            names["replaced"],
            sticker_seed=seed("sticker"),
            reason="torn",
            actor="test",
            now=acted,
        )
        second = draft_next_trust_list(first, AUTHORITY, now=today - 6 * DAY)
        await publish(registry, second, today - 6 * DAY)
        if status_list:
            await sign_status(registry, signed_at)
    if status_key:
        public = public_of(seed("status"))
        create_key(
            folder / "keys" / key_filename("status", kid_of(public)),
            seed("status"),
            PASSPHRASE,
            role="status",
            now=issued_at,
            kdf=KDF_INTERACTIVE,
        )
    return Street(folder, names, links)


async def sign_status(registry: Registry, now: int, days: int = 7) -> None:
    public = public_of(seed("status"))
    await resign_status_lists(
        registry,
        status_seeds={kid_of(public): seed("status")},
        now=now,
        days=days,
        only_due=False,
    )


async def publish_again(registry: Registry, now: int) -> None:
    """The roots sign the next list, with nothing new but its end."""
    trusted = await current_trust(registry)
    await publish(registry, draft_next_trust_list(trusted.trust, AUTHORITY, now=now), now)


async def revoke_sticker_key(folder: Path, now: int) -> None:
    """The roots sign a list in which the sticker key is revoked."""
    async with await Registry.open(folder) as registry:
        trusted = await current_trust(registry)
        kid = kid_of(public_of(seed("sticker")))
        await publish(
            registry,
            draft_next_trust_list(trusted.trust, AUTHORITY, now=now, revoke=[kid]),
            now,
        )
