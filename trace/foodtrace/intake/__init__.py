"""Intake: CSV and XLSX as clerks send them, into establishments or faults a clerk can act on."""

from foodtrace.intake.rows import (
    BasisRow,
    Cell,
    Fault,
    GoodRow,
    IntakeResult,
    Note,
    Private,
    Table,
)

__all__ = ["BasisRow", "Cell", "Fault", "GoodRow", "IntakeResult", "Note", "Private", "Table"]
