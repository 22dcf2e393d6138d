"""How a supplier may be called before the public: a company by its name, a person by a market or a ward; pure.

A person who sells ("chị Lan ở chợ Cồn") was not asked, so no word that a kitchen wrote of her is shown: of such a
name only a market of the list below, of an address only ward and province.
"""

from __future__ import annotations

import re
from typing import Final

from foodtrace.places import fold, province, split_address
from foodtrace.places.folding import place_key
from foodtrace.places.gazetteer import gazetteer
from foodtrace.registry.tax_codes import is_company_tax_code
from foodtrace.supply.goods import Supplier

__all__ = ["public_name", "public_place"]

_LONGEST_NAME: Final = 120
# What a company's registered name holds; a kitchen that typed a person's name beside a company's code did not.
_LEGAL_FORMS: Final = re.compile(
    r"\b(cong ty|cty|tong cong ty|tap doan|doanh nghiep|dntn|hop tac xa|htx|lien hiep|lien minh|xi nghiep|nha may|"
    r"company|co ltd|ltd|jsc|corp|corporation|inc|limited|cooperative)\b"
)
_HOUSEHOLD: Final = re.compile(r"\b(ho kinh doanh|hkd|ho kd|ho ca the|ho gia dinh|household)\b")
_PHONE: Final = re.compile(r"\d(?:[\s.()-]*\d){7}")
# A name that says its market: as it is shown, then the words that mean it.
_MARKETS: Final = (
    "Chợ Cồn; Chợ Hàn; Chợ Đống Đa; Chợ Bắc Mỹ An; Chợ An Hải Bắc; Chợ An Hải Đông; Chợ Hòa Khánh; Chợ Nại Hiên Đông; "
    "Chợ Mân Thái; Chợ Phước Mỹ; Chợ Cẩm Lệ; Chợ Hòa Cầm; Chợ Túy Loan; Chợ Lệ Trạch; Chợ Miếu Bông; Chợ Thanh Khê; "
    "Chợ Tam Giác; Chợ Phú Lộc; Chợ Hà Thân; Chợ Non Nước; Chợ Nam Ô; Chợ Hòa An; Chợ Hòa Phát; Chợ Hòa Cường; "
    "Chợ đầu mối Hòa Cường; Chợ Hội An; Chợ Bà Lê; Chợ Tam Kỳ; Chợ Vĩnh Điện; Chợ Điện Ngọc; Chợ Hà Lam; "
    "Cảng cá Thọ Quang; Chợ cá Thọ Quang; Chợ Đông Ba; Chợ An Cựu; Chợ đầu mối Phú Hậu; Chợ Bến Thành; Chợ Bình Tây; "
    "Chợ đầu mối Bình Điền; Chợ Bình Điền; Chợ đầu mối Thủ Đức; Chợ đầu mối Hóc Môn; Chợ Long Biên; Chợ Đồng Xuân; "
    "Chợ đầu mối Minh Khai; Chợ Đầm; Chợ Đà Lạt; Chợ Cái Răng"
)
_MARKET_KEYS: Final = sorted(
    ((f" {fold(name)} ", name) for name in (each.strip() for each in _MARKETS.split(";"))),
    key=lambda each: -len(each[0]),
)
_PROVINCE_KINDS: Final = re.compile(r"^(tinh|thanh pho|tp)\s+")
_COUNTRY: Final = frozenset({"viet nam", "vietnam", "vn"})


def public_name(supplier: Supplier) -> str:
    """The name, where it is a company's: a company's tax code and its legal form; else ""."""
    if not is_company_tax_code(supplier.tax_code) or _PHONE.search(supplier.name):
        return ""
    words = fold(supplier.name)
    if not _LEGAL_FORMS.search(words) or _HOUSEHOLD.search(words):
        return ""
    name = supplier.name
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def public_place(supplier: Supplier, own_province: str) -> str:
    """A market that the name or address names; else ward and province of the address, or its province; else ""."""
    words = f" {fold(supplier.name)} {fold(supplier.address)} "
    for key, market in _MARKET_KEYS:
        if key in words:
            return market
    if not supplier.address:
        return ""
    ward = split_address(supplier.address, own_province).ward
    if ward.outcome == "resolved" and ward.unit is not None:
        return f"{ward.unit.full_name}, {ward.unit.province_name}"
    return _province_of(supplier.address, own_province)


def _province_of(address: str, own_province: str) -> str:
    names = gazetteer(own_province).provinces
    for part in reversed([fold(each) for each in re.split(r"[,;–-]", address)]):
        if not part or part in _COUNTRY:
            continue
        code = names.get(place_key(_PROVINCE_KINDS.sub("", part)))
        return "" if code is None else province(code).name
    return ""
