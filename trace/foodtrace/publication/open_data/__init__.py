"""Open data: the whole public registry in files, made whole or not at all, and read back again."""

from foodtrace.publication.open_data.catalog import LICENCE, catalog
from foodtrace.publication.open_data.dumps import (
    CHECKSUMS,
    KEEP_DAYS,
    Dump,
    DumpFile,
    dump_due,
    dump_path,
    dumps_in,
    make_dump,
    next_dump_at,
)
from foodtrace.publication.open_data.reading import read_csv_dump, read_json_dump
from foodtrace.publication.open_data.tables import (
    ESTABLISHMENT_COLUMNS,
    INSPECTION_COLUMNS,
    STICKER_COLUMNS,
    establishment_row,
)

__all__ = [
    "CHECKSUMS",
    "ESTABLISHMENT_COLUMNS",
    "INSPECTION_COLUMNS",
    "KEEP_DAYS",
    "LICENCE",
    "STICKER_COLUMNS",
    "Dump",
    "DumpFile",
    "catalog",
    "dump_due",
    "dump_path",
    "dumps_in",
    "establishment_row",
    "make_dump",
    "next_dump_at",
    "read_csv_dump",
    "read_json_dump",
]
