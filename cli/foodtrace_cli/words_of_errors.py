"""Errors that a clerk or an inspector meets, by their stable code: in Vietnamese, and English where the error's
own line speaks to programmers."""

from typing import Final

ERRORS_VI: Final[dict[str, str]] = {
    "wrong_passphrase": "Mật khẩu không mở được khóa này. Xin kiểm tra (có phân biệt chữ hoa, chữ thường) rồi nhập lại.",
    "no_passphrase": "Cần mật khẩu để mở khóa: đặt FOODTRACE_PASSPHRASE hoặc FOODTRACE_PASSPHRASE_FILE (khóa trạng thái: FOODTRACE_STATUS_PASSPHRASE), hoặc chạy lệnh trên thiết bị đầu cuối để nhập.",
    "no_registry": "Chưa chỉ ra sổ đăng ký: thêm --registry THƯ_MỤC hoặc đặt FOODTRACE_REGISTRY.",
    "registry_missing": "Không có sổ đăng ký ở thư mục này: tạo bằng `foodtrace init` hoặc chỉ đúng thư mục.",
    "busy": "Một lệnh khác đang ghi vào sổ đăng ký. Xin đợi rồi chạy lại.",
    "disk_full": "Ổ đĩa đã đầy. Xin giải phóng dung lượng rồi chạy lại.",
    "read_only": "Không ghi được vào sổ đăng ký: xin kiểm tra quyền của thư mục.",
    "zone_not_found": "Không có tuyến phố nào mang tên này. Xem các tuyến bằng `foodtrace stats`.",
    "establishment_not_found": "Sổ đăng ký không có cơ sở nào mang mã này. Xin so lại với mã trên tem.",
    "typed_code": "Mã chưa đúng. Xin so lại từng ký tự với mã trên tem rồi nhập lại (8 ký tự, ví dụ 00RS-KAC7).",
    "typed_code_check": "Mã có ký tự sai. Xin so lại từng ký tự với mã trên tem rồi nhập lại.",
    "rollback": "Danh sách này cũ hơn danh sách đã dùng trên máy. Xin lấy gói mới từ cơ quan cấp tem.",
    "not_enough_signatures": "Danh sách không có đủ chữ ký của các khóa gốc đã ghim trên máy này.",
    "inspector_exists": "Người này đang có mã truy cập; muốn cấp mã khác thì hủy mã cũ trước (foodtrace inspectors revoke).",
    "inspector_not_found": "Không có người kiểm tra nào mang tên này. Xem danh sách bằng `foodtrace inspectors list`.",
    "inspector_revoked": "Mã truy cập của người này đã hủy từ trước; không có gì thay đổi.",
    "account_exists": "Tên này đã có hoặc từng có tài khoản. Xin đặt tên khác.",
    "account_not_found": "Không có tài khoản nào mang tên này. Xem danh sách bằng `foodtrace users list`.",
    "account_revoked": "Tài khoản này đã bị hủy; không có gì thay đổi.",
    "last_administrator": "Đây là người quản trị toàn thành phố cuối cùng. Xin thêm người khác trước.",
    "reason": 'Mỗi thay đổi phải có lý do: thêm --reason "...".',
    "picture": "Không đọc được tệp này như một bức ảnh: dùng JPEG, PNG, WebP, TIFF hoặc PDF (ảnh HEIC: lưu lại thành JPEG).",
    "gtin": "Mã sản phẩm (GTIN) không đúng: có 8, 12, 13 hoặc 14 chữ số và chữ số cuối để kiểm tra. Xin so lại với nhãn.",
    "gln": "Mã địa điểm (GLN) không đúng: có 13 chữ số và chữ số cuối để kiểm tra. Xin so lại từng chữ số.",
    "gln_taken": "Một cơ sở khác đang mang mã GLN này. Một mã chỉ dùng cho một nơi: xin bỏ mã ở đó trước.",
    "gs1_lot": "Số lô không đúng quy tắc GS1 (1 đến 20 ký tự không dấu, không khoảng trắng). Vẫn dùng được làm số lô nội bộ.",
    "in_store": "Đây là mã riêng của một cửa hàng, nơi khác dùng cho hàng khác. Xin ghi tên hàng.",
    "buyer": "Hóa đơn ghi người mua khác, không phải cơ sở này. Xin so mã số thuế người mua.",
    "no_tax_code": "Sổ đăng ký chưa có mã số thuế của cơ sở, nên không biết hóa đơn có phải của cơ sở hay không. Xin bổ sung trước.",
    "no_goods": "Hóa đơn không có dòng hàng hóa nào.",
    "adjusts_unknown": "Hóa đơn này giảm số lượng của một hóa đơn chưa có trong sổ. Xin đưa hóa đơn gốc vào trước.",
    "not_an_invoice": "Tệp XML này không phải hóa đơn điện tử.",
    "several_invoices": "Tệp có nhiều hóa đơn. Xin đưa từng hóa đơn một tệp.",
    "invoice_xml": "Tệp XML bị hỏng hoặc có phần không được phép. Xin lấy lại tệp từ người bán.",
    "invoice_field": "Một mục trên hóa đơn thiếu hoặc không đọc được. Xin lấy hóa đơn đúng từ người bán.",
    "papers_differ": "Số hóa đơn này đã có trong sổ với nội dung khác. Thay đổi phải đi bằng hóa đơn thay thế hoặc điều chỉnh.",
    "papers_elsewhere": "Hóa đơn này đã ghi ở một cơ sở khác. Xin so người mua.",
    "supplier_not_found": "Chưa phiếu nhận nào có nhà cung cấp này. Xin so mã số thuế với hóa đơn, hoặc hỏi bằng tên.",
    "quantity": "Số lượng không dùng được: phải là một số lớn hơn 0.",
    "use_by": "Hạn dùng phải là một ngày từ ngày nhận trở đi.",
    "day": "Ngày phải là một ngày đã đến, trong mười năm qua. Xin kiểm tra ngày và đồng hồ máy.",
    "no_headings": "Bảng kê thiếu dòng tiêu đề hoặc thiếu cột.",
    "not_a_table": "Tệp này không phải bảng CSV hay XLSX.",
    "several_sheets": "Danh sách nằm trên nhiều trang tính. Xin lưu mỗi trang thành một tệp.",
    "question": "Cần ít nhất một trong ba: nhà cung cấp, mặt hàng, số lô; ngày đầu không sau ngày cuối.",
    "incident_not_found": "Không có sự việc nào mang số này. Xem các sự việc bằng `foodtrace incidents list`.",
    "api_missing": "Chưa cài phần máy chủ: chạy  pip install 'foodtrace[api]'  rồi thử lại.",
}

#: The error's own line stands behind, since it names the file, the line or what came.
WITH_OWN_LINE: Final = frozenset(
    [
        "quantity",
        "use_by",
        "day",
        "no_headings",
        "not_a_table",
        "several_sheets",
        "question",
        "buyer",
        "no_tax_code",
        "no_goods",
        "adjusts_unknown",
        "not_an_invoice",
        "several_invoices",
        "invoice_xml",
        "invoice_field",
        "papers_differ",
        "papers_elsewhere",
    ]
)

ERRORS_EN: Final[dict[str, str]] = {
    "rollback": "The lists are older than those accepted here before: get the newest from the authority.",
}
