"""The cells of one row by field, and the faults and notes that stand against them."""

from __future__ import annotations

from foodtrace.intake import cells as c
from foodtrace.intake.headings import FIELD_NAMES, Headings
from foodtrace.intake.messages import make_fault, make_note
from foodtrace.intake.rows import Cell, Fault, Note


class RowCells:
    """One row at a time under one heading."""

    def __init__(self, headings: Headings, look_alike: frozenset[int]) -> None:
        self._headings = headings
        self._look_alike = look_alike
        self._begin(0, (), [])

    def _begin(self, number: int, row: tuple[Cell, ...], texts: list[str]) -> None:
        self._number, self._cells, self._clean = number, row, texts
        self._faults: list[Fault] = []
        self._notes: list[Note] = []

    def texts(self, row: tuple[Cell, ...]) -> list[str]:
        """A row's cells as clean text, column by column."""
        return [
            c.text_of(cell, look_alike_column=at in self._look_alike) for at, cell in enumerate(row)
        ]

    def column(self, field: str) -> str:
        """The heading a field stands under, or the field's usual name where there is no column."""
        if field in ("street", "ward") and field not in self._headings.columns:
            field = "address" if "address" in self._headings.columns else field
        if field in ("latitude", "longitude") and field not in self._headings.columns:
            field = "coordinates"
        return self._headings.text(field) or FIELD_NAMES.get(field, (field, field))[0]

    def _raw(self, field: str) -> Cell:
        for at in self._headings.columns.get(field, ()):
            if at < len(self._cells):
                return self._cells[at]
        return None

    def _texts(self, field: str) -> list[str]:
        columns = self._headings.columns.get(field, ())
        return [self._clean[at] for at in columns if at < len(self._clean)]

    def _text(self, field: str) -> str:
        if field not in self._headings.columns:
            return ""
        return next(iter(self._texts(field)), "")

    def _plain(self, field: str) -> str:
        """A public text, with what Excel did to it reported."""
        if field not in self._headings.columns:
            return ""
        text = c.without_quote(self._text(field))
        if c.is_excel_date(self._raw(field)):
            self._fault(field, "excel_date", text)
        elif c.is_error(text):
            self._fault(field, "excel_error", text)
        elif c.is_garbled(text):
            self._fault(field, "garbled", text)
        elif c.lost_digits(text):
            self._fault(field, "lost_digits", text)
        return text

    def _fault(
        self,
        field: str,
        code: str,
        found: str = "",
        candidates: tuple[str, ...] = (),
        **words: object,
    ) -> None:
        self._faults.append(
            make_fault(
                self._number,
                self.column(field),
                code,
                found,
                field=field,
                candidates=candidates,
                **words,
            )
        )

    def _faulty(self, field: str) -> bool:
        return any(f.field == field for f in self._faults)

    def _note(self, field: str, code: str, **words: object) -> None:
        self._notes.append(make_note(self.column(field), code, **words))
