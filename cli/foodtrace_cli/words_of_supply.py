"""Sentences about goods: receipts that were taken in, and recalls; Vietnamese first."""

from typing import Final

SUPPLY: Final[dict[str, tuple[str, str]]] = {
    "receipts_taken": (
        "{name}: {number} của {seller}, phiếu nhận: {count}. Chữ ký: {signature}.",
        "{name}: {number} of {seller}, receipts: {count}. Signature: {signature}.",
    ),
    "receipts_known": (
        "{name}: {number} đã có từ trước, không có gì thay đổi. Chữ ký: {signature}.",
        "{name}: {number} is on record already, nothing changed. Signature: {signature}.",
    ),
    "receipts_table": ("{name}: phiếu nhận: {count}.", "{name}: receipts: {count}."),
    "receipts_table_known": (
        "{name}: đã có từ trước, không có gì thay đổi.",
        "{name}: on record already, nothing changed.",
    ),
    "receipts_ended": (
        "   Thay cho hóa đơn trước: {count} phiếu nhận không còn tính.",
        "   In place of an earlier invoice; receipts that no longer count: {count}.",
    ),
    "receipts_superseded": (
        "   Hóa đơn khác đã có trong sổ thay thế hoặc điều chỉnh toàn bộ hóa đơn này: không phiếu nhận nào còn tính.",
        "   Another invoice on record replaces or adjusts all of it: no receipt of it counts.",
    ),
    "remark_left_out": (
        "   Dòng {line} không ghi vào sổ vì không có đơn vị tính như hàng hóa: {text}",
        "   Line {line} was left out, since it has no unit as goods have: {text}",
    ),
    "remark_lot_unread": (
        "   Dòng {line}: ghi nhiều số lô, hoặc số lô quá dài, nên ghi là chưa rõ lô: {text}",
        "   Line {line}: several lots, or one too long to keep, so the lot is recorded as not known: {text}",
    ),
    "remark_use_by_unread": (
        "   Dòng {line}: hạn dùng không phải một ngày, nên ghi là chưa rõ: {text}",
        "   Line {line}: the use-by day names no day and is recorded as not known: {text}",
    ),
    "receipts_refused": (
        "Không ghi gì cả: xin sửa các dòng có lỗi rồi gửi lại.",
        "Nothing was taken: correct the rows with faults and send the file again.",
    ),
    "signature_valid": (
        "đúng, theo chứng thư chưa kiểm tra nơi cấp",
        "valid, by a certificate whose issuer is not checked",
    ),
    "signature_invalid": ("KHÔNG đúng", "INVALID"),
    "signature_none": ("không có", "none"),
    "signature_not_checked": (
        "có, nhưng không kiểm tra được (thiếu chứng thư hoặc cách ký cũ)",
        "there, but it cannot be checked (no certificate, or SHA-1)",
    ),
    "column_certainty": ("Mức chắc chắn", "Certainty"),
    "column_steps": ("Số chặng", "Steps"),
    "column_receipts": ("Phiếu nhận", "Receipts"),
    "column_file": ("Tệp", "File"),
    "column_received": ("Ngày nhận", "Received"),
    "column_lot": ("Số lô", "Lot"),
    "column_source": ("Từ", "From"),
    "column_place": ("Tại", "At"),
    "recall_more_receipts": (
        "... và {count} phiếu nhận nữa: thêm --json hoặc --xlsx TỆP để xem đủ.",
        "... and {count} more receipts: add --json or --xlsx FILE to see all.",
    ),
    "certainty_lot": ("đúng lô", "lot"),
    "certainty_product_and_day": ("cùng hàng, cùng ngày", "product and day"),
    "certainty_supplier_and_day": ("cùng nhà cung cấp, cùng ngày", "supplier and day"),
    "recall_none": (
        "Không tìm thấy cơ sở nào đã nhận hàng này.",
        "No establishment received such goods.",
    ),
    "recall_none_back": (
        "Sổ nhận hàng không có gì có thể đã ở trong món phục vụ tại đó vào ngày ấy.",
        "The record holds nothing that could be in what was served there on that day.",
    ),
    "recall_count": (
        "Cơ sở: {count}. Phiếu nhận: {receipts}. Nhà cung cấp: {suppliers}.",
        "Establishments: {count}. Receipts: {receipts}. Suppliers: {suppliers}.",
    ),
    "recall_left_out": (
        "Chưa tính: {count} phiếu nhận cùng mặt hàng, cùng nhà cung cấp nhưng không ghi lô ({first} đến {last}). "
        "Hỏi kèm --supplier, --product, --from và --to để tính cả những ngày đó.",
        "Not counted: {count} receipts of the same goods and supplier without a lot ({first} to {last}). "
        "Give --supplier, --product, --from and --to to include those days.",
    ),
    "recall_written": ("Đã ghi {file}.", "Wrote {file}."),
    "column_label": ("Trên nhãn", "On the label"),
    "column_label_says": ("Nội dung", "Says"),
    "label_gtin": ("Mã sản phẩm (GTIN)", "Product (GTIN)"),
    "label_lot": ("Số lô", "Lot"),
    "label_serial": ("Số sê-ri", "Serial number"),
    "label_sscc": ("Mã kiện hàng (SSCC)", "Parcel (SSCC)"),
    "label_produced_on": ("Ngày sản xuất", "Produced on"),
    "label_packed_on": ("Ngày đóng gói", "Packed on"),
    "label_best_before_on": ("Dùng tốt nhất trước", "Best before"),
    "label_sell_by_on": ("Hạn bán", "Sell by"),
    "label_expires_on": ("Hạn dùng", "Use by"),
    "label_net": ("Lượng chứa bên trong", "Net content"),
    "label_count": ("Số đơn vị", "Count"),
    "label_gln": ("Mã địa điểm (GLN)", "Location (GLN)"),
    "gln_is": ("{code}: mã địa điểm (GLN) {gln}.", "{code}: GLN {gln}."),
    "gln_none": ("{code} không có mã địa điểm (GLN).", "{code} has no GLN."),
    "products_none": ("Không có mặt hàng nào như vậy.", "No such product."),
    "column_product": ("Mặt hàng", "Product"),
    "column_shelf_life": ("Số ngày còn dùng", "Days at hand"),
    "shelf_life_default": ("chưa đặt ({days} ngày)", "not set ({days} days)"),
    "shelf_life_days": ("{days} ngày", "{days} days"),
    "shelf_life_set": (
        "{name}: còn dùng {days} ngày kể từ ngày nhận, nếu phiếu không ghi hạn dùng.",
        "{name}: at hand for {days} days from delivery, where no use-by day is named.",
    ),
    "shelf_life_unset": (
        "{name}: theo mức chung.",
        "{name}: as long as any other.",
    ),
    "drill_passed": (
        "Diễn tập {seed} đạt: {questions} câu hỏi trên {receipts} phiếu nhận, {hits} cơ sở phải tìm ra. "
        "Sót: 0. Thừa: 0. Khác mức: 0.",
        "Drill {seed} passed: {questions} questions over {receipts} receipts, {hits} establishments to find. "
        "Missed: 0. Invented: 0. Judged otherwise: 0.",
    ),
    "drill_failed": (
        "Diễn tập {seed} KHÔNG đạt: sót {missed}, thừa {invented}, khác mức {otherwise}, trong {hits} cơ sở phải "
        "tìm ra.",
        "Drill {seed} FAILED: missed {missed}, invented {invented}, judged otherwise {otherwise}, of {hits} "
        "establishments to find.",
    ),
}
