"""The table of categories that a new authority's trust list begins with; append-only, five languages."""

from __future__ import annotations

from foodtrace.trust import Category

__all__ = ["CATEGORIES"]

_LANGUAGES = ("vi", "en", "ko", "zh-Hans", "zh-Hant")
_NAMES = (
    ("Chưa phân loại", "Not stated", "기재 없음", "未注明", "未註明"),
    ("Nhà hàng", "Restaurant", "레스토랑", "餐厅", "餐廳"),
    ("Quán ăn", "Eatery", "식당", "小餐馆", "小吃店"),
    ("Thức ăn đường phố", "Street food", "길거리 음식", "街头小吃", "街頭小吃"),
    ("Cà phê, giải khát", "Coffee and drinks", "커피·음료", "咖啡饮品", "咖啡飲料"),
    ("Bánh, chè, kem", "Bakery and sweets", "제과·디저트", "糕点甜品", "烘焙甜點"),
    ("Bếp ăn tập thể", "Collective kitchen", "집단급식소", "集体食堂", "團體膳食廚房"),
    ("Bếp ăn trường học", "School kitchen", "학교 급식소", "学校食堂", "學校廚房"),
    ("Quầy chợ", "Market stall", "시장 가판대", "市场摊位", "市場攤位"),
    (
        "Nhà hàng trong khách sạn",
        "Hotel restaurant",
        "호텔 레스토랑",
        "酒店餐厅",
        "飯店餐廳",
    ),
    ("Nấu tiệc", "Catering", "출장 요리", "宴席承办", "外燴"),
    (
        "Đồ ăn chế biến sẵn",
        "Prepared food to take away",
        "포장용 조리식품",
        "外带熟食",
        "外帶熟食",
    ),
)

# Numbers are signed into stickers: an entry is never changed, moved or removed.
CATEGORIES: tuple[Category, ...] = tuple(
    Category(number, dict(zip(_LANGUAGES, names, strict=True)))
    for number, names in enumerate(_NAMES)
)
