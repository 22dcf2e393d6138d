"""Roles and what each may do, and within which zones or wards: one table, pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from foodtrace.errors import AccessDenied

__all__ = ["RIGHTS", "Right", "Role", "Who"]


class Role(StrEnum):
    """What a person is at the office; `helper` is a ward's community digital team."""

    ADMINISTRATOR = "administrator"
    ISSUING = "issuing"
    INSPECTOR = "inspector"
    VIEWER = "viewer"
    HELPER = "helper"


class Right(StrEnum):
    """What a route needs; every route of the office names exactly one."""

    OWN_ACCOUNT = "own account"
    READ_ESTABLISHMENTS = "read establishments"
    READ_PARTICULARS = "read particulars"
    EDIT_ESTABLISHMENTS = "edit establishments"
    TAKE_IN = "take in"
    ISSUE = "issue"
    PRINT = "print"
    CHANGE_STANDING = "change standing"
    MARK_STICKERS = "mark stickers"
    READ_FEEDBACK = "read feedback"
    ANSWER_FEEDBACK = "answer feedback"
    READ_APPLICATIONS = "read applications"
    DECIDE_APPLICATIONS = "decide applications"
    READ_VISITS = "read visits"
    RECORD_VISITS = "record visits"
    PUBLISH_RESULTS = "publish results"
    READ_ALERTS = "read alerts"
    ANSWER_ALERTS = "answer alerts"
    READ_GOODS = "read goods"
    RECORD_GOODS = "record goods"
    RECALL = "recall"
    READ_INCIDENTS = "read incidents"
    RECORD_INCIDENTS = "record incidents"
    ORDER_RECALLS = "order recalls"
    READ_EVENTS = "read events"
    CAPTURE_EPCIS = "capture EPCIS"
    QUERY_EPCIS = "query EPCIS"
    MANAGE_USERS = "manage users"
    MANAGE_KEYS = "manage keys"
    MANAGE_CHANNELS = "manage channels"
    MANAGE_RULES = "manage rules"
    EXPORT_PARTICULARS = "export particulars"
    ERASE_PARTICULARS = "erase particulars"


_VIEWING: Final = frozenset(
    {
        Right.OWN_ACCOUNT,
        Right.READ_ESTABLISHMENTS,
        Right.READ_APPLICATIONS,
        Right.READ_VISITS,
        Right.READ_ALERTS,
        Right.READ_GOODS,
        Right.RECALL,
        Right.READ_INCIDENTS,
    }
)

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.ISSUING: _VIEWING
    | {
        Right.READ_PARTICULARS,
        Right.EDIT_ESTABLISHMENTS,
        Right.TAKE_IN,
        Right.ISSUE,
        Right.PRINT,
        Right.CHANGE_STANDING,
        Right.MARK_STICKERS,
        Right.READ_FEEDBACK,
        Right.ANSWER_FEEDBACK,
        Right.DECIDE_APPLICATIONS,
        Right.PUBLISH_RESULTS,
        Right.ANSWER_ALERTS,
        Right.RECORD_GOODS,
        Right.RECORD_INCIDENTS,
        Right.ORDER_RECALLS,
        Right.READ_EVENTS,
    },
    Role.INSPECTOR: _VIEWING
    | {
        Right.READ_PARTICULARS,
        Right.MARK_STICKERS,
        Right.READ_FEEDBACK,
        Right.ANSWER_FEEDBACK,
        Right.RECORD_VISITS,
        Right.ANSWER_ALERTS,
        Right.RECORD_GOODS,
        Right.RECORD_INCIDENTS,
        Right.READ_EVENTS,
    },
    Role.VIEWER: _VIEWING,
    # Enters and prints, nothing else.
    Role.HELPER: frozenset(
        {
            Right.OWN_ACCOUNT,
            Right.READ_ESTABLISHMENTS,
            Right.TAKE_IN,
            Right.PRINT,
            Right.READ_GOODS,
            Right.RECORD_GOODS,
        }
    ),
}

# What concerns everybody cannot be done within bounds: whoever could add people could widen her own.
_CITY_WIDE: Final = frozenset(
    {
        Right.MANAGE_USERS,
        Right.MANAGE_KEYS,
        Right.MANAGE_CHANNELS,
        Right.MANAGE_RULES,
        # Goods know no bounds: a recall tells owners all over the city.
        Right.ORDER_RECALLS,
    }
)


class Who(msgspec.Struct, frozen=True):
    """Somebody signed in, or an integrator's key: `zones` (ids) and `wards` (codes) bound the rights.

    Both empty means the whole city; a place counts when its zone or its ward is named.
    """

    id: int
    name: str
    rights: frozenset[Right]
    zones: frozenset[int] = frozenset()
    wards: frozenset[int] = frozenset()
    role: Role | None = None
    by_key: bool = False

    @property
    def actor(self) -> str:
        """Who an event names: the number, for events are for good and a person's name is not."""
        return f"key {self.id}" if self.by_key else f"user {self.id}"

    @property
    def everywhere(self) -> bool:
        """Whether the rights have no bounds."""
        return not self.zones and not self.wards

    def covers(self, zone_id: int | None, ward: int | None) -> bool:
        """Whether a place of this zone and ward is within bounds."""
        return self.everywhere or zone_id in self.zones or ward in self.wards

    def may(self, right: Right) -> bool:
        """Whether the right is there at all; where it holds is asked with `covers`."""
        return right in self.rights and (self.everywhere or right not in _CITY_WIDE)

    def demand(self, right: Right) -> None:
        """Raise AccessDenied (right_missing) unless the right is there."""
        if not self.may(right):
            raise AccessDenied(
                f"this needs the right to {right}; ask an administrator", code="right_missing"
            )
