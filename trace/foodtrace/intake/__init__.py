"""Intake: CSV and XLSX as clerks send them, into establishments or faults a clerk can act on.

    table = read_rows(raw, "phố Hùng Vương.xlsx")
    result = parse_table(table, "48", known=...)

Bytes in, values out: no path, no clock, no registry. What a registry already holds is passed in.
"""

from foodtrace.intake.correcting import (
    PUBLIC_FIELDS,
    check_field,
    clean_cell,
    corrected,
    fields_to_correct,
    public_texts,
)
from foodtrace.intake.forms import FORM_FIELDS, parse_form
from foodtrace.intake.headings import FIELD_NAMES
from foodtrace.intake.limits import (
    LIMITS_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_INFLATED_BYTES,
    MAX_ROWS,
    Limits,
)
from foodtrace.intake.messages import FAULT_CODES, NOTE_CODES
from foodtrace.intake.parsing import parse_table, with_known
from foodtrace.intake.reading import read_rows
from foodtrace.intake.repairs import Repair, repairs_of
from foodtrace.intake.report import fault_report_xlsx
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

__all__ = [
    "FAULT_CODES",
    "FIELD_NAMES",
    "FORM_FIELDS",
    "LIMITS_TEXT",
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_FILE_BYTES",
    "MAX_INFLATED_BYTES",
    "MAX_ROWS",
    "NOTE_CODES",
    "PUBLIC_FIELDS",
    "BasisRow",
    "Cell",
    "Fault",
    "GoodRow",
    "IntakeResult",
    "Limits",
    "Note",
    "Private",
    "Repair",
    "Table",
    "check_field",
    "clean_cell",
    "corrected",
    "fault_report_xlsx",
    "fields_to_correct",
    "parse_form",
    "parse_table",
    "public_texts",
    "read_rows",
    "repairs_of",
    "with_known",
]
