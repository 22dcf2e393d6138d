"""Doors to print stickers for: signed by a test key, named as real eateries are, people none."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
from foodtrace.sticker import Claims, encode_link, encode_typed_code, sign_claims
from foodtrace.symbol import StickerFace

HOST = "qr.example.vn"
SEED = hashlib.sha256(b"foodtrace test key sticker").digest()

SHORT = ("Bún Chả Cá Bà Lữ", "319 Hùng Vương")
LONG = ("Bếp ăn bán trú Trường Tiểu học Nguyễn Văn Thoại, cơ sở 2", "K118/24 Nguyễn Văn Thoại")
KOREAN = ("한우정 Hanwoo Jeong", "45 Võ Nguyên Giáp")
CHINESE = ("阿宝老四川火锅城", "12 Hoàng Diệu")
TRADITIONAL = ("龍鳳餐廳麵館", "8 Trần Phú")
JAPANESE = ("さくら日本料理 本店", "Lô 12 Khu dân cư Nam Việt Á")
CAPITALS = ("QUÁN ĂN BẾP VIỆT ẨM THỰC PHỐ CỔ HỘI", "Số 1234/56/78 Đường Cách Mạng Tháng Tám, tổ 32")
WIDEST = ("W" * 80, "W" * 80)
MARKED = ("Ễ" * 26, "Ặ" * 26)
NAMES = (SHORT, LONG, KOREAN, CHINESE, TRADITIONAL, JAPANESE, CAPITALS, WIDEST, MARKED)

WIDEST_CODE = "3WMW-MWWM"


class Door(msgspec.Struct, frozen=True):
    """The fields of a live sticker that a pack reads."""

    id: int
    typed_code: str
    kid: bytes
    idx: int
    name: str
    street: str
    ward: int
    zone: str
    url: str
    exp: int


def door(
    idx: int,
    name: str = SHORT[0],
    street: str = SHORT[1],
    *,
    id: int | None = None,
    zone: str = "Phố ẩm thực 1",
) -> Door:
    number = id or int.from_bytes(hashlib.sha256(b"%d" % idx).digest()[:4], "big")
    claims = Claims(
        exp=1814400000,
        iat=1782864000,
        id=number,
        name=name,
        street=street,
        ward=20209,
        category=3,
        idx=idx,
        place=bytes.fromhex("e1b4fb4e29"),
    )
    token = sign_claims(claims, SEED)
    return Door(
        id=number,
        typed_code=encode_typed_code(number),
        kid=token.kid,
        idx=idx,
        name=name,
        street=street,
        ward=20209,
        zone=zone,
        url=encode_link(HOST, token.raw),
        exp=claims.exp,
    )


def link(tail: int = 0) -> str:
    return door(tail).url


def face(
    name: str = SHORT[0],
    street: str = SHORT[1],
    *,
    idx: int = 0,
    typed_code: str | None = None,
    specimen: bool = False,
    issuer_vi: str = "Ban Quản lý An toàn thực phẩm Thành phố Đà Nẵng",
    issuer_en: str | None = "Da Nang Food Safety Management Board",
    host: str = HOST,
) -> StickerFace:
    here = door(idx, name, street)
    return StickerFace(
        url=here.url,
        name=name,
        street=street,
        typed_code=typed_code or here.typed_code,
        last_day=date(2027, 7, 1),
        host=host,
        issuer_vi=issuer_vi,
        issuer_en=issuer_en,
        specimen=specimen,
    )
