"""Sentences about inspectors, their visits, and the rules by which results are published; Vietnamese first."""

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
    "column_rule": ("Quy định", "Rule"),
    "column_from": ("Từ", "From"),
    "column_until": ("Đến hết", "Until"),
    "column_hold": ("Thời hạn", "Hold"),
    "column_published": ("Công bố", "Published"),
    "column_ground": ("Căn cứ", "Ground"),
    "rules_none": (
        "Chưa có quy định công bố nào nên không có kết quả nào được công bố.\n"
        "Bắt đầu từ ví dụ: foodtrace rules show --example > rules.json",
        "No rules of publication are set, so no result is public.\n"
        "Begin with the example: foodtrace rules show --example > rules.json",
    ),
    "rules_version": (
        "Phiên bản {version}, đặt lúc {at}; số phiên bản: {n}.",
        "Version {version}, set at {at}; versions: {n}.",
    ),
    "rules_scheme": ("{scheme}: {outcomes}", "{scheme}: {outcomes}"),
    "rules_set": (
        "Quy định {version} được dùng từ bây giờ.",
        "Rules {version} are in use from now on.",
    ),
    "rules_same": (
        "Quy định {version} đã được dùng từ trước; không có gì thay đổi.",
        "Rules {version} are in use already; nothing was changed.",
    ),
    "rules_calendar": ("{n} ngày", "{n} days"),
    "rules_working": ("{n} ngày làm việc", "{n} working days"),
    "rules_nothing": ("không công bố gì", "nothing"),
    "rules_part_pending": ("đang chờ", "pending"),
    "rules_part_date": ("ngày kiểm tra", "date"),
    "rules_part_outcome": ("kết luận", "outcome"),
    "rules_part_grade": ("hạng", "grade"),
    "inspection_last": ("Kiểm tra gần nhất", "Last inspection"),
    "inspection_pending": (
        "kết quả chưa công bố (đang trong thời hạn khiếu nại)",
        "result pending (appeal period)",
    ),
    "inspection_made": (
        "{outcome}, kiểm tra ngày {day}, công bố ngày {published}",
        "{outcome}, inspected on {day}, published on {published}",
    ),
    "inspection_took_place": ("đã được kiểm tra", "inspected"),
    "as_it_stood": (
        "Như đã công khai lúc hết ngày {day}:",
        "As it stood at the end of {day}:",
    ),
}
