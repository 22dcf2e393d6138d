"""The group of a product is read off its name; what cannot be told is told as such, never guessed."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from foodtrace.publication import FOOD_GROUPS
from foodtrace.supply import OTHER, food_group, parse_invoice
from foodtrace.supply.food_groups import _MARKED, _VOCABULARY
from supply.invoices import invoice, line

# Common goods of a Vietnamese market and kitchen, as invoices and notes name them.
GOODS = {
    "meat": (
        "Thịt heo ba rọi; Thịt lợn nạc vai; Sườn non heo; Sườn bò Úc; Bắp bò; Nạm bò; Thịt bò xay; Gầu bò; "
        "Chân giò heo; Xương ống; Ba chỉ rút sườn; Thịt nạc dăm; Lòng non heo; Chả lụa; Chả bò Đà Nẵng; Nem "
        "chua; Xúc xích Đức; Thịt dê; Thịt trâu; Giò heo rút xương; Cốt lết; Bò viên; Huyết heo; Thịt nguội; "
        "Thịt xông khói; THIT HEO BA ROI; Thit bo phi le; Khô bò; Pork belly; Beef brisket, frozen; Lạp xưởng "
        "tươi; Thịt bê tơ; Thịt viên; Thịt thăn; Đùi heo; Mỡ heo; Pate gan heo; Bắp heo; Sườn cây; Đuôi bò; "
        "Lưỡi bò; Nem nướng; Giăm bông"
    ),
    "poultry": (
        "Gà ta thả vườn; Đùi gà góc tư; Cánh gà công nghiệp; Ức gà phi lê; Vịt làm sạch; Chim bồ câu; Thịt gà "
        "xay; Chân gà rút xương; Thịt ngan; Gan ngỗng; Chicken breast; Thit vit; Tim gà; Xúc xích gà; Duck, "
        "whole; Mề gà; Sụn gà; Gà tre; Cổ vịt"
    ),
    "seafood": (
        "Tôm sú loại 1; Tôm thẻ 40-50 con/kg; Mực ống; Mực lá; Cá thu cắt lát; Cá ngừ đại dương; Cá nục; Cá "
        "hố; Cá bò da; Cá tra phi lê; Ghẹ xanh; Cua thịt; Nghêu trắng; Sò huyết; Hàu sữa; Ốc hương; Bạch "
        "tuộc; Chả cá thu; Chả mực; Tép đồng; Lươn đồng; Cá viên; Thịt cua; Trứng cá hồi; Cá chim trắng; "
        "Thanh cua; TOM SU; Ca hoi phi le; Muc ong size L; Black tiger prawns; Squid rings; Mực khô; Tôm khô; "
        "Cá cơm tươi; Ruốc tươi; Cồi sò điệp; Cá diêu hồng; Cá lóc làm sạch; Cá bớp; Ghẹ sữa; Tôm hùm; Ốc "
        "len; Chả tôm; Sứa ăn liền; Cá basa phi lê đông lạnh; Vẹm xanh"
    ),
    "eggs": (
        "Trứng gà ta; Trứng vịt; Trứng cút; Hột vịt lộn; Trứng vịt muối; TRUNG GA CP hop 10; Chicken eggs "
        "size L; Lòng đỏ trứng muối; Trứng gà công nghiệp vỉ 30"
    ),
    "vegetables": (
        "Rau muống; Cà chua; Cà rốt Đà Lạt; Khoai tây; Xà lách; Hành lá; Hành tây; Tỏi Lý Sơn; Gừng tươi; Ớt "
        "hiểm; Giá đỗ; Dưa leo; Dưa hấu; Bí đỏ; Khổ qua; Nấm rơm; Bắp cải; Bắp chuối; Cải ngọt; Rau thơm các "
        "loại; Chanh không hạt; Chuối sứ; Dứa; Thơm trái; Bơ sáp; Dừa xiêm; Su hào; Đậu cô ve; Đậu bắp; Măng "
        "chua; Lá lốt; Sả cây; Tắc; Xoài cát; Húng quế; Củ cải trắng; Ngò rí; CA CHUA; Hanh la; Rau cai xanh; "
        "Khoai lang; Fresh tomatoes; Spring onion; Cà tím; Cà pháo; Rau củ Đà Lạt; Hành phi khô; Me chua; "
        "Rong biển; Nghệ tươi; Cần tây; Tía tô; Bắp nếp; Khoai môn sáp; Mướp hương; Bông cải xanh; Rau má; "
        "Thanh long ruột đỏ; Đu đủ xanh; Củ sen; Hẹ lá; Cải bó xôi; Chanh dây; Ổi nữ hoàng; Thì là"
    ),
    "noodles": (
        "Gạo ST25; Gạo tẻ thơm; Nếp cái hoa vàng; Bún tươi; Bánh phở; Mì Quảng; Mì gói Hảo Hảo tôm chua cay; "
        "Miến dong; Bánh tráng; Bánh canh; Hủ tiếu khô; Bánh hỏi; Cao lầu; GAO THOM; Bun tuoi; Rice "
        "vermicelli; Egg noodles; Bánh ướt; Nui ống; Cơm cháy; Mì trứng; Mỳ Ý"
    ),
    "dairy": (
        "Sữa tươi không đường; Sữa đặc Ông Thọ; Phô mai lát; Bơ lạt Anchor; Sữa chua Vinamilk; Kem béo thực "
        "vật; Fresh milk; Cream cheese; Sua tuoi TH; Whipping cream; Bơ lạt"
    ),
    "drinks": (
        "Bia Larue lon 330ml; Bia Heineken; Nước suối Aquafina 500ml; Cà phê bột; Trà lài; Nước ngọt Coca "
        "Cola; Nước ép cam; Rượu vang Đà Lạt; Nước tăng lực Sting; Sữa đậu nành; Nước mía; Coca Cola lon; Ca "
        "phe rang xay; Nuoc khoang; Orange juice; Trà sữa; Nước dừa; Nước đá; Trà đào; Bia Tiger thùng 24 "
        "lon; Bò húc Thái; Rượu gạo; Cà phê hòa tan; Nước giải khát"
    ),
    "spices": (
        "Nước mắm Nam Ngư 750ml; Nước mắm cá cơm Nam Ô; Mắm nêm; Mắm ruốc Huế; Dầu ăn Tường An 1L; Dầu hào "
        "Maggi; Muối hạt; Đường cát trắng; Tiêu đen xay; Hạt nêm Knorr thịt thăn; Bột ngọt Ajinomoto; Tương "
        "ớt Chin-su; Tương cà; Nước tương; Giấm gạo; Sa tế tôm; Mì chính; Bột canh; Ngũ vị hương; Mật ong; "
        "Quế cây; NUOC MAM NAM NGU; Fish sauce; Oyster sauce; Chicken stock; Tomato ketchup; Rice vinegar; "
        "Xốt cà chua; Gia vị kho thịt; Ớt bột; Sốt mayonnaise; Bot ngot; Dau an Simply; Muối tôm; Muối i ốt; "
        "Đường phèn; Hạt nêm Aji-ngon heo; Dầu mè; Màu điều"
    ),
    "other": (
        "Bánh mì; Đậu hũ; Đậu phụ; Khăn giấy; Hộp giấy đựng cơm; Túi đựng rau; Bình gas 12kg; Nước rửa chén; "
        "Bột mì; Chả giò; Nước cốt dừa; Đá viên; Giấy in hóa đơn; Phí vận chuyển; Bo; Bo 1kg; Tra; CUA 2 mau; "
        "Hat dieu; Dao thái thịt; Bột chiên gà; Khay đựng trứng; Thức ăn chăn nuôi gà; Ống hút trà sữa; Hàng "
        "hóa; Combo 3; Bánh bao nhân thịt; Coconut milk; Rice paper box; Ice cream; Đũa tre; Bánh flan; Tofu; "
        "Nước lau sàn; Than hoa; Tăm tre; Dịch vụ nấu tiệc; Lẩu thái; Bàn ghế; Chè đậu đỏ; Cút áo; Giấy vệ "
        "sinh; Rau câu dẻo; Bánh tráng miệng; Gas Petrolimex; Nước lau kính; Tô nhựa; Màng bọc thực phẩm PE; "
        "Sả ớt bằm"
    ),
}
NAMED = [(name.strip(), group) for group, names in GOODS.items() for name in names.split(";")]


def test_the_list_is_long_and_of_every_group() -> None:
    assert len(NAMED) > 300
    assert {*FOOD_GROUPS, OTHER} == GOODS.keys()


@pytest.mark.parametrize("group", GOODS)
def test_a_common_name_gives_its_group(group: str) -> None:
    names = [name for name, its in NAMED if its == group]
    assert {name: food_group(name) for name in names} == dict.fromkeys(names, group)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_case_composition_and_what_stands_around_do_not_matter(
    form: Literal["NFC", "NFD"],
) -> None:
    for name, group in NAMED:
        written = unicodedata.normalize(form, f"  {name.upper()} - 12,5kg (HSD 30/11)")
        assert food_group(written) == group, name


def test_without_marks_a_name_gives_its_group_or_none_and_never_another() -> None:
    """Clerks type "TOM SU" and "CA CHUA"; what could be two things is left open."""
    told = 0
    for name, group in NAMED:
        plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        found = food_group(plain)
        assert found in (group, OTHER), (plain, found)
        told += found != OTHER
    assert told > 200


@pytest.mark.parametrize(
    ("name", "group"),
    [
        # The first thing that is named is the thing; what follows is its taste, its use or its box.
        ("Nước mắm cá cơm", "spices"),
        ("Cá cơm làm nước mắm", "seafood"),
        ("Mì gói vị tôm", "noodles"),
        ("Hộp giấy đựng tôm", OTHER),
        # A cut or a way of cooking waits for its animal.
        ("Thịt viên cá thu", "seafood"),
        ("Chả gà", "poultry"),
        ("Chả", "meat"),
        # Marks count: fish or tomato, beef or butter, chicken or gas, snail or gas bottle.
        ("Cá", "seafood"),
        ("Cà", OTHER),
        ("Bơ", OTHER),
        ("Ga", OTHER),
        ("Hoà Lộc", OTHER),
        ("Xoài Hoà Lộc", "vegetables"),
        # English names what it is last.
        ("Chicken stock", "spices"),
        ("Fish sauce", "spices"),
        ("Tomato, fresh", "vegetables"),
        ("Tôm sú (black tiger prawns)", "seafood"),
        ("Chicken bo", "poultry"),
        # Gà or ga comes first: no sauce, whatever follows.
        ("Ga chien nuoc mam", OTHER),
        ("Xuc xich ga", OTHER),
        ("", OTHER),
        ("12345", OTHER),
        ("새우", OTHER),
    ],
)
def test_what_decides(name: str, group: str) -> None:
    assert food_group(name) == group


def test_the_names_of_an_invoice_are_told() -> None:
    raw = invoice(line(), line("Chả cá tặng", number=2), line("Mực", number=3))
    read = parse_invoice(raw, "a.xml")
    assert {food_group(each.name) for each in read.lines} == {"seafood"}


def test_no_two_words_of_the_vocabulary_are_one_with_another_meaning() -> None:
    assert len(_MARKED) >= len(_VOCABULARY) - 12, "spelt with the tone mark on either letter"
    for phrase, group in _VOCABULARY.items():
        if group != "weak" and not phrase.isascii():
            assert food_group(phrase) == group, phrase
