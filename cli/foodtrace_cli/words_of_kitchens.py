"""Sentences about the links by which kitchens record what came; Vietnamese first."""

from typing import Final

KITCHENS: Final[dict[str, tuple[str, str]]] = {
    "column_link": ("Đường dẫn", "Link"),
    "column_last_recorded": ("Dùng lần cuối", "Last used"),
    "kitchen_added": (
        "Đường dẫn ghi sổ nhận hàng của {code}, chỉ hiện một lần và không lưu ở đâu:\n{link}",
        "The receiving link of {code}, shown this once and kept nowhere:\n{link}",
    ),
    "kitchen_none": (
        "{code} chưa có đường dẫn nào: foodtrace kitchen add {code}.",
        "{code} has no link yet: foodtrace kitchen add {code}.",
    ),
    "kitchen_over": ("hết hạn sau ngày {day}", "ended after {day}"),
    "kitchen_ended": (
        "Đường dẫn số {number} của {code} không còn dùng được.",
        "Link {number} of {code} is no longer valid.",
    ),
}
