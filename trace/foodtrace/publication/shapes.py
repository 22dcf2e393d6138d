"""What may be public: the fields of these structs and nothing else."""

from __future__ import annotations

import datetime

import msgspec

from foodtrace.publication.origins import PublicOrigin
from foodtrace.publication.rules import PublicInspection

__all__ = ["PublicBasis", "PublicEstablishment", "PublicSticker"]


class PublicBasis(msgspec.Struct, frozen=True):
    """By what an establishment operates; `kind` is certificate, commitment or exemption."""

    kind: str
    number: str | None
    issuer: str | None
    issued_on: datetime.date | None
    expires_on: datetime.date | None
    ground: str | None


class PublicSticker(msgspec.Struct, frozen=True):
    """One sticker: `standing` at the time of reading, by the register and not by a signed list.

    `standing`: in force, suspended, revoked, replaced, expired. `is_current` is false for one that a
    later sticker follows.
    """

    kid: str
    idx: int
    iat: int
    exp: int
    standing: str
    is_current: bool


class PublicEstablishment(msgspec.Struct, frozen=True):
    """The whole public record of an establishment.

    `ward` is the statistics office's code of the unit in force, `ward_name` its name ("Phường Hải
    Châu"); `registered_address` is the address as the file had it, with the old ward if it named one.
    `standing` is that of the current sticker, or "none". `closed_on` is the day (UTC+7) an establishment
    was recorded as closed, `moved_to` the typed code of the one it moved to. `company_tax_code` is None unless the code is a
    company's. `as_of` is when this was read, in unix seconds. `inspection_pending` says that a result newer than
    `last_inspection` is in its hold. `check_book_until` is the last day of its receiving book, `origins` where its main
    ingredients came from, if the owner agrees; both are there only in the record of one establishment, and
    absent where there is nothing to show.
    """

    id: int
    typed_code: str
    name: str
    street: str
    ward: int
    ward_name: str
    province_name: str
    registered_address: str
    zone: str
    category: int
    basis: PublicBasis | None
    company_tax_code: str | None
    standing: str
    stickers: tuple[PublicSticker, ...]
    as_of: int
    closed_on: datetime.date | None
    moved_to: str | None
    last_inspection: PublicInspection | None
    inspection_pending: bool
    check_book_until: datetime.date | msgspec.UnsetType = msgspec.UNSET
    origins: tuple[PublicOrigin, ...] | msgspec.UnsetType = msgspec.UNSET
