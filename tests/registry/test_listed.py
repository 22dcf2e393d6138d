"""Values given as one text come to a statement as they are, on every store."""

from __future__ import annotations

from foodtrace.registry import Registry
from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.schema import establishment, zone
from registry.stores import OpenBoard
from sqlalchemy import BigInteger, Connection, Text, insert, select

_HARD = ["Chợ Hàn", "a'b\"c\\d", "1", "[2]", "Lô Đỏ 🐟"]


async def test_texts_and_numbers_are_found_as_they_are(open_board: OpenBoard) -> None:
    registry = await open_board(3)
    assert await registry.write(_add_zones) == sorted(_HARD)
    ids = await registry.read(lambda connection: list(connection.execute(_ALL).scalars()))
    some = select(establishment.c.id).where(among(establishment.c.id, "ids"))
    for wanted in (ids, ids[:1], []):
        found = await registry.read(
            lambda connection, wanted=wanted: set(  # type: ignore[misc]
                connection.execute(some, {"ids": listed(wanted)}).scalars()
            )
        )
        assert found == set(wanted)


async def test_rows_keep_their_columns_apart(board: Registry) -> None:
    table = rows_of("given", number=BigInteger, text=Text)
    rows = [(2**40, "Đỏ"), (-1, "1"), (7, "")]
    found = await board.read(
        lambda connection: connection.execute(select(table), {"given": listed(rows)}).all()
    )
    assert sorted(map(tuple, found)) == sorted(rows)


_ALL = select(establishment.c.id)


def _add_zones(connection: Connection) -> list[str]:
    rows = [{"name": name, "key": name, "created_at": 1} for name in _HARD]
    connection.execute(insert(zone), rows)
    query = select(zone.c.key).where(among(zone.c.key, "keys"))
    return sorted(connection.execute(query, {"keys": listed([*_HARD, "none"])}).scalars())
