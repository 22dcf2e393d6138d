"""What an alert is, its kinds, and the one line in which each is told: pure."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from foodtrace.alerts.owner_words import OWNER_KINDS, owner_line

__all__ = ["KINDS", "LANGUAGES", "Alert", "Cause", "heading_of", "line_of"]

LANGUAGES: Final = ("vi", "en")

# Kind -> its heading in each language. What owners are told stands in OWNER_KINDS.
KINDS: Final[dict[str, dict[str, str]]] = {
    "sticker_expiring": {"vi": "Tem sắp hết hạn", "en": "Stickers about to expire"},
    "list_ending": {
        "vi": "Danh sách đã ký sắp quá hạn",
        "en": "Signed lists about to go out of date",
    },
    "dossier_near_deadline": {"vi": "Hồ sơ sắp đến hạn", "en": "Applications near their deadline"},
    "dossier_late": {"vi": "Hồ sơ quá hạn", "en": "Applications past their deadline"},
    "calendar_ending": {
        "vi": "Lịch nghỉ lễ sắp hết",
        "en": "The calendar of holidays is about to end",
    },
    "another_place": {
        "vi": "Nhiều phản ánh tem ở địa điểm khác",
        "en": "Several reports of a sticker at another place",
    },
    "odd_sighting": {
        "vi": "Mã xuất hiện ở nơi không thể có",
        "en": "Codes seen where they cannot be",
    },
}

_LINES: Final[dict[str, dict[str, str]]] = {
    "sticker_expiring": {
        "vi": "{code} {name}: tem có hiệu lực đến hết ngày {last_day} (còn {days} ngày). Xin gia hạn.",
        "en": "{code} {name}: the sticker is valid until the end of {last_day} ({days} days left). Please renew it.",
    },
    "list_ending:trust": {
        "vi": "Danh sách tin cậy số {seq} có hạn đến {until}. Xin ký và công bố danh sách mới trước lúc đó.",
        "en": "Trust list {seq} ends at {until}. Please sign and publish a new one before then.",
    },
    "list_ending:status": {
        "vi": "Danh sách tình trạng của khóa {kid} có hạn đến {until}. Xin kiểm tra máy chủ có giữ khóa ký danh sách không.",
        "en": "The status list of key {kid} ends at {until}. Please check that the server holds the status key.",
    },
    "dossier_near_deadline:pickup": {
        "vi": "Hồ sơ {number} phải được tiếp nhận trước {until}.",
        "en": "Application {number} has to be picked up by {until}.",
    },
    "dossier_near_deadline:decision": {
        "vi": "Hồ sơ {number} phải có quyết định trước {until}.",
        "en": "Application {number} has to be decided by {until}.",
    },
    "dossier_late:pickup": {
        "vi": "Hồ sơ {number} quá hạn tiếp nhận từ {until}.",
        "en": "Application {number} should have been picked up by {until}.",
    },
    "dossier_late:decision": {
        "vi": "Hồ sơ {number} quá hạn quyết định từ {until}.",
        "en": "Application {number} should have been decided by {until}.",
    },
    "calendar_ending": {
        "vi": "Lịch nghỉ lễ của cơ quan chỉ có đến hết ngày {last_day}. Xin nhập tiếp ngày nghỉ để đồng hồ của hồ sơ chạy đúng.",
        "en": "The office's calendar of holidays ends on {last_day}. Please add what follows, so that the clocks of applications run true.",
    },
    "another_place": {
        "vi": "{code} {name}: {reports} phản ánh trong {days} ngày rằng tem ở địa điểm khác. Tem có thể bị sao chép.",
        "en": "{code} {name}: {reports} reports within {days} days that the sticker is at another place. It may have been copied.",
    },
    "odd_sighting:sticker_not_registered": {
        "vi": "{code} {name}: thanh tra quét được tem không có trong sổ đăng ký (lần kiểm tra số {visit}). Xin kiểm tra khóa ký tem.",
        "en": "{code} {name}: an inspector scanned a sticker that is not in the register (visit {visit}). Please check the sticker key.",
    },
    "odd_sighting:establishment_differs": {
        "vi": "{code} {name}: tem của cơ sở này được quét tại một cơ sở khác (lần kiểm tra số {visit}).",
        "en": "{code} {name}: this eatery's sticker was scanned at another eatery (visit {visit}).",
    },
}


class Cause(msgspec.Struct, frozen=True):
    """Something the board, or an owner, should hear of once. `key` names it for good.

    `facts` are public ones alone; of OWNER_KINDS they are what that owner may read.
    """

    key: str
    kind: str
    facts: dict[str, Any]
    establishment_id: int | None = None
    ward: int | None = None


class Alert(msgspec.Struct, frozen=True):
    """A cause that was raised. Times are unix seconds."""

    id: int
    key: str
    kind: str
    raised_at: int
    establishment_id: int | None
    facts: dict[str, Any]
    ward: int | None = None
    done_at: int | None = None
    done_by: str | None = None


def heading_of(kind: str, language: str) -> str:
    """What alerts of this kind are called, in one of LANGUAGES."""
    return (KINDS | OWNER_KINDS)[kind][language]


def line_of(alert: Alert | Cause, language: str) -> str:
    """The alert as one sentence that says what is and what to do, in one of LANGUAGES."""
    if alert.kind in OWNER_KINDS:
        return owner_line(alert.kind, alert.facts, language, _date)
    sort = alert.facts.get("sort")
    words = _LINES[f"{alert.kind}:{sort}" if sort else alert.kind][language]
    shown = dict(alert.facts)
    for name in ("last_day", "until"):
        if name in shown:
            shown[name] = _date(str(shown[name]), language)
    return " ".join(words.format(**shown).split())


def _date(iso: str, language: str) -> str:
    """A civil day or minute, kept as 2027-07-01 or 2027-07-01T16:30, as the language writes it."""
    day, _, clock = iso.partition("T")
    year, month, number = day.split("-")
    if language == "vi":
        shown = f"{number}/{month}/{year}"
        return f"{clock} ngày {shown}" if clock else shown
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    shown = f"{int(number)} {months[int(month) - 1]} {year}"
    return f"{clock} on {shown}" if clock else shown
