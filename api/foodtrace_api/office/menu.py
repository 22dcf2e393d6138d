"""The menu of the office: one line for each room, shown to whoever has the right."""

from __future__ import annotations

from typing import Final

import msgspec
from foodtrace.access import Right

__all__ = ["MENU", "Entry"]


class Entry(msgspec.Struct, frozen=True):
    """`words` is the key of its name in the office's catalog; `rare` what stands in the menu's last part."""

    path: str
    words: str
    right: Right
    rare: bool = False


MENU: Final = (
    Entry("/office/", "menu_home", Right.OWN_ACCOUNT),
    Entry("/office/zones", "menu_zones", Right.READ_ESTABLISHMENTS),
    Entry("/office/establishments", "menu_establishments", Right.READ_ESTABLISHMENTS),
    Entry("/office/intake", "menu_intake", Right.TAKE_IN),
    Entry("/office/dossiers", "menu_dossiers", Right.READ_APPLICATIONS),
    Entry("/office/visits", "menu_visits", Right.READ_VISITS),
    Entry("/office/goods", "menu_goods", Right.READ_GOODS),
    Entry("/office/recall", "menu_recall", Right.RECALL),
    Entry("/office/incidents", "menu_incidents", Right.READ_INCIDENTS),
    Entry("/office/feedback", "menu_feedback", Right.READ_FEEDBACK),
    Entry("/office/alerts", "menu_alerts", Right.READ_ALERTS),
    Entry("/office/jobs", "menu_jobs", Right.PRINT),
    Entry("/office/rules", "menu_rules", Right.MANAGE_RULES, rare=True),
    Entry("/office/calendar", "menu_calendar", Right.MANAGE_RULES, rare=True),
    Entry("/office/events", "menu_events", Right.READ_EVENTS, rare=True),
    Entry("/office/users", "menu_users", Right.MANAGE_USERS, rare=True),
    Entry("/office/api-keys", "menu_api_keys", Right.MANAGE_KEYS, rare=True),
)
