"""What intake takes and gives: tables of raw cells, good rows, faults; shapes only."""

from __future__ import annotations

import datetime

import msgspec

#: A cell as the file holds it; an empty one is None.
Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None


class Table(msgspec.Struct, frozen=True):
    """The cells of one sheet or text file before anyone asks what they mean.

    `rows` are (row number, cells) pairs; the number is what Excel shows at the left edge, from 1. Rows
    without any content are left out. `encoding` is how a text file was read, or "xlsx". `sheet` is None
    for text files.
    """

    filename: str
    encoding: str
    sheet: str | None
    rows: list[tuple[int, tuple[Cell, ...]]]


class Private(msgspec.Struct, frozen=True):
    """Particulars that never leave the office; phones as digits with a leading 0."""

    owner_name: str | None = None
    phones: tuple[str, ...] = ()
    id_number: str | None = None
    email: str | None = None


class BasisRow(msgspec.Struct, frozen=True):
    """Basis of operation; `kind` is "certificate", "commitment" or "exemption"."""

    kind: str
    number: str | None = None
    issuer: str | None = None
    issued_on: datetime.date | None = None
    expires_on: datetime.date | None = None
    ground: str | None = None


class Note(msgspec.Struct, frozen=True):
    """Something that was read in another way than it was written, for a person to see; not a fault."""

    column: str
    code: str
    message_vi: str
    message_en: str


class GoodRow(msgspec.Struct, frozen=True):
    """One establishment, ready to be recorded.

    `row` is the file's own row number. `name` and `street` keep the bounds of the sticker format; `ward` is
    a code of the units in force; `registered_address` is the address as the file has it.
    """

    row: int
    name: str
    street: str
    ward: int
    registered_address: str
    category: int = 0
    basis: BasisRow | None = None
    place: bytes | None = None
    private: Private = Private()
    tax_code: str | None = None
    gln: str | None = None
    notes: tuple[Note, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """Why a row cannot be taken in: where, what was found, what to do.

    `column` is the heading as the file has it, `field` the stable name of what was sought ("name",
    "street", "ward", ...), `code` stable and snake_case. `candidates` are the answers to choose from, if
    there are any. `found` never holds a private particular.
    """

    row: int
    column: str
    code: str
    found: str
    message_vi: str
    message_en: str
    field: str = ""
    candidates: tuple[str, ...] = ()

    def message(self, lang: str) -> str:
        """The message in "vi" or "en"."""
        return self.message_en if lang == "en" else self.message_vi


class IntakeResult(msgspec.Struct, frozen=True):
    """Every row of a table, once: good, faulty, or skipped (totals, section titles, signatures).

    `columns` maps fields to the headings they were found under; `ignored` are headings nothing was read from.
    """

    rows: list[GoodRow]
    faults: list[Fault]
    skipped: list[tuple[int, str]] = []
    columns: dict[str, str] = {}
    ignored: tuple[str, ...] = ()
    heading_row: int = 0
    total: int = 0

    @property
    def faulty_rows(self) -> list[int]:
        """Numbers of the rows that have at least one fault, in order."""
        return sorted({fault.row for fault in self.faults})

    @property
    def existing(self) -> list[GoodRow]:
        """Good rows that the registry already holds: recording them changes nothing."""
        return [row for row in self.rows if any(n.code == "already_registered" for n in row.notes)]
