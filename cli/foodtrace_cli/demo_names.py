"""Trade names for the demo's doors: a dish or a kind of house, then words of place and number.

Nobody's name is in here. Dishes, place words and numbers are combined by a seeded generator, so a
likeness to a real house is chance. Each name stays inside the sticker's repertoire and bound.
"""

from __future__ import annotations

import random
from typing import NamedTuple


class TradeName(NamedTuple):
    """`text` as painted on the door; `category` as numbered in the trust list."""

    text: str
    category: int


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


# category -> dishes (numbers as in the trust list's table of categories)
_DISHES: dict[str, dict[int, tuple[str, ...]]] = {
    "city": {
        2: _split(
            "Mì Quảng, Bún Chả Cá, Bún Bò, Bún Mắm, Bún Thịt Nướng, Bún Riêu, Phở Bò, Phở Gà, Cơm Gà, Cơm Tấm, Cơm Niêu, "
            "Cơm Chay, Bánh Canh, Bánh Cuốn, Bánh Xèo, Bánh Tráng Cuốn Thịt Heo, Bê Thui, Cháo Lươn, Cháo Vịt, Hủ Tiếu, "
            "Lẩu Bò, Lẩu Gà Lá É, Vịt Quay, Gà Nướng, Nem Lụi, Mì Vằn Thắn, Bò Né, Miến Lươn, Cơm Hến, Bánh Bèo"
        ),
        3: _split(
            "Bánh Mì, Xôi Gà, Xôi Mặn, Bánh Tráng Kẹp, Ốc Hút, Bắp Xào, Phá Lấu, Bánh Khọt, Trứng Vịt Lộn, Bánh Bột Lọc, "
            "Nem Nướng, Gỏi Bò Khô, Mít Trộn, Bánh Tráng Nướng, Cháo Trắng"
        ),
        4: _split(
            "Cà Phê, Cà Phê Muối, Trà Sữa, Trà Đá, Sinh Tố, Nước Mía, Sữa Đậu Nành, Trà Trái Cây"
        ),
        5: _split("Chè, Kem Bơ, Bánh Ngọt, Bánh Bao, Tàu Hũ, Sữa Chua, Bánh Flan, Chè Thập Cẩm"),
        1: _split("Nhà Hàng, Ẩm Thực, Bếp Việt, Nhà Hàng Chay, Lẩu Nướng"),
        11: _split("Chả Bò, Nem Chua, Bánh Khô Mè, Mực Rim, Tré"),
    },
    "sea": {
        1: _split("Hải Sản, Nhà Hàng Hải Sản, Nhà Hàng, Lẩu Hải Sản, Bếp Biển"),
        2: _split(
            "Ốc, Quán Nhậu, Bún Cá, Bún Chả Cá, Gỏi Cá, Cháo Hàu, Mì Quảng, Cơm Gà, Mực Nướng, Cá Nục Cuốn Bánh Tráng"
        ),
        4: _split("Cà Phê, Nước Dừa, Sinh Tố, Cà Phê Biển"),
        3: _split("Ốc Hút, Bánh Mì, Hàu Nướng, Bánh Tráng Kẹp"),
        9: _split("Nhà Hàng Khách Sạn"),
    },
    "market": {
        8: _split(
            "Quầy Bún Mắm, Quầy Mì Quảng, Quầy Chè, Quầy Bánh Canh, Quầy Ốc Hút, Quầy Bánh Bèo, Quầy Nước Ép, Quầy Chả Bò"
        ),
        3: _split("Bánh Tráng Kẹp, Bánh Xèo, Nem Lụi, Gỏi Cuốn, Bánh Mì, Phá Lấu, Mít Trộn"),
        2: _split("Bún Mắm, Bún Thịt Nướng, Mì Quảng, Bún Bò, Cơm Gà, Bánh Canh"),
        5: _split("Chè, Kem Bơ, Sữa Chua, Chè Xoa Xoa"),
        11: _split("Chả Bò, Mực Khô, Nem Chua, Mắm Nêm"),
    },
    "suburb": {
        2: _split(
            "Mì Quảng, Bê Thui, Cơm Gà, Bún Bò, Cơm Phần, Bánh Tráng Cuốn Thịt Heo, Lẩu Dê, Gà Đồi, Cháo Gà, Phở, Bún Cá, "
            "Cơm Bình Dân, Vịt Cỏ, Bánh Canh Ruộng"
        ),
        3: _split("Bánh Mì, Xôi, Bánh Xèo, Ốc Hút, Bánh Cuốn"),
        4: _split("Cà Phê, Cà Phê Võng, Nước Mía, Trà Sữa"),
        5: _split("Chè, Bánh Kem, Kem Tươi"),
        1: _split("Nhà Hàng, Nhà Hàng Tiệc Cưới, Ẩm Thực Đồng Quê"),
        10: _split("Nấu Tiệc"),
    },
    "old_town": {
        2: _split(
            "Cao Lầu, Cơm Gà, Mì Quảng, Hoành Thánh, Bánh Bao Bánh Vạc, Bánh Đập, Hến Xào, Bánh Canh Cá"
        ),
        3: _split("Bánh Mì, Bánh Xèo, Thịt Xiên Nướng, Bánh Ít Lá Gai"),
        4: _split("Cà Phê, Nước Mót, Trà Thảo Mộc, Cà Phê Sân Vườn"),
        5: _split("Chè Bắp, Tàu Phớ, Kem Ống"),
        1: _split("Nhà Hàng, Bếp Phố Cổ, Nhà Hàng Chay"),
        9: _split("Nhà Hàng Khách Sạn"),
    },
}
_DISHES["foreign"] = _DISHES["city"]

