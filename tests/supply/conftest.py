"""The boards these tests work on, and a kitchen on them that buys by invoice."""

import pytest
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from registry.stores import board, open_board
from sqlalchemy import update
from supply.deliveries import places
from supply.invoices import BUYER

__all__ = ["board", "kitchen", "open_board"]


@pytest.fixture
async def kitchen(board: Registry) -> int:
    """An establishment whose tax code is the buyer's."""
    place = (await places(board))[0]
    async with board.writing() as connection:
        await connection.execute(
            update(establishment).where(establishment.c.id == place).values(company_tax_code=BUYER)
        )
    return place
