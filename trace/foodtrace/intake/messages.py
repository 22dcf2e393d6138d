"""The words of faults and notes, in Vietnamese and English: what was found, and what to do."""

from __future__ import annotations

from foodtrace.intake.rows import Fault, Note

# code: (vi, en). {found} is what stands in the cell, {list} the candidates.
_FAULTS = {
    "name_missing": (
        "Thiếu tên quán: điền tên như trên biển hiệu.",
        "The name is missing: fill in the name on the signboard.",
    ),
    "street_missing": (
        "Thiếu số nhà, tên đường: điền số nhà và tên đường.",
        "The street is missing: fill in house number and street.",
    ),
    "name_too_long": (
        "Tên dài {bytes} byte, tem chứa được 80: bớt khoảng {letters} chữ cái.",
        "The name takes {bytes} bytes and a sticker holds 80: shorten it by about {letters} letters.",
    ),
    "street_too_long": (
        "Số nhà, đường dài {bytes} byte, tem chứa được 80: bớt khoảng {letters} chữ cái.",
        "The street takes {bytes} bytes and a sticker holds 80: shorten it by about {letters} letters.",
    ),
    "name_characters": (
        "Tên có ký tự không in được trên tem: {list}. Xóa hoặc thay các ký tự này.",
        "The name has characters that a sticker cannot carry: {list}. Delete or replace them.",
    ),
    "street_characters": (
        "Địa chỉ có ký tự không in được trên tem: {list}. Xóa hoặc thay các ký tự này.",
        "The street has characters that a sticker cannot carry: {list}. Delete or replace them.",
    ),
    "ward_missing": (
        "Thiếu phường, xã: ghi phường, xã hiện nay.",
        "The ward is missing: write the ward of today.",
    ),
    "ward_missing_of_district": (
        "Thiếu phường, xã. Quận, huyện không còn từ 01/07/2025; nơi đây nay có: {list}. Ghi một trong số đó.",
        "The ward is missing. Districts ended on 1 July 2025; this one's wards are now: {list}. Write one of them.",
    ),
    "ward_unknown": (
        "Không có phường, xã “{found}” ở {province}: xem lại tên.",
        "There is no ward “{found}” in {province}: check the name.",
    ),
    "ward_unknown_near": (
        "Không có phường, xã “{found}” ở {province}. Có phải: {list}?",
        "There is no ward “{found}” in {province}. Did you mean: {list}?",
    ),
    "ward_split": (
        "{found} đã tách từ 01/07/2025. Chọn một: {list}.",
        "{found} was split on 1 July 2025. Choose one: {list}.",
    ),
    "ward_ambiguous": (
        "Có nhiều nơi tên “{found}”. Ghi thêm quận, huyện cũ, hoặc chọn: {list}.",
        "Several places are called “{found}”. Add the old district, or choose: {list}.",
    ),
    "ward_mismatch": (
        "“{found}” không thuộc quận, huyện đã ghi. Nơi đó nay có: {list}. Sửa phường hoặc quận.",
        "“{found}” is not in the district named beside it, whose wards are now: {list}. Correct one of the two.",
    ),
    "ward_elsewhere": (
        "Địa chỉ ở tỉnh, thành phố khác; danh sách này của {province}: sửa địa chỉ hoặc bỏ dòng.",
        "The address is in another province; this list is for {province}: correct it or take the row out.",
    ),
    "ward_conflict": (
        "Cột phường ghi {found}, địa chỉ lại ghi {list}: sửa một trong hai.",
        "The ward column says {found}, the address says {list}: correct one of them.",
    ),
    "duplicate_row": (
        "Giống dòng {other} (cùng tên, số nhà, phường): xóa một dòng, hoặc ghi rõ chỗ khác nhau.",
        "Same name, street and ward as row {other}: delete one, or write down how they differ.",
    ),
    "excel_date": (
        "Excel đã đổi nội dung thành ngày: gõ lại với dấu ' ở trước, ví dụ '12/5.",
        "Excel has turned this into a date: type it again with ' in front, such as '12/5.",
    ),
    "excel_error": (
        "Ô có lỗi của Excel: gõ lại nội dung.",
        "The cell holds an error of Excel: type its content again.",
    ),
    "garbled": (
        "Chữ bị vỡ do sai bảng mã: gõ lại, hoặc lưu lại tệp gốc bằng UTF-8.",
        "The letters are garbled by a wrong encoding: type them again, or save the original as UTF-8.",
    ),
    "lost_digits": (
        "Excel đã làm mất chữ số: định dạng ô là văn bản (Text) rồi gõ lại.",
        "Excel has lost digits: format the cell as text and type it again.",
    ),
    "bad_date": (
        "Không đọc được ngày: ghi ngày/tháng/năm, ví dụ 01/07/2026.",
        "This is not a date: write day/month/year, such as 01/07/2026.",
    ),
    "dates_order": (
        "Ngày hết hạn không sau ngày cấp: xem lại hai ngày.",
        "The end is not after the day of issue: check the two dates.",
    ),
    "bad_gln": (
        "“{found}” không phải mã GLN: mã có 13 chữ số và chữ số cuối để kiểm tra. Xem lại giấy của GS1, hoặc để trống.",
        "“{found}” is no GLN, which has 13 digits of which the last checks the others: compare it with GS1's paper, or leave it out.",
    ),
    "same_gln": (
        "Dòng {other} cũng ghi mã GLN này, nhưng một mã chỉ dùng cho một nơi: xem lại hai dòng.",
        "Row {other} has this GLN too, but it stands for one place: compare the two rows.",
    ),
    "bad_coordinates": (
        "Tọa độ không đọc được hoặc ngoài Việt Nam: ghi vĩ độ rồi kinh độ, ví dụ 16.0678, 108.2208.",
        "These are no coordinates in Vietnam: write latitude, then longitude, such as 16.0678, 108.2208.",
    ),
}
_NOTES = {
    "ward_renamed": (
        "{old} (cũ) → {new} ({ward}).",
        "{old} (old) → {new} ({ward}).",
    ),
    "ward_spelled": ("Đọc là {new} ({ward}).", "Read as {new} ({ward})."),
    "category_unknown": (
        "Không rõ loại hình “{found}”: ghi là chưa phân loại.",
        "The category “{found}” is not known: taken as not stated.",
    ),
    "phone_unread": (
        "Có phần không phải số điện thoại: không lưu phần đó.",
        "Part of this is no phone number: that part is not kept.",
    ),
    "already_registered": (
        "Đã có hồ sơ mang mã {typed}: không tạo mới.",
        "Already registered under {typed}: nothing new is created.",
    ),
    "basis_unread": (
        "Không rõ căn cứ “{found}”: để trống.",
        "The basis “{found}” is not understood: left open.",
    ),
}


def make_fault(
    row: int,
    column: str,
    code: str,
    found: str = "",
    *,
    field: str = "",
    candidates: tuple[str, ...] = (),
    **words: object,
) -> Fault:
    """A fault with its words filled in; codes ending in "_near" or "_of_district" are shown by their stem."""
    vi, en = _FAULTS[code]
    values = {"found": shorten(found), "list": ", ".join(candidates), **words}
    return Fault(
        row=row,
        column=column,
        code=code.removesuffix("_near").removesuffix("_of_district"),
        found=shorten(found),
        message_vi=vi.format(**values),
        message_en=en.format(**values),
        field=field,
        candidates=candidates,
    )


def make_note(column: str, code: str, **words: object) -> Note:
    """A note with its words filled in."""
    vi, en = _NOTES[code]
    return Note(column, code, vi.format(**words), en.format(**words))


def shorten(text: str) -> str:
    """At most 120 characters, marks that cannot be seen written as U+XXXX."""
    shown = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)
    return shown if len(shown) <= 120 else shown[:119] + "…"


FAULT_CODES = tuple(
    dict.fromkeys(c.removesuffix("_near").removesuffix("_of_district") for c in _FAULTS)
)
NOTE_CODES = tuple(_NOTES)
