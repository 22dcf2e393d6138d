"""Who did something, as the people of an office say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foodtrace_api.words import Words

__all__ = ["actor_words"]


def actor_words(actor: str, names: Mapping[str, str], w: Words) -> str:
    """A person by name; the owner, the program, an inspector's phone and a kitchen's link in words; a login as it is."""
    if actor in names:
        return names[actor]
    kind, _, number = actor.partition(" ")
    if kind == "inspector" and number:
        return w("actor_inspector", number=number)
    if actor.startswith("kitchen link "):
        return w("actor_kitchen", number=actor.rpartition(" ")[2])
    return w(f"actor_{actor}") if actor in ("owner", "foodtrace") else actor
