"""Sentences about the people of the office; Vietnamese first."""

from typing import Final

USERS: Final[dict[str, tuple[str, str]]] = {
    "column_user": ("Tên", "Name"),
    "column_user_role": ("Vai trò", "Role"),
    "column_bounds": ("Phạm vi", "Bounds"),
    "column_user_state": ("Trạng thái", "State"),
    "role_administrator": ("quản trị", "administrator"),
    "role_issuing": ("cán bộ cấp tem", "issuing"),
    "role_inspector": ("cán bộ kiểm tra", "inspector"),
    "role_viewer": ("chỉ xem", "viewer"),
    "role_helper": ("tổ công nghệ số cộng đồng", "helper"),
    "bounds_none": ("toàn thành phố", "the whole city"),
    "user_state_invited": ("chưa đăng ký", "not signed up yet"),
    "user_state_active": ("đang dùng", "active"),
    "user_state_revoked": ("đã hủy {day}", "revoked {day}"),
    "users_none": (
        "Chưa có tài khoản nào: foodtrace users add TÊN --role administrator.",
        "There is no account yet: foodtrace users add NAME --role administrator.",
    ),
    "user_link": (
        "Đường dẫn đăng ký của {name}, chỉ hiện một lần, dùng được một lần, đến {until}:\n"
        "{link}\n"
        "Chỉ gửi cho chính người này: ai mở trước sẽ chọn mật khẩu.",
        "The sign-up link of {name}, shown this once, good for one use until {until}:\n"
        "{link}\n"
        "Give it to this person alone: whoever opens it first chooses the password.",
    ),
    "user_bounded": (
        "{name}: {role}, {bounds}. Mọi phiên làm việc của người này đã kết thúc.",
        "{name}: {role}, {bounds}. Every session of this person has ended.",
    ),
    "user_revoked": (
        "Đã hủy tài khoản {name} cùng mọi phiên làm việc.",
        "The account {name} is revoked, and its sessions have ended.",
    ),
}
