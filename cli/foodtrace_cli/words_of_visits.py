"""Sentences about inspectors and the form of their visits; Vietnamese first."""

from typing import Final

VISITS: Final[dict[str, tuple[str, str]]] = {
    "column_inspector": ("Người kiểm tra", "Inspector"),
    "column_added": ("Ngày cấp", "Added"),
    "column_last_used": ("Gửi gần nhất", "Last sent"),
    "column_token": ("Mã truy cập", "Token"),
    "column_key": ("Khóa", "Key"),
    "column_item": ("Điểm kiểm tra", "Item"),
    "column_options": ("Trả lời", "Options"),
    "inspector_added": (
        "Mã truy cập của {name}, chỉ hiện một lần và không lưu ở đâu:\n"
        "{token}\n"
        "Nhập mã này vào ứng dụng ở /inspect/ trên điện thoại của người kiểm tra.",
        "The token of {name}, shown this once and kept nowhere:\n"
        "{token}\n"
        "Enter it in the app at /inspect/ on the inspector's phone.",
    ),
    "inspector_ended": (
        "Mã truy cập của {name} không còn dùng được.",
        "The token of {name} is no longer valid.",
    ),
    "inspectors_none": (
        "Chưa có người kiểm tra nào: foodtrace inspectors add TÊN.",
        "There is no inspector yet: foodtrace inspectors add NAME.",
    ),
    "token_valid": ("còn dùng", "valid"),
    "token_ended": ("đã hủy {day}", "revoked {day}"),
    "form_set": (
        "Phiếu kiểm tra {version} được dùng từ bây giờ; số điểm: {count}.",
        "Form {version} is in use from now on; items: {count}.",
    ),
    "event_visit_recorded": ("kiểm tra tại cơ sở", "visited"),
}
