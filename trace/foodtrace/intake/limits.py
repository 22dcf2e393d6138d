"""How much a file may hold; counted while it is unpacked, before a sheet is loaded."""

from __future__ import annotations

import msgspec

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_INFLATED_BYTES = 512 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 8_000_000
MAX_ZIP_MEMBERS = 2_000
MAX_CELL_CHARACTERS = 32_767

#: One line for a command's help.
LIMITS_TEXT = (
    f"Limits: {MAX_FILE_BYTES // 2**20} MiB a file, {MAX_INFLATED_BYTES // 2**20} MiB unpacked, "
    f"{MAX_ROWS:,} rows, {MAX_COLUMNS} columns."
)


class Limits(msgspec.Struct, frozen=True):
    """The bounds for one reader: those above for a command, closer ones where many share a machine."""

    file_bytes: int = MAX_FILE_BYTES
    inflated_bytes: int = MAX_INFLATED_BYTES
    rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS
    cells: int = MAX_CELLS


LIMITS = Limits()
