"""Sentences about incidents and the recalls that started from them; Vietnamese first."""

from typing import Final

INCIDENTS: Final[dict[str, tuple[str, str]]] = {
    "incidents_none": ("Không có sự việc nào.", "There is no such incident."),
    "incident_column_number": ("Số", "No."),
    "incident_column_when": ("Lúc", "When"),
    "incident_column_kind": ("Loại", "Kind"),
    "incident_column_state": ("Trạng thái", "State"),
    "incident_column_subject": ("Tóm tắt", "Subject"),
    "incident_sample": ("mẫu xét nghiệm", "sample"),
    "incident_complaint": ("phản ánh", "complaint"),
    "incident_illness": ("nghi ngộ độc", "illness"),
    "incident_open": ("đang xem xét", "open"),
    "incident_recalling": ("đang thu hồi thực phẩm", "recalling"),
    "incident_closed": ("đã kết thúc", "closed"),
    "incident_exceeds": ("vượt giới hạn", "exceeds the limit"),
    "incident_within": ("trong giới hạn", "within the limit"),
    "incident_pending": ("chờ kết quả", "awaited"),
    "incident_step_opened": ("mở sự việc", "opened"),
    "incident_step_tied": ("ghi lại hàng hoặc bữa ăn liên quan", "goods or meal said anew"),
    "incident_step_result": ("kết quả xét nghiệm", "laboratory result"),
    "incident_step_noted": ("ghi chú", "note"),
    "incident_step_recalled": ("bắt đầu thu hồi thực phẩm", "recall of food begun"),
    "incident_step_widened": ("mở rộng việc thu hồi thực phẩm", "recall widened"),
    "incident_step_lifted": ("kết thúc thu hồi thực phẩm", "recall lifted"),
    "incident_step_published": (
        "công bố thông báo thu hồi thực phẩm",
        "recall notice published",
    ),
    "incident_step_unpublished": ("gỡ thông báo thu hồi thực phẩm", "recall notice withdrawn"),
    "incident_step_closed": ("kết thúc sự việc", "closed"),
    "recall_stands": (
        "   Thu hồi thực phẩm số {number}, {goods}: đang có hiệu lực, đã báo hoặc phải gọi điện: {told} trong {places} cơ sở.",
        "   Recall {number}, {goods}: stands, {told} of {places} establishments told or to be phoned.",
    ),
    "recall_is_over": (
        "   Thu hồi thực phẩm số {number}, {goods}: đã kết thúc, đã báo hoặc phải gọi điện: {told} trong {places} cơ sở.",
        "   Recall {number}, {goods}: lifted, {told} of {places} establishments told or to be phoned.",
    ),
}
