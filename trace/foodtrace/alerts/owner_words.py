"""What owners are told of a recall of food: its headings, and each message in words; pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

__all__ = ["OWNER_KINDS", "goods_of", "owner_line"]

# "Thu hồi" never stands without its noun: a sticker is revoked by the same word.
OWNER_KINDS: Final[dict[str, dict[str, str]]] = {
    "recall_notice": {"vi": "Thông báo thu hồi thực phẩm", "en": "Recall notice"},
    "recall_lifted": {
        "vi": "Kết thúc thu hồi thực phẩm",
        "en": "The recall is over",
    },
}

_LINES: Final[dict[str, dict[str, str]]] = {
    "recall_notice:lot": {
        "vi": "{code} {name}: thu hồi thực phẩm {goods}. Sổ nhận hàng ghi cơ sở đã nhận hàng này. {reason} {what_to_do} {answer}",
        "en": "{code} {name}: recall of {goods}. The record of goods received says that you received it. {reason} {what_to_do} {answer}",
    },
    "recall_notice:maybe": {
        "vi": "{code} {name}: thu hồi thực phẩm {goods}. Theo sổ nhận hàng, cơ sở có thể đã nhận hàng này. {reason} {what_to_do} {answer}",
        "en": "{code} {name}: recall of {goods}. By the record of goods received you may have received it. {reason} {what_to_do} {answer}",
    },
    "recall_lifted": {
        "vi": "{code} {name}: việc thu hồi thực phẩm {goods} đã kết thúc. {reason}",
        "en": "{code} {name}: the recall of {goods} is over. {reason}",
    },
}
_WHAT_TO_DO: Final = {
    "vi": "Xin ngừng chế biến và phục vụ ngay, để riêng phần còn lại, không vứt bỏ, và trả lời tại:",
    "en": "Please stop preparing and serving it now, keep what is left aside, do not throw it away, and answer here:",
}


def owner_line(
    kind: str, facts: dict[str, Any], language: str, date: Callable[[str, str], str]
) -> str:
    """The message as a person reads it, with what to do."""
    sort = facts.get("sort")
    words = _LINES[f"{kind}:{sort}" if sort else kind][language]
    line = words.format(
        code=facts["code"],
        name=facts["name"],
        goods=goods_of(facts, language, date),
        reason=facts[f"reason_{language}"],
        what_to_do=_WHAT_TO_DO[language],
        answer=facts.get("answer", ""),
    )
    return " ".join(line.split())


def goods_of(facts: dict[str, Any], language: str, date: Callable[[str, str], str]) -> str:
    """What is recalled: the product, and as far as it was asked for the lot, the supplier and the days."""
    vi = language == "vi"
    parts = [facts["product"]]
    if facts["lot"]:
        parts.append(f"lô {facts['lot']}" if vi else f"lot {facts['lot']}")
    if facts["supplier"]:
        parts.append(f"của {facts['supplier']}" if vi else f"from {facts['supplier']}")
    first, last = (facts[name] and date(facts[name], language) for name in ("since", "until"))
    if first and last and first == last:
        parts.append(f"nhận ngày {first}" if vi else f"received on {first}")
    elif first and last:
        parts.append(f"nhận từ {first} đến {last}" if vi else f"received from {first} to {last}")
    elif first:
        parts.append(f"nhận từ {first}" if vi else f"received from {first} on")
    elif last:
        parts.append(f"nhận đến hết {last}" if vi else f"received up to {last}")
    return ", ".join(parts)
