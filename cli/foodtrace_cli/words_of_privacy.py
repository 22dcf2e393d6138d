"""Sentences about private data: how long they are kept, and their removal; Vietnamese first."""

from typing import Final

PRIVACY: Final[dict[str, tuple[str, str]]] = {
    "column_data": ("Dữ liệu", "Data"),
    "column_item": ("Mục", "Item"),
    "column_days": ("Số ngày giữ", "Days kept"),
    "column_usual": ("Mặc định", "Usual"),
    "column_removed": ("Đã xóa", "Removed"),
    "column_would_remove": ("Sẽ xóa", "Would remove"),
    "retained": ("Đã xóa {count} mục quá hạn lưu giữ.", "Removed {count} entries past their time."),
    "retained_none": (
        "Không có dữ liệu nào quá hạn lưu giữ; không xóa gì.",
        "Nothing is past its time; nothing was removed.",
    ),
    "retain_rehearsed": (
        "Chạy thử: {count} mục quá hạn lưu giữ, chưa xóa gì.",
        "Rehearsal: {count} entries are past their time; nothing was removed.",
    ),
    "retention_set": (
        "Từ nay {item} được giữ {days} ngày.",
        "From now on {item} are kept for {days} days.",
    ),
    "particulars_erased": (
        "Đã xóa thông tin riêng của {code}: {particulars} hồ sơ riêng, {applications} người nộp hồ sơ, "
        "{statements} ý kiến, {channels} địa chỉ nhận tin. Hồ sơ công khai và nhật ký vẫn giữ nguyên.",
        "Erased what was private of {code}: {particulars} record of particulars, {applications} "
        "applicants, {statements} statements, {channels} addresses of its own. The public record and the events stay whole.",
    ),
    "particulars_none": (
        "Không còn thông tin riêng nào của {code} để xóa.",
        "Nothing private of {code} was left to erase.",
    ),
    "particulars_written": (
        "Đã ghi thông tin riêng của {code} vào {file}. Xin giao tận tay người yêu cầu rồi xóa tệp.",
        "Wrote what is private of {code} to {file}. Hand it to who asked, then delete the file.",
    ),
}