_PLACES = _split(
    "Sông Hàn, Bến Xưa, Phố Biển, Xứ Quảng, Góc Phố, Ngõ Nhỏ, Cây Bàng, Cây Đa, Cây Me, Giếng Nước, Sân Đình, Đầu Hẻm, Cầu Rồng, "
    "Chân Cầu, Vọng Cảnh, Hương Quê, Hương Biển, Hương Sen, Hương Lúa, Hương Đồng, Bếp Nhà, Bếp Quê, Bếp Lửa, Bếp Than, Nhà Tranh, "
    "Mái Lá, Mái Ngói, Hiên Nhà, Vườn Cau, Vườn Dừa, Vườn Xoài, Đồng Xanh, Đồi Gió, Sóng Xanh, Cát Vàng, Gió Biển, Trăng Rằm, "
    "Sao Mai, Mùa Xuân, Mùa Hạ, Ban Mai, Hoàng Hôn, Phù Sa, Làng Chài, Làng Cổ, Đất Quảng, Quê Nhà, Quê Mình, Ngày Xưa, Ngày Mới, "
    "Sum Họp, Đoàn Viên, An Nhiên, Bình Yên, Mộc, Mây, Nắng, Sương Sớm, Lá Xanh, Tre Việt, Tre Làng, Hoa Sữa, Hoa Giấy, Phượng Đỏ, "
    "Bằng Lăng, Đèn Lồng, Thuyền Nan, Mắt Lưới, Neo Đậu, Hải Đăng, Sơn Trà, Non Nước, Bà Nà, Cù Lao, Hải Vân, Thu Bồn, Cẩm Lệ, "
    "Cửa Hàn, Cửa Đại, Túy Loan, Điện Bàn, Tam Kỳ, Huế Xưa, Hà Thành, Sài Gòn Phố, Miền Trung, Tây Nguyên, Ngon, Ngọt Lành, Tươi, "
    "Sáng Sớm, Đêm, Vỉa Hè, Chợ Mới, Bến Xe, Ga Cũ, Ngã Ba, Ngã Năm, Ngã Tư, Công Viên, Bờ Kè, Ven Sông, Cổng Trường, Đối Diện Chợ"
)
_NUMBERS = _split(
    "24, 36, 45, 47, 68, 79, 86, 88, 99, 102, 109, 123, 168, 189, 236, 279, 368, 555, 688, Số 1, Số 2, Số 5, Số 7, Số 9, 24h, 247"
)
_ENGLISH_FIRST = _split(
    "Dragon Bridge, Han River, Golden Sand, Blue Wave, Salt & Lime, Marble Mountain, Lantern, Bamboo, Coconut, Fishing Boat, "
    "Monkey Forest, Surf, Sunrise, Rooftop, Little Alley, Green Basil, Red Chili, Lemongrass, Lotus, Tamarind, Papaya, Banyan, "
    "Rice Field, Night Market, Morning Tide, Old Pier, White Heron, Paper Boat, Corner 12, No. 9, Mango Tree, Sea Breeze"
)
_ENGLISH_LAST: dict[int, tuple[str, ...]] = {
    4: _split("Coffee, Café, Coffee & Tea, Juice Bar, Coffee Roasters, Tea House"),
    1: _split("Restaurant, Kitchen, Grill, Bistro, Seafood, Pizzeria, Vegan Kitchen, Noodle House"),
    2: _split("Burgers, Tacos, Noodles, Street Kitchen, BBQ, Brunch"),
    5: _split("Bakery, Gelato, Donuts, Sweets"),
}
# Written as such houses write themselves: their own script, then Latin letters.
_FAR: tuple[tuple[str, str, int], ...] = (
    ("한강 식당", "Hangang Sikdang", 1), ("바다 횟집", "Bada Hoetjip", 1), ("서울 분식", "Seoul Bunsik", 2),
    ("부산 갈비", "Busan Galbi", 1), ("제주 흑돼지", "Jeju BBQ", 1), ("고향집", "Gohyangjip", 2),
    ("달빛 카페", "Dalbit Cafe", 4), ("한우 마을", "Hanwoo Maeul", 1), ("남산 치킨", "Namsan Chicken", 2),
    ("さくら食堂", "Sakura Shokudo", 2), ("うみ寿司", "Umi Sushi", 1), ("ラーメン小路", "Ramen Koji", 2),
    ("やきとり 灯", "Yakitori Akari", 1), ("おにぎり屋", "Onigiri-ya", 2), ("抹茶カフェ", "Matcha Cafe", 4),
    ("金龍餐廳", "Kim Long", 1), ("四川麻辣火锅", "Sichuan Hotpot", 1), ("粤香茶餐厅", "Yuexiang Tea House", 1),
    ("港式點心", "Dim Sum House", 2), ("台灣牛肉麵", "Taiwan Beef Noodles", 2), ("海鲜大排档", "Seafood Terrace", 1),
)  # fmt: skip

