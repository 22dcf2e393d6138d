"""Sentences of daily work: taking in, issuing, changing, publishing, keys and trust; Vietnamese first."""

from typing import Final

WORK: Final[dict[str, tuple[str, str]]] = {
    "warning": ("cảnh báo", "warning"),
    "issued_written": (
        "Đã ghi {count} tem của khóa {kid} vào {file}.",
        "Wrote {count} stickers of key {kid} to {file}.",
    ),
    "error_interrupted": (
        "đã dừng theo yêu cầu; chạy lại lệnh để làm nốt phần còn thiếu",
        "stopped; run the command again to finish what is missing",
    ),
    "error_usage": ("sai cách dùng: {what}", "{what}"),
    "error_file": ("không đọc hoặc ghi được: {what}", "cannot read or write: {what}"),
    "error_bug": (
        "lỗi của chính foodtrace, xin báo lại: {what} (FOODTRACE_TRACEBACK=1 cho chi tiết)",
        "a fault of foodtrace itself, please report it: {what} (FOODTRACE_TRACEBACK=1 shows more)",
    ),
    "error_part_missing": (
        "thiếu phần {what}: chạy  pip install 'foodtrace[cli]'  rồi thử lại",
        "a part is not installed ({what}): run  pip install 'foodtrace[cli]'  and try again",
    ),
    "role_root": ("khóa gốc", "root"),
    "role_sticker": ("khóa ký tem", "sticker"),
    "role_status": ("khóa trạng thái", "status"),
    "role_all": ("các khóa mới", "new"),
    "ask_passphrase": ("Mật khẩu của {role} {where}:", "Passphrase for the {role} key {where}:"),
    "ask_new_passphrase": ("Mật khẩu mới cho {role}:", "New passphrase for {role} keys:"),
    "ask_again": ("Nhập lại lần nữa:", "Once more:"),
    "passphrase_short": (
        "Mật khẩu cần ít nhất {least} ký tự; vài từ dễ nhớ là tốt nhất.",
        "A passphrase needs at least {least} characters; several words you remember are best.",
    ),
    "passphrase_differs": (
        "Hai lần nhập khác nhau nên chưa làm gì; xin chạy lại.",
        "The two entries differ, so nothing was done; run the command again.",
    ),
    "no_new_passphrase": (
        "Chưa có mật khẩu mới: chạy trên thiết bị đầu cuối, hoặc đặt FOODTRACE_NEW_PASSPHRASE "
        "hay FOODTRACE_NEW_PASSPHRASE_FILE.",
        "No new passphrase was given: run it at a terminal, or set FOODTRACE_NEW_PASSPHRASE or "
        "FOODTRACE_NEW_PASSPHRASE_FILE.",
    ),
    "keys_none": ("Không có tệp khóa nào ở {where}.", "There is no key file in {where}."),
    "key_made": (
        "Đã tạo {role}: {file}\nKhóa công khai: {public}",
        "Made a {role} key: {file}\nPublic key: {public}",
    ),
    "key_relocked": ("Đã đổi mật khẩu của {file}.", "Changed the passphrase of {file}."),
    "column_role": ("Loại", "Role"),
    "column_kid": ("Số khóa", "Kid"),
    "column_made": ("Ngày tạo", "Made"),
    "column_file": ("Tệp", "File"),
    "column_row": ("Hàng", "Row"),
    "column_column": ("Cột", "Column"),
    "column_found": ("Tìm thấy", "Found"),
    "column_to_do": ("Cần làm", "What to do"),
    "column_code": ("Mã", "Code"),
    "column_name": ("Tên cơ sở", "Name"),
    "column_street": ("Địa chỉ", "Street"),
    "column_ward": ("Phường, xã", "Ward"),
    "column_zone": ("Tuyến phố", "Zone"),
    "column_state": ("Tình trạng", "State"),
    "column_last_day": ("Ngày cuối", "Last day"),
    "column_window": ("Thời gian ký", "Signs"),
    "founding": ("Đang tạo khóa", "Making the keys"),
    "founded": (
        "Đã lập {authority}: sổ đăng ký ở {registry}.\n"
        "Danh sách tin cậy số {trust_seq} có hạn đến {trust_until}.\n"
        "Người kiểm tra ghim tệp {roots_pub} (foodtrace trust pin).\n"
        "\n"
        "BÂY GIỜ: mang mỗi khóa gốc ra khỏi máy này, cất ở hai nơi khác nhau, rồi xóa ở đây:\n"
        "  1. {first}\n"
        "  2. {second}\n"
        "Mất cả hai thì không bao giờ thay được; ai có một khóa và mật khẩu thì ký được thay cơ quan.",
        "Founded {authority}: its registry is {registry}.\n"
        "Trust list {trust_seq} holds until {trust_until}.\n"
        "Checkers pin {roots_pub} (foodtrace trust pin).\n"
        "\n"
        "NOW take each root key off this machine, to two different places, and delete it here:\n"
        "  1. {first}\n"
        "  2. {second}\n"
        "If both are lost they can never be replaced; who has one and its passphrase can sign as you.",
    ),
    "founded_specimen": (
        "Tên máy chủ {host} chỉ để làm mẫu nên mọi tem đều in chữ SPECIMEN.",
        "The host {host} can never be real, so every sticker is printed with SPECIMEN.",
    ),
    "column_note": ("Ghi chú", "Note"),
    "trust_made": ("Đã soạn danh sách, chưa ký: {file}", "Made the list, not signed yet: {file}"),
    "trust_head": ("Danh sách tin cậy số {seq} của {issuer}", "Trust list {seq} of {issuer}"),
    "trust_life": ("  lập lúc {start}, có hạn đến {end}", "  made {start}, holds until {end}"),
    "trust_near_end": (
        "  CHÚ Ý: còn {days} ngày; hãy soạn, ký và công bố danh sách kế tiếp.",
        "  NOTE: {days} days left; make, sign and publish the next list.",
    ),
    "trust_ended": (
        "  CHÚ Ý: danh sách đã hết hạn nên không tem nào còn được xác nhận.",
        "  NOTE: the list is past its end, so no sticker can be confirmed.",
    ),
    "trust_host": ("  máy chủ {host}", "  host {host}"),
    "trust_host_until": (" (dùng đến {day})", " (until {day})"),
    "trust_roots": (
        "  khóa gốc: cần {threshold} trên {count} chữ ký cho danh sách kế tiếp",
        "  roots: {threshold} of {count} must sign the next list",
    ),
    "trust_has_signed": (" có chữ ký trên danh sách này", " has signed this one"),
    "trust_signed_by_other": (
        "  {kid} cũng ký, nhưng không phải khóa gốc của danh sách này",
        "  {kid} has signed too, which is no root of this list",
    ),
    "trust_false": (
        "Chữ ký của {kid} không đúng với danh sách này: xin lấy lại tệp từ nơi giữ khóa.",
        "The signature of {kid} does not hold for this list: get the file again from that root.",
    ),
    "trust_key_revoked": ("khóa đã thu hồi {day}", "revoked {day}"),
    "trust_tables": (
        "  {wards} phường, xã; {categories} loại hình",
        "  {wards} wards, {categories} categories",
    ),
    "trust_signed": (
        "Đã ghi {file}: có {have} chữ ký, cần {need}.",
        "Wrote {file}: signatures {have}, needed {need}.",
    ),
    "trust_foreign_root": (
        "khóa {kid} không phải khóa gốc trong danh sách này; chữ ký chỉ có giá trị nếu nó là khóa "
        "gốc của danh sách trước",
        "{kid} is no root of this list; its signature counts only if it was a root of the one before",
    ),
    "trust_published": (
        "Đã công bố danh sách tin cậy số {seq}, có hạn đến {until}.",
        "Published trust list {seq}; it holds until {until}.",
    ),
    "pinned": (
        "Đã ghim các khóa gốc sau (cần {threshold} chữ ký). Xin đối chiếu với cơ quan cấp tem:",
        "Pinned these roots (threshold {threshold}). Compare them with the authority:",
    ),
    "pinned_before": (
        "Các khóa gốc này đã được ghim từ trước (cần {threshold} chữ ký):",
        "These roots were pinned before (threshold {threshold}):",
    ),
    "status_not_signed": (
        "đã ghi vào sổ nhưng CHƯA ký lại danh sách trạng thái nên người kiểm tra ngoại tuyến chưa "
        "thấy: {why}",
        "recorded, but the status list is NOT signed again, so offline checkers do not see it yet: {why}",
    ),
    "trust_list_ended": (
        "danh sách tin cậy đã hết hạn lúc {until} nên không tem nào còn được xác nhận; hãy soạn, ký và "
        "công bố danh sách kế tiếp ngay",
        "the trust list ended at {until}, so no sticker can be confirmed; make, sign and publish the "
        "next one now",
    ),
    "trust_list_ends": (
        "danh sách tin cậy có hạn đến {until}; hãy soạn, ký và công bố danh sách kế tiếp",
        "the trust list holds until {until}; make, sign and publish the next one",
    ),
    "changed_suspend": ("Đã tạm dừng hiệu lực tem {code}.", "Suspended {code}."),
    "changed_reinstate": ("Đã khôi phục hiệu lực tem {code}.", "Reinstated {code}."),
    "changed_revoke": ("Đã thu hồi tem {code}.", "Revoked {code}."),
    "changed_close": ("Đã ghi nhận cơ sở {code} ngừng hoạt động.", "Closed {code}."),
    "closed_on": ("ngừng hoạt động {day}", "closed {day}"),
    "moved_on": ("chuyển đến {code}, {day}", "moved to {code}, {day}"),
    "column_closed": ("Ngừng hoạt động", "Closed"),
    "changed_replace": (
        "Đã thay tem {code}; hãy in tem mới: foodtrace sheets --code {code}.",
        "Replaced the sticker of {code}; print the new one: foodtrace sheets --code {code}.",
    ),
    "changed_renew": (
        "Đã gia hạn tem {code}; hãy in tem mới (foodtrace sheets --code {code}), dán xong thì chạy foodtrace put-up.",
        "Renewed {code}; print the new sticker (foodtrace sheets --code {code}); once it hangs: foodtrace put-up.",
    ),
    "changed_put_up": ("Đã ghi nhận dán tem {code}.", "Recorded that {code} is put up."),
    "pin_not_kept": (
        "không ghi nhớ được danh sách đã dùng ({why}); lần sau sẽ không nhận ra danh sách cũ hơn",
        "what was accepted could not be remembered ({why}); an older list would not be noticed next time",
    ),
    "column_month": ("Tháng hết hạn", "Last month"),
    "column_establishments": ("Cơ sở", "Eateries"),
    "column_in_force": ("Hiệu lực", "In force"),
    "column_suspended": ("Tạm dừng", "Suspended"),
    "column_revoked": ("Thu hồi", "Revoked"),
    "column_expired": ("Hết hạn", "Expired"),
    "column_without_sticker": ("Chưa cấp", "None"),
    "column_sticker": ("Tem", "Sticker"),
    "column_time": ("Lúc", "At"),
    "column_event": ("Sự kiện", "Event"),
    "column_by": ("Người ghi", "By"),
    "column_reason": ("Lý do", "Reason"),
    "in_all": ("Tổng", "All"),
    "standing_none": ("Chưa cấp tem", "No sticker"),
    "none_found": ("Không tìm thấy cơ sở nào.", "No eatery found."),
    "more_pages": (
        "Đã hiện {count}; còn nữa: thêm --after {cursor}",
        "Shown: {count}. There are more: add --after {cursor}",
    ),
    "stats_total": (
        "Số cơ sở: {eateries}. Số tem đã cấp đến nay: {stickers}.",
        "Eateries: {eateries}. Stickers issued so far: {stickers}.",
    ),
    "as_registered": ("Địa chỉ khi đăng ký", "Address as registered"),
    "tax_code": ("Mã số thuế", "Tax code"),
    "basis": ("Căn cứ hoạt động", "Basis of operation"),
    "basis_certificate": (
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Food-safety certificate",
    ),
    "basis_commitment": (
        "Bản cam kết bảo đảm an toàn thực phẩm",
        "Signed food-safety commitment",
    ),
    "basis_exemption": ("Không thuộc diện cấp giấy chứng nhận", "Exempt from the certificate"),
    "bundled": (
        "Đã ghi {file} ({bytes} byte); dùng được đến {until}.",
        "Wrote {file} ({bytes} bytes); fresh until {until}.",
    ),
    "exported": ("Số cơ sở trong {file}: {count}.", "Eateries in {file}: {count}."),
    "exporting": ("Đang ghi", "Writing"),
    "signing": ("Đang ký", "Signing"),
    "drawing": ("Đang vẽ", "Drawing"),
    "nothing_live": (
        "Không có tem còn hiệu lực nào để in: hãy nhập cơ sở (foodtrace import) hoặc cấp tem trước.",
        "There is no live sticker to print: take in eateries (foodtrace import) or issue first.",
    ),
    "issued": (
        "Số tem mới cấp: {issued}. Số tem có tệp trong {out}: {live}.",
        "New stickers issued: {issued}. Files of live stickers in {out}: {live}.",
    ),
    "sheets_written": ("Số tem trong {file}: {count}.", "Stickers in {file}: {count}."),
    "glyphs_missing": (
        "{count} tên dùng chữ không có trong phông của máy này: {shown}. Hãy cài gói fonts-noto-cjk, "
        "sửa tên, hoặc dùng --format svg,png.",
        "{count} names use letters that no font here can draw: {shown}. Install the package "
        "fonts-noto-cjk, have a person respell them, or use --format svg,png.",
    ),
    "reading": ("Đang đọc", "Reading"),
    "recording": ("Đang ghi vào sổ", "Recording"),
    "row_note": ("Hàng {row}: {text}", "Row {row}: {text}"),
    "more_notes": (
        "... và {count} ghi chú khác; xem tất cả với --json.",
        "... and {count} more notes; see them all with --json.",
    ),
    "import_counts": (
        "Số hàng: {rows}. Đạt: {good} (đã có trong sổ: {existing}). Có lỗi: {faulty}. Bỏ qua: {skipped}.",
        "Rows: {rows}. Good: {good} (already registered: {existing}). With faults: {faulty}. Skipped: {skipped}.",
    ),
    "import_report": ("Bảng lỗi: {file}", "Report: {file}"),
    "import_done": (
        "Số cơ sở mới nhập vào tuyến {zone}: {created}.",
        "New eateries in zone {zone}: {created}.",
    ),
    "import_dry_run": ("Chỉ chạy thử: chưa ghi gì.", "Dry run: nothing was written."),
    "import_refused": (
        "Chưa ghi gì: hãy sửa các hàng có lỗi, hoặc thêm --accept-good để nhập các hàng đạt.",
        "Nothing was written: correct the rows with faults, or add --accept-good to take the good ones.",
    ),
    "import_nothing": ("Không có hàng nào để nhập.", "There was no row to take in."),
    "more_faults": (
        "... và {count} lỗi nữa; thêm --report FILE.xlsx để xem đủ.",
        "... and {count} more; add --report FILE.xlsx to see them all.",
    ),
    "serve_open": (
        "máy chủ nghe ở {host}, máy khác truy cập được; hãy đặt sau một máy chủ web có TLS",
        "listening on {host}, open to other machines; put a web server with TLS in front",
    ),
}
