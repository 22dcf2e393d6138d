"""A recall's question in an address: it can be kept, sent on and asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import msgspec
from foodtrace.supply import RecallQuestion

from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.form import typed_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.words import Words

__all__ = ["PATH", "Asked"]

PATH = "/office/recall"
_LONGEST = 200
# In an address the words that people know; `from` is none of Python's names.
_NAMES = {"since": "from", "until": "to"}


class Asked(msgspec.Struct, frozen=True):
    """What was asked, as it was typed."""

    supplier: str = ""
    product: str = ""
    lot: str = ""
    since: str = ""
    until: str = ""
    served_at: str = ""
    on: str = ""

    @classmethod
    def read(cls, get: Callable[[str], str]) -> Asked:
        """From whatever gives a text by its name: an address or a form."""
        return cls(
            **{
                name: get(_NAMES.get(name, name)).strip()[:_LONGEST]
                for name in cls.__struct_fields__
            }
        )

    @property
    def is_empty(self) -> bool:
        return self == Asked()

    @property
    def looks_back(self) -> bool:
        return bool(self.served_at or self.on)

    def fields(self) -> list[tuple[str, str]]:
        """The parts of the address that were given."""
        given = msgspec.structs.asdict(self)
        return [(_NAMES.get(name, name), text) for name, text in given.items() if text]

    def href(self, path: str = PATH, **more: str) -> str:
        """The address of this question; `more` are its page, order and the like."""
        asked = [*self.fields(), *((name, text) for name, text in more.items() if text)]
        return f"{path}?{urlencode(asked, quote_via=quote)}" if asked else path

    def question(self, w: Words, faults: dict[str, str]) -> RecallQuestion:
        """What the core is asked; what cannot be read stands in `faults` by the field's name.

        Raises NotFound for a typed code that is none.
        """
        days = {}
        for name in ("since", "until", "on"):
            text = getattr(self, name)
            days[name] = typed_day(text)
            if text and days[name] is None:
                faults[_NAMES.get(name, name)] = w("goods_fault_day")
        if self.looks_back:
            if not self.served_at:
                faults["served_at"] = w("recall_fault_place")
            if not self.on:
                faults["on"] = w("recall_fault_on")
            place = establishment_id(self.served_at) if self.served_at else None
            return RecallQuestion(served_at=place, on=days["on"])
        if not (self.supplier or self.product or self.lot):
            faults["supplier"] = w("recall_fault_nothing")
        if days["since"] and days["until"] and days["since"] > days["until"]:
            faults["to"] = w("recall_fault_order")
        return RecallQuestion(
            supplier=self.supplier or None,
            product=self.product or None,
            lot=self.lot or None,
            since=days["since"],
            until=days["until"],
        )
