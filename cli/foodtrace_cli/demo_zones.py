"""The 24 food-street zones of the demo: wards, streets and how many doors each has.

Street and ward names are public facts of Da Nang. The zones, their bounds and every count are
invented for the demo, except the shape of the whole: 2,600 doors, a little over 1,400 of them in
the two wards (20242, 20257) that took over the old Hai Chau district.
"""

from __future__ import annotations

import msgspec

PROVINCE = "48"
OLD_HAI_CHAU = frozenset({20242, 20257})


class Part(msgspec.Struct, frozen=True):
    """The doors of one zone in one ward; `centre` is (lat, lon) in degrees, good to a few hundred metres.

    `former` is the unit before July 2025 as a clerk may still write it, where the streets lay in one.
    """

    ward: int
    doors: int
    centre: tuple[float, float]
    streets: tuple[str, ...]
    former: str | None


class DemoZone(msgspec.Struct, frozen=True):
    """One food street; `taste` picks its trade names: city, sea, foreign, old_town, market or suburb."""

    name: str
    taste: str
    parts: tuple[Part, ...]

    @property
    def doors(self) -> int:
        return sum(part.doors for part in self.parts)


# Zones whose office still writes the old names.
_FORMER = {
    "Huỳnh Thúc Kháng – Hoàng Diệu": "P. Phước Ninh, Q. Hải Châu",
    "Biển Thanh Bình": "P. Thanh Bình, Q. Hải Châu",
    "Duy Tân – Trưng Nữ Vương": "P. Hoà Thuận Tây, Q. Hải Châu",
    "Hải sản Mân Thái": "P. Mân Thái, Q. Sơn Trà",
    "An Thượng": "P. Mỹ An, Q. Ngũ Hành Sơn",
}


def _zone(name: str, taste: str, *parts: tuple[int, int, float, float, str]) -> DemoZone:
    return DemoZone(
        name=name,
        taste=taste,
        parts=tuple(
            Part(ward, doors, (lat, lon), tuple(streets.split(", ")), _FORMER.get(name))
            for ward, doors, lat, lon, streets in parts
        ),
    )


