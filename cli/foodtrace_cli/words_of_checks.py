"""Sentences of a check: the verdict in words, Vietnamese first; the public reads the same ones on the page."""

from typing import Final

CHECKS: Final[dict[str, tuple[str, str]]] = {
    "summary_confirmed": ("Đã xác nhận, còn hiệu lực", "Confirmed and in force"),
    "summary_not_confirmed": (
        "Chưa xác nhận được tem này",
        "This sticker could not be confirmed",
    ),
    "specimen": (
        "MẪU: tem của cơ quan thử nghiệm, không dùng thật",
        "SPECIMEN: of a sample authority, not for real use",
    ),
    "genuine_yes": ("Chữ ký hợp lệ", "Signature confirmed"),
    "genuine_no": ("Chưa xác nhận được", "Not confirmed"),
    "genuine_no_text": (
        "Chưa xác nhận được tem này vì chữ ký không qua được bước kiểm tra. Xin không căn cứ vào tem này.",
        "This sticker could not be confirmed because its signature did not pass the check. "
        "Please do not rely on it.",
    ),
    "genuine_key_revoked": ("Khóa ký đã thu hồi", "Signing key revoked"),
    "genuine_key_revoked_text": (
        "Khóa dùng để ký tem này đã bị thu hồi nên chưa xác nhận được tem; điều này không phải là "
        "nhận xét về cơ sở.",
        "The key that signed this sticker has been revoked, so the sticker could not be confirmed; "
        "this is not a statement about the eatery.",
    ),
    "genuine_unknown_issuer": ("Chưa rõ nơi cấp", "Unknown issuer"),
    "genuine_unknown_issuer_text": (
        "Mã này không thuộc cơ quan cấp tem có trong danh sách đang dùng nên chưa xác nhận được.",
        "This code does not come from an issuer in the lists at hand, so it could not be confirmed.",
    ),
    "genuine_unreadable": ("Không đọc được", "Unreadable"),
    "genuine_unreadable_text": (
        "Chưa đọc được đầy đủ nội dung mã. Xin lau sạch tem rồi chụp lại, hoặc nhập mã in dưới mã QR.",
        "The code could not be read in full. Please wipe the sticker and take the picture again, "
        "or type the code printed under the QR code.",
    ),
    "genuine_not_checked": ("Chưa kiểm tra tem", "Not checked"),
    "genuine_not_checked_text": (
        "Mã nhập tay không có chữ ký nên tem chưa được kiểm tra. Xin quét mã QR để kiểm tra tem.",
        "A typed code carries no signature, so the sticker itself was not checked. "
        "Please scan the QR code to check the sticker.",
    ),
    "standing_in_force": ("Còn hiệu lực", "In force"),
    "standing_in_force_text": (
        "Tem này có hiệu lực đến hết ngày {date}. Xin đối chiếu tên và địa chỉ với biển hiệu tại cửa.",
        "This sticker is in force until the end of {date}. Please check that the name and address "
        "match the door.",
    ),
    "standing_expired": ("Hết hạn", "Expired"),
    "standing_expired_text": (
        "Ngày cuối cùng tem này có hiệu lực là {date}. Có thể tem chưa được gia hạn; xin hỏi cơ sở "
        "xem đã có tem mới chưa.",
        "The last valid day of this sticker was {date}. It may not have been renewed yet; please "
        "ask the eatery whether it has a newer sticker.",
    ),
    "standing_suspended": ("Tạm dừng hiệu lực", "Suspended"),
    "standing_suspended_text": (
        "Cơ quan cấp tem đã tạm dừng hiệu lực của tem này; riêng điều này không có nghĩa là thực "
        "phẩm không an toàn.",
        "The issuing authority has suspended this sticker for the time being; this alone does not "
        "mean that the food is unsafe.",
    ),
    "standing_revoked": ("Tem đã thu hồi", "Revoked"),
    "standing_revoked_text": (
        "Cơ quan cấp tem đã thu hồi tem này nên tem không còn hiệu lực; riêng điều này không phải "
        "là bằng chứng thực phẩm không an toàn.",
        "The issuing authority has revoked this sticker, so it is no longer valid; this alone is "
        "not proof that the food is unsafe.",
    ),
    "standing_replaced": ("Đã thay tem mới", "Replaced"),
    "standing_replaced_text": (
        "Cơ sở này đã được cấp tem mới hơn. Xin tìm và quét tem mới tại cửa.",
        "A newer sticker has been issued for this eatery. Please look for the newer sticker at the "
        "door and scan that one.",
    ),
    "standing_not_yet_in_force": ("Chưa có hiệu lực", "Not yet in force"),
    "standing_not_yet_in_force_text": (
        "Tem này có hiệu lực từ ngày {from_date}. Nếu hôm nay đã qua ngày đó, xin kiểm tra ngày giờ "
        "trên máy này.",
        "This sticker takes effect on {from_date}. If that day has already passed, please check "
        "this machine's clock.",
    ),
    "standing_unknown": ("Chưa rõ hiệu lực", "Standing unknown"),
    "standing_unknown_text": (
        "Hiện chưa rõ hiệu lực của tem này nên chưa xác nhận được. Xin lấy danh sách mới rồi thử lại.",
        "The current standing of this sticker is not known, so it could not be confirmed. Please "
        "get newer lists and try again.",
    ),
    "not_in_register_text": (
        "Tem này không có trong sổ đăng ký nên chưa xác nhận được. Xin không căn cứ vào tem này.",
        "This sticker is not in the register, so it could not be confirmed. Please do not rely on it.",
    ),
    "freshness_fresh": ("Dữ liệu còn hạn", "Up to date"),
    "freshness_stale": ("Dữ liệu quá hạn", "Out of date"),
    "freshness_stale_text": (
        "Danh sách dùng để kiểm tra đã quá hạn nên chưa thể xác nhận tem còn hiệu lực; nếu ở đây "
        "ghi tạm dừng hoặc thu hồi tem thì thông tin đó vẫn có giá trị.",
        "The lists used for this check are past their date, so the sticker cannot be confirmed as "
        "in force; a suspension or revocation shown here still counts.",
    ),
    "freshness_missing": ("Chưa có dữ liệu", "No list"),
    "check_clock": ("Xin kiểm tra ngày giờ trên máy này", "Please check this machine's clock"),
    "door_question": (
        "Thông tin này có khớp với biển hiệu tại cửa không?",
        "Does this match the door?",
    ),
    "checked_at": ("Tra cứu lúc {at}", "Checked at {at}"),
    "data_as_of": ("Dữ liệu tính đến {at}", "Data as of {at}"),
    "valid_until": ("Có hiệu lực đến hết ngày {date}", "Valid until the end of {date}"),
    "typed_code_label": ("Mã tra cứu", "Code"),
    "label_genuine": ("Chữ ký", "Genuine"),
    "label_standing": ("Hiệu lực", "Standing"),
    "label_freshness": ("Dữ liệu", "Lists"),
    "ward_number": ("đơn vị hành chính {code}", "administrative unit {code}"),
    "no_symbol": (
        "Không tìm thấy mã QR trong ảnh {what}. Xin chụp gần hơn, thẳng và đủ sáng.",
        "No QR code was found in {what}. Please take the picture closer, straight and in good light.",
    ),
    "no_lists_text": (
        "Máy này chưa có danh sách nào được chấp nhận nên chưa xác nhận được tem.",
        "No list was accepted on this machine, so the sticker could not be confirmed.",
    ),
    "typed_code_error": (
        "Mã chưa đúng. Xin so lại từng ký tự với mã trên tem rồi nhập lại.",
        "This code is not complete or has a wrong character. Please compare it with the sticker and "
        "type it again.",
    ),
    "code_record": (
        "Hồ sơ công khai của mã này: {door}. Tình trạng: {standing}.",
        "Public record of this code: {door}. State: {standing}.",
    ),
    "code_unknown": (
        "Sổ đăng ký không có cơ sở nào mang mã này.",
        "The registry holds no eatery with this code.",
    ),
    "no_pin": (
        "Máy này chưa ghim khóa gốc nào nên không tem nào được xác nhận. Các khóa gốc của gói này là:",
        "No root key is pinned on this machine, so no sticker can be confirmed. "
        "The roots this bundle names are:",
    ),
    "no_pin_what_to_do": (
        "Hỏi cơ quan cấp tem xem có đúng các khóa này không, rồi chạy: foodtrace trust pin roots.pub",
        "Ask the authority in person whether these are its own, then run: foodtrace trust pin roots.pub",
    ),
    "bundle_refused": (
        "Không dùng gói danh sách này ({why}) nên không tem nào được xác nhận.",
        "The bundle is not accepted ({why}), so no sticker can be confirmed.",
    ),
    "count_green": (
        "{green} trên {all} tem được xác nhận.",
        "{green} of {all} stickers confirmed.",
    ),
}
