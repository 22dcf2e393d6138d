"""What the demo says, in English and Vietnamese."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": (
        "foodtrace demo: the main job end to end, everything it makes is in {folder}/",
        "foodtrace demo: công việc chính từ đầu đến cuối, mọi thứ nằm trong {folder}/",
    ),
    "again": (
        "(an earlier demo in this folder was removed first)",
        "(bản demo cũ trong thư mục này đã được xóa trước)",
    ),
    "authority": (
        "An issuing authority: {name}, host {host}",
        "Cơ quan cấp tem: {name}, địa chỉ {host}",
    ),
    "authority_keys": (
        "two root keys, a sticker key, a status key: encrypted, in {folder}",
        "hai khóa gốc, một khóa ký tem, một khóa trạng thái: đã mã hóa, trong {folder}",
    ),
    "passphrase": (
        "random passphrase in {path}, mode 0600; a real board chooses its own",
        "mật khẩu ngẫu nhiên trong {path}, chỉ bạn đọc được; cơ quan thật tự đặt",
    ),
    "files": (
        "{eateries} eateries in {files} files as clerks send them (seed {seed})",
        "{eateries} quán trong {files} tệp như cán bộ gửi (số gốc {seed})",
    ),
    "files_kinds": (
        "{xlsx} XLSX and {csv} CSV in {folder}; invented names, no people",
        "{xlsx} XLSX và {csv} CSV trong {folder}; tên tự đặt, không có người thật",
    ),
    "imported": (
        "Taken in: {created} eateries, {zones} zones, no fault",
        "Đã nhận: {created} quán, {zones} tuyến phố, không có lỗi",
    ),
    "imported_twice": (
        "the first file once more: {created} created, {skipped} already there",
        "nhập lại tệp đầu: {created} quán mới, {skipped} đã có",
    ),
    "issued": (
        "Issued and signed: {issued} stickers, each with its symbol as SVG",
        "Đã cấp và ký: {issued} tem, mỗi tem một hình QR (SVG)",
    ),
    "issued_where": (
        "in {folder}, listed in manifest.csv; {rate} stickers a second",
        "trong {folder}, kê ở manifest.csv; {rate} tem mỗi giây",
    ),
    "printed": (
        'Printed: zone "{zone}", {stickers} stickers on {pages} sheets of A4',
        'Đã in: tuyến phố "{zone}", {stickers} tem trên {pages} tờ A4',
    ),
    "printed_where": (
        "{path}, {size} kB a sticker, marked SPECIMEN",
        "{path}, {size} kB mỗi tem, có chữ MẪU",
    ),
    "bundled": (
        "Lists for offline checkers: {size} kB for {stickers} stickers",
        "Danh sách để kiểm tra ngoại tuyến: {size} kB cho {stickers} tem",
    ),
    "bundled_where": (
        "lists.zip and roots.pub in {path}: all that an inspector carries",
        "lists.zip và roots.pub trong {path}: tất cả những gì thanh tra viên mang theo",
    ),
    "read_back": (
        "Read back from a picture, verified with those lists alone",
        "Đọc lại từ ảnh, kiểm tra chỉ bằng danh sách đó",
    ),
    "picture": ("picture of one printed sticker: {path}", "ảnh một tem đã in: {path}"),
    "verdict": (
        "genuine: {genuine}   standing: {standing}   lists: {freshness}",
        "genuine: {genuine}   standing: {standing}   lists: {freshness}",
    ),
    "door": ("{name}, {street}", "{name}, {street}"),
    "before": (
        "before:  genuine: {genuine}   standing: {standing}   lists: {freshness}",
        "trước:  genuine: {genuine}   standing: {standing}   lists: {freshness}",
    ),
    "after": (
        "after:   genuine: {genuine}   standing: {standing}   lists: {freshness}",
        "sau:    genuine: {genuine}   standing: {standing}   lists: {freshness}",
    ),
    "forged": (
        "one bit of its signature turned:  genuine: {genuine}",
        "đảo một bit của chữ ký:  genuine: {genuine}",
    ),
    "revoked": (
        "Revoked {code}, and it no longer verifies",
        "Đã thu hồi {code}, tem không còn được xác nhận",
    ),
    "office": (
        "An office with a season of work, administrator: {name}",
        "Văn phòng đã làm việc vài tháng, người quản trị: {name}",
    ),
    "office_season": (
        "{visits} visits, {dossiers} applications, {reports} reports, {scans} scans, "
        "{receipts} receipts",
        "{visits} lần kiểm tra, {dossiers} hồ sơ, {reports} phản ánh, {scans} lượt quét, "
        "{receipts} lần nhận hàng",
    ),
    "office_lot": (
        "all generated; a lot to recall there: {lot}",
        "đều là mẫu; một lô để thử truy nguồn: {lot}",
    ),
    "office_invoice": (
        "an invoice to take in there: {path}, to {code}",
        "một hóa đơn để thử nhập: {path}, bên mua {code}",
    ),
    "office_link": (
        "sign-up link, for once: {address}",
        "liên kết đăng ký, dùng một lần: {address}",
    ),
    "counts": ("Counts of {total} eateries", "Số lượng của {total} quán"),
    "by_ward": ("ward in force", "phường"),
    "by_zone": ("zone", "tuyến phố"),
    "stickers": ("stickers", "tem"),
    "share": ("share", "tỷ lệ"),
    "in_force": ("in force", "hiệu lực"),
    "revoked_count": ("revoked", "thu hồi"),
    "old_hai_chau": (
        "Wards of the old Hai Chau district: {count} of {total}, {share} %",
        "Các phường của quận Hải Châu cũ: {count} trong {total}, {share} %",
    ),
    "took": ("Done in {seconds} s.", "Xong sau {seconds} giây."),
    "port_busy": (
        "Port {busy} is in use; serving on {port} instead.",
        "Cổng {busy} đang bận; dùng cổng {port}.",
    ),
    "open": (
        "The public pages are served on this machine. Open:",
        "Trang công khai đang chạy trên máy này. Hãy mở:",
    ),
    "open_in_force": ("in force:  {address}", "còn hiệu lực:  {address}"),
    "open_revoked": ("revoked:  {address}", "đã thu hồi:  {address}"),
    "open_forged": ("forged:  {address}", "giả:  {address}"),
    "open_for_officers": (
        "The office of the board, with a season of work in it:",
        "Văn phòng của cơ quan, đã làm việc vài tháng:",
    ),
    "open_sign_up": (
        "begin here, works once:  {address}",
        "bắt đầu tại đây, dùng một lần:  {address}",
    ),
    "open_office": ("the office:  {address}", "văn phòng:  {address}"),
    "open_kitchen": (
        "a kitchen records what came:  {address}",
        "bếp ghi hàng nhận:  {address}",
    ),
    "open_apply": ("an owner applies:  {address}", "chủ quán nộp hồ sơ:  {address}"),
    "open_city": ("picture of the city:  {address}", "bức tranh thành phố:  {address}"),
    "open_data": ("open data:  {address}", "dữ liệu mở:  {address}"),
    "stop": ("Ctrl-C stops it.", "Nhấn Ctrl-C để dừng."),
    "stopped": ("Stopped.", "Đã dừng."),
}


def say(key: str, lang: str, **fields: object) -> str:
    """The sentence `key` with its fields; any language but Vietnamese reads English."""
    return _WORDS[key][lang == "vi"].format(**fields)
