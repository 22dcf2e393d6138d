"""The heading row of a list: where it is, and which column holds what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from foodtrace.intake.rows import Cell
from foodtrace.intake.tcvn3 import from_look_alike, look_alike_evidence
from foodtrace.places import fold

# Folded headings, Vietnamese and English. A heading counts whole; what stands in brackets is left out.
_HEADINGS = {
    "name": "ten quan; ten quan an; ten co so; ten nha hang; ten cua hang; ten ho kinh doanh; ten bien hieu; "
    "bien hieu; bang hieu; ten; ten co so kinh doanh; ten co so san xuat kinh doanh; ten doanh nghiep; ten cong ty; "
    "ten thuong mai; ten quan nha hang; ten quay; ten sap; ten diem kinh doanh; ten hang quan; quan; nha hang; "
    "co so; ten don vi; ten cssx kd; ten co so kinh doanh dich vu an uong; ten co so kd; "
    "name; trade name; business name; shop name; restaurant; restaurant name; eatery; eatery name; "
    "establishment; establishment name; venue; name of establishment; shop; outlet",
    "house": "so nha; so nha hem; housenumber; house number; house no; house; street number; number",
    "street": "duong; ten duong; duong pho; pho; so nha duong; so nha ten duong; so nha va ten duong; "
    "so nha duong pho; so nha duong thon; tuyen duong; tuyen pho; thon; street; street address; "
    "street name; road; house number and street; house and street; address line 1",
    "address": "dia chi; dia chi co so; dia chi kinh doanh; dia chi quan; dia diem; dia diem kinh doanh; "
    "dia chi kd; dia chi day du; noi kinh doanh; dia chi co so kinh doanh; dia chi san xuat kinh doanh; dia chi quan an; "
    "address; full address; business address; location; place of business",
    "ward": "phuong; xa; phuong xa; xa phuong; phuong xa thi tran; xa phuong thi tran; ten phuong; ten xa; "
    "phuong xa dac khu; xa phuong dac khu; don vi hanh chinh; dia ban; ward; commune; ward commune; "
    "ward or commune; subdistrict",
    "district": "quan huyen; huyen; huyen quan; quan huyen thi xa; quan huyen tp; district; quan cu; quan huyen cu",
    "city": "tinh; thanh pho; tinh thanh; tinh thanh pho; tinh tp; tp; city; province; city province",
    "category": "loai hinh; loai; loai hinh kinh doanh; loai hinh co so; nhom; nhom nganh; nganh nghe; "
    "nganh nghe kinh doanh; phan loai; linh vuc; mat hang; mat hang kinh doanh; category; type; kind; "
    "business type; type of business",
    "owner": "chu co so; ten chu co so; ho ten chu co so; ho va ten chu co so; chu ho; chu ho kinh doanh; "
    "ten chu ho; ho ten chu ho; ho ten; ho va ten; nguoi dai dien; dai dien; chu quan; ten chu quan; ho ten chu quan; "
    "chu; nguoi dai dien phap luat; owner; owner name; name of owner; representative; proprietor",
    "phone": "dien thoai; so dien thoai; sdt; dt; so dt; dien thoai lien he; sdt lien he; so dien thoai lien he; "
    "di dong; lien he; phone; phone number; telephone; tel; mobile; contact; contact number; phones; hotline",
    "email": "email; e mail; thu dien tu; hop thu",
    "id_number": "cccd; cmnd; so cccd; so cmnd; can cuoc; can cuoc cong dan; so can cuoc; cccd cmnd; cmnd cccd; "
    "so cccd cmnd; so cmnd cccd; so dinh danh; so dinh danh ca nhan; id number; identity number; "
    "national id; citizen id",
    "tax_code": "mst; ma so thue; ma thue; msdn; ma so doanh nghiep; tax code; tax number; tax id",
    "gln": "gln; ma gln; so gln; ma dia diem; ma dia diem toan cau; ma so dia diem toan cau; ma dia diem gln; "
    "global location number; gln code; location number",
    "basis": "can cu; can cu hoat dong; hinh thuc; hinh thuc quan ly; basis; basis of operation; legal basis",
    "certificate": "so gcn; gcn; so giay chung nhan; giay chung nhan; giay chung nhan attp; gcn attp; so gcn attp; "
    "so giay chung nhan attp; gcn du dieu kien attp; so giay cn; giay chung nhan an toan thuc pham; "
    "giay chung nhan du dieu kien attp; giay chung nhan co so du dieu kien an toan thuc pham; "
    "so giay chung nhan co so du dieu kien an toan thuc pham; "
    "certificate; certificate number; certificate no; food safety certificate",
    "commitment": "cam ket; ban cam ket; giay cam ket; so cam ket; ky cam ket; ban cam ket attp; cam ket attp; "
    "commitment; signed commitment",
    "exemption": "mien gcn; khong thuoc dien cap gcn; can cu mien; khong thuoc dien; exemption; exemption ground; "
    "ground",
    "issuer": "noi cap; co quan cap; don vi cap; noi cap gcn; co quan cap gcn; issuer; issued by",
    "issued_on": "ngay cap; ngay cap gcn; ngay cap giay chung nhan; ngay cap gcn attp; ngay ky; ngay cam ket; ngay ky cam ket; issued; issued on; issue date; "
    "date of issue",
    "expires_on": "ngay het han; het han; ngay het hieu luc; han gcn; co gia tri den; hieu luc den; "
    "hieu luc den ngay; co hieu luc den; gia tri den ngay; expiry; expires; expires on; expiry date; valid until",
    "latitude": "vi do; latitude; lat",
    "longitude": "kinh do; longitude; lon; lng; long",
    "coordinates": "toa do; toa do gps; gps; vi tri gps; coordinates; lat lon; latlong; lat long; vi tri",
    "note": "ghi chu; note; notes; remark; remarks",
    "number": "stt; tt; so tt; so thu tu; no; nr; id; ma; source id",
}
FIELD_OF_HEADING = {
    heading.strip(): field for field, line in _HEADINGS.items() for heading in line.split(";")
}
#: What a field is called in a message where the file has no column for it: (vi, en).
FIELD_NAMES = {
    "name": ("Tên quán", "Name"),
    "street": ("Số nhà, đường", "Street"),
    "address": ("Địa chỉ", "Address"),
    "ward": ("Phường/xã", "Ward"),
    "category": ("Loại hình", "Category"),
    "phone": ("Điện thoại", "Phone"),
    "id_number": ("Số CCCD", "ID number"),
    "tax_code": ("Mã số thuế", "Tax code"),
    "gln": ("Mã địa điểm (GLN)", "Location number (GLN)"),
    "issued_on": ("Ngày cấp", "Issued on"),
    "expires_on": ("Ngày hết hạn", "Expires on"),
    "coordinates": ("Tọa độ", "Coordinates"),
    "basis": ("Căn cứ", "Basis"),
}
_SEARCHED_ROWS = 60
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")
_EXTRA = re.compile(r"^(?:so thu tu|\d+|cot \d+) | (?:cu|moi|hien nay|neu co|bat buoc)$")
_REPEATABLE = ("phone",)


class Headings(msgspec.Struct, frozen=True):
    """Where the list begins. `columns` maps a field to its column numbers (from 0), `texts` are the headings."""

    last_row: int
    columns: dict[str, tuple[int, ...]]
    texts: tuple[str, ...]

    def text(self, field: str) -> str | None:
        """The heading a field was found under, as the file has it."""
        found = self.columns.get(field)
        return self.texts[found[0]] if found else None


def heading_text(cell: Cell) -> str:
    """A heading as words a person reads: one line, TCVN3 look-alikes undone."""
    if not isinstance(cell, str):
        return ""
    text = " ".join(cell.split())
    return from_look_alike(text) if look_alike_evidence(text) == 2 else text


def _field(text: str) -> str | None:
    if unicodedata.normalize("NFC", text).casefold().strip() == "quận":
        return "district"  # folded, it is the same word as "quán"
    whole = fold(_BRACKETS.sub(" ", text))
    for candidate in (whole, _EXTRA.sub("", whole), fold(text)):
        if candidate in FIELD_OF_HEADING:
            return FIELD_OF_HEADING[candidate]
    return None


def _assign(texts: Sequence[str]) -> dict[str, tuple[int, ...]]:
    columns: dict[str, tuple[int, ...]] = {}
    for at, text in enumerate(texts):
        field = _field(text) if text else None
        if field is None:
            continue
        if field in ("issued_on", "issuer") and _last(columns) == "id_number":
            continue  # the identity card's date and place
        if field not in columns or field in _REPEATABLE:
            columns[field] = (*columns.get(field, ()), at)
    return columns


def _last(columns: dict[str, tuple[int, ...]]) -> str | None:
    own = {
        f: c for f, c in columns.items() if f in ("id_number", "certificate", "commitment", "basis")
    }
    return max(own, key=lambda f: own[f]) if own else None


def _usable(columns: dict[str, tuple[int, ...]]) -> bool:
    return "name" in columns and bool(columns.keys() & {"street", "address"})


def find_headings(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> Headings | None:
    """The first row, or pair of rows one under the other, that names a name and a street or address."""
    best: Headings | None = None
    for at, (number, cells) in enumerate(rows[:_SEARCHED_ROWS]):
        upper = [heading_text(c) for c in cells]
        columns = _assign(upper)
        below = rows[at + 1] if at + 1 < len(rows) else None
        single = Headings(number, columns, tuple(upper)) if _usable(columns) else None
        pair = None
        if below and below[0] == number + 1 and sum(map(bool, upper)) > 1:
            lower = [heading_text(c) for c in below[1]]
            width = max(len(upper), len(lower))
            upper += [""] * (width - len(upper))
            lower += [""] * (width - len(lower))
            texts = _joined(upper, lower)
            both = _assign(texts)
            if _usable(both) and len(both) > len(columns) and _all_headings(lower):
                pair = Headings(below[0], both, tuple(texts))
        best = pair or single
        if best:
            return best
    return None


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """One heading for each column of two rows: "Giấy chứng nhận" over "Số" and "Ngày cấp"."""
    texts = []
    above = ""
    for up, low in zip(upper, lower, strict=True):
        above = up or above
        both = f"{low} {above}"
        texts.append(both if low and low != above and _field(both) else low or up)
    return texts


def _all_headings(texts: Sequence[str]) -> bool:
    filled = [t for t in texts if t]
    return bool(filled) and sum(_field(t) is not None for t in filled) * 2 >= len(filled)


def missing_columns(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> tuple[int, tuple[str, ...]]:
    """(row, headings) of the row that looks most like headings, for saying what was found instead."""
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for number, cells in rows[:_SEARCHED_ROWS]:
        texts = tuple(t for t in map(heading_text, cells) if t)
        known = sum(_field(t) is not None for t in texts)
        if known > best[0] or not best[2]:
            best = (known, number, texts)
    return best[1], best[2]
