"""What is printed on one sticker, and which sheets it can be printed on."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Layout = Literal["a6", "a6x4", "m45x8"]


class Issuer(msgspec.Struct, frozen=True):
    """Who stands in the band of every sticker of a pack; `specimen` prints MẪU / SPECIMEN.

    `specimen` comes from the signed trust list, never from a template or a choice of the operator.
    """

    name_vi: str
    name_en: str | None = None
    specimen: bool = False


class StickerFace(msgspec.Struct, frozen=True):
    """Everything a reader of the paper sees; `last_day` is the last valid day, inclusive (UTC+7)."""

    url: str
    name: str
    street: str
    typed_code: str
    last_day: date
    host: str
    issuer_vi: str
    issuer_en: str | None = None
    specimen: bool = False
