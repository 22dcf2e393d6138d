"""Values of which a statement takes any number, as one JSON text: it stays the same statement, and a short one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Subquery,
    Text,
    bindparam,
    cast,
    column,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

__all__ = ["among", "listed", "rows_of"]


def listed(values: Iterable[Any]) -> str:
    """The values, or rows of values, as the parameter that `among` and `rows_of` name."""
    return msgspec.json.encode(list(values)).decode()


def among(wanted: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The column's value is among those of the parameter."""
    values = _Values(bindparam(name, type_=Text)).table_valued(column("value", Text), name=name)
    return wanted.in_(select(cast(values.c.value, wanted.type)))


def rows_of(name: str, **columns: type[TypeEngine[Any]]) -> Subquery:
    """The rows of the parameter as a table with these columns."""
    rows = _Rows(bindparam(name, type_=Text)).table_valued(column("value", Text), name=name)
    each = (
        cast(rows.c.value.op("->>")(literal_column(str(place))), kind).label(label)
        for place, (label, kind) in enumerate(columns.items())
    )
    return select(*each).subquery(f"{name}_rows")


class _Values(FunctionElement[Any]):
    """A JSON array's values as text or numbers."""

    inherit_cache = True


class _Rows(FunctionElement[Any]):
    """A JSON array's values, each an array again."""

    inherit_cache = True


@compiles(_Values)
@compiles(_Rows)
def _in_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **given: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **given)})"


@compiles(_Values, "postgresql")
def _values_in_postgresql(element: _Values, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **given)} AS JSON))"


@compiles(_Rows, "postgresql")
def _rows_in_postgresql(element: _Rows, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **given)} AS JSON))"