# Weights of: Vietnamese with a place word, Vietnamese with a number, English, another script.
_MIX = {
    "city": (70, 19, 9, 2),
    "sea": (62, 14, 19, 5),
    "market": (74, 24, 2, 0),
    "suburb": (78, 20, 2, 0),
    "old_town": (66, 10, 22, 2),
    "foreign": (34, 6, 44, 16),
}


def draw_trade_name(rng: random.Random, taste: str, street: str) -> TradeName:
    """One name; the caller redraws until it is new in the city."""
    kind = rng.choices(("place", "number", "english", "far"), _MIX[taste])[0]
    if kind == "far":
        own, latin, category = rng.choice(_FAR)
        branch = rng.choice(("", f" {street}", " 2", " Da Nang"))
        return TradeName(f"{own} {latin}{branch}", category)
    if kind == "english":
        category = rng.choices((4, 1, 2, 5), (5, 4, 3, 1))[0]
        text = f"{rng.choice(_ENGLISH_FIRST)} {rng.choice(_ENGLISH_LAST[category])}"
        return TradeName(text, category)
    dishes = _DISHES[taste]
    weights = [len(names) ** 0.75 for names in dishes.values()]
    category = rng.choices(tuple(dishes), weights)[0]
    dish = rng.choice(dishes[category])
    if kind == "number":
        text = f"{dish} {rng.choice(_NUMBERS)}"
    else:
        text = f"{dish} {rng.choice(_PLACES)}"
        if category == 2 and rng.random() < 0.12:
            text = f"Quán {text}"
    # Houses with one name tell themselves apart by their street, as they do on the sign.
    if rng.random() < 0.06:
        text = f"{text} - {street}"
    return TradeName(text, category)
