"""What a GS1 key leads to: an establishment, or what everybody may know of goods and their lots."""

from foodtrace.resolver.known import KnownGoods, KnownPlace, known_goods, known_place

__all__ = ["KnownGoods", "KnownPlace", "known_goods", "known_place"]
