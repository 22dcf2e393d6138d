"""Sentences about open data; Vietnamese first."""

from typing import Final

DUMPS: Final[dict[str, tuple[str, str]]] = {
    "dumping": ("Đang ghi dữ liệu mở", "Writing the open data"),
    "dumped": (
        "Đã ghi dữ liệu mở: {establishments} cơ sở, {inspections} kết quả kiểm tra đã công bố. Thư mục: {folder}",
        "Open data written: {establishments} establishments, {inspections} published inspections. Folder: {folder}",
    ),
}