ZONES: tuple[DemoZone, ...] = (
    # The old Hai Chau district: 957 doors in Hai Chau, 444 in Hoa Cuong.
    _zone(
        "Phạm Hồng Thái – Yên Bái",
        "city",
        (20242, 96, 16.0675, 108.2215, "Phạm Hồng Thái, Yên Bái, Nguyễn Thái Học, Lê Hồng Phong"),
    ),
    _zone(
        "Trần Phú – Bạch Đằng",
        "city",
        (
            20242,
            148,
            16.0690,
            108.2245,
            "Trần Phú, Bạch Đằng, Trần Quốc Toản, Hùng Vương, Phan Đình Phùng",
        ),
    ),
    _zone(
        "Huỳnh Thúc Kháng – Hoàng Diệu",
        "city",
        (
            20242,
            112,
            16.0620,
            108.2195,
            "Huỳnh Thúc Kháng, Hoàng Diệu, Lê Đình Dương, Trần Bình Trọng",
        ),
    ),
    _zone(
        "Hải Phòng – Đống Đa",
        "city",
        (
            20242,
            138,
            16.0755,
            108.2180,
            "Hải Phòng, Đống Đa, Nguyễn Thị Minh Khai, Lý Tự Trọng, Quang Trung",
        ),
    ),
    _zone(
        "Chợ Cồn – Ông Ích Khiêm",
        "market",
        (20242, 131, 16.0680, 108.2145, "Ông Ích Khiêm, Hùng Vương, Lý Thái Tổ, Triệu Nữ Vương"),
    ),
    _zone(
        "Lê Duẩn – Phan Châu Trinh",
        "city",
        (
            20242,
            127,
            16.0710,
            108.2200,
            "Lê Duẩn, Phan Châu Trinh, Nguyễn Chí Thanh, Lê Lợi, Ngô Gia Tự",
        ),
    ),
    _zone(
        "Nguyễn Văn Linh – Thái Phiên",
        "city",
        (
            20242,
            119,
            16.0610,
            108.2220,
            "Nguyễn Văn Linh, Thái Phiên, Hoàng Văn Thụ, Trần Quốc Toản",
        ),
    ),
    _zone(
        "Biển Thanh Bình",
        "sea",
        (20242, 86, 16.0820, 108.2150, "Nguyễn Tất Thành, Như Nguyệt, Lý Thường Kiệt, Cao Thắng"),
    ),
    _zone(
        "Đường 2 Tháng 9",
        "city",
        (20257, 134, 16.0480, 108.2225, "2 Tháng 9, Phan Đăng Lưu, Bình Minh 4, Phan Thành Tài"),
    ),
    _zone(
        "Núi Thành – Tiểu La",
        "city",
        (20257, 123, 16.0430, 108.2190, "Núi Thành, Tiểu La, Lương Nhữ Hộc, Huỳnh Tấn Phát"),
    ),
    _zone(
        "Nguyễn Hữu Thọ – Lê Thanh Nghị",
        "city",
        (
            20257,
            98,
            16.0400,
            108.2130,
            "Nguyễn Hữu Thọ, Lê Thanh Nghị, Châu Văn Liêm, Hồ Nguyên Trừng",
        ),
    ),
    _zone(
        "Duy Tân – Trưng Nữ Vương",
        "city",
        (20257, 89, 16.0510, 108.2160, "Duy Tân, Trưng Nữ Vương, Lê Đình Thám, Núi Thành"),
    ),
    # The rest of the city: 1,199 doors.
    _zone(
        "Hàm Nghi – Lê Độ",
        "city",
        (20209, 128, 16.0640, 108.2090, "Hàm Nghi, Lê Độ, Phan Thanh, Đỗ Quang, Văn Cao"),
    ),
    _zone(
        "Trần Cao Vân – Hà Huy Tập",
        "city",
        (20209, 74, 16.0720, 108.2010, "Trần Cao Vân, Điện Biên Phủ, Thái Thị Bôi, Hoàng Hoa Thám"),
        (20305, 40, 16.0600, 108.1880, "Hà Huy Tập, Huỳnh Ngọc Huệ, Nguyễn Phước Nguyên"),
    ),
    _zone(
        "Trường Chinh – Tôn Đản",
        "suburb",
        (20305, 71, 16.0530, 108.1800, "Trường Chinh, Tôn Đản, Lê Trọng Tấn, Yên Thế"),
    ),
    _zone(
        "Biển Mỹ Khê",
        "sea",
        (
            20275,
            120,
            16.0660,
            108.2430,
            "Võ Nguyên Giáp, Hồ Nghinh, Hà Bổng, Dương Đình Nghệ, Phạm Văn Đồng",
        ),
        (20285, 36, 16.0520, 108.2470, "Võ Nguyên Giáp, Nguyễn Văn Thoại, Lê Quang Đạo"),
    ),
    _zone(
        "Ngô Quyền – Nguyễn Công Trứ",
        "city",
        (
            20275,
            84,
            16.0680,
            108.2330,
            "Ngô Quyền, Nguyễn Công Trứ, Hà Chương, Võ Văn Kiệt, Trần Hưng Đạo",
        ),
        (20263, 34, 16.0880, 108.2350, "Ngô Quyền, Vân Đồn, Chu Huy Mân, Khúc Hạo"),
    ),
    _zone(
        "Hải sản Mân Thái",
        "sea",
        (
            20263,
            93,
            16.0860,
            108.2470,
            "Hoàng Sa, Lê Văn Thứ, Lê Đức Thọ, Nguyễn Phan Vinh, Phan Bá Phiến",
        ),
    ),
    _zone(
        "An Thượng",
        "foreign",
        (
            20285,
            121,
            16.0500,
            108.2450,
            "An Thượng 1, An Thượng 2, An Thượng 3, An Thượng 4, Hoàng Kế Viêm, Trần Bạch Đằng, Ngô Thì Sĩ",
        ),
    ),
    _zone(
        "Lê Văn Hiến – Non Nước",
        "suburb",
        (
            20285,
            68,
            16.0130,
            108.2590,
            "Lê Văn Hiến, Trường Sa, Huyền Trân Công Chúa, Nguyễn Duy Trinh",
        ),
    ),
    _zone(
        "Cẩm Lệ – Cách Mạng Tháng Tám",
        "suburb",
        (
            20260,
            66,
            16.0180,
            108.2080,
            "Cách Mạng Tháng Tám, Ông Ích Đường, Xô Viết Nghệ Tĩnh, Lê Đại Hành",
        ),
        (20314, 31, 16.0080, 108.2220, "Nguyễn Phước Lan, Văn Tiến Dũng, Trần Nam Trung"),
    ),
    _zone(
        "Nguyễn Lương Bằng – Hòa Khánh",
        "suburb",
        (20197, 45, 16.0770, 108.1500, "Nguyễn Lương Bằng, Âu Cơ, Nguyễn Chánh, Lạc Long Quân"),
        (
            20200,
            58,
            16.0600,
            108.1590,
            "Tôn Đức Thắng, Hoàng Văn Thái, Ninh Tốn, Phạm Như Xương, Nam Cao",
        ),
    ),
    _zone(
        "Phố cổ Hội An",
        "old_town",
        (
            20410,
            82,
            15.8775,
            108.3290,
            "Trần Phú, Nguyễn Thái Học, Bạch Đằng, Nguyễn Phúc Chu, Phan Châu Trinh, Hai Bà Trưng",
        ),
    ),
    _zone(
        "Cửa Đại – An Bàng",
        "old_town",
        (20413, 25, 15.8850, 108.3600, "Cửa Đại, Âu Cơ, Lạc Long Quân"),
        (20401, 23, 15.9080, 108.3390, "Hai Bà Trưng, Nguyễn Đình Chiểu, Hùng Vương"),
    ),
)
