"""The group of food that the name of a product speaks of, in Vietnamese or English; "other" where it does not say; pure.

Vietnamese names what a thing is first and of what after ("nước mắm cá cơm" is a sauce), English last ("chicken
stock" is one too). So the first Vietnamese words that are known decide, and the last English ones. Words such as
"thịt" and "chả" decide only where no animal is named. Marks count where a name has any ("cà" is no "cá"); in a name
typed without marks a word counts only where it can be nothing else.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from foodtrace.places import fold

__all__ = ["OTHER", "food_group"]

#: The group of what is no food, or cannot be told.
OTHER: Final = "other"
_LONGEST: Final = 4

_VIETNAMESE: Final = {
    "meat": "bò; thịt bò; thịt heo; thịt lợn; thịt bê; thịt dê; thịt trâu; gan heo; pate gan heo; bê; heo; lợn; dê; cừu; trâu; thỏ; nai; ba rọi; ba chỉ; sườn; cốt lết; thăn; nạc dăm; nạc vai; nạc mông; "
    "thịt nạc; thịt đùi; thịt vai; thịt mông; thịt xay; thịt băm; thịt bằm; móng giò; chân giò; mỡ lá; lòng non; lòng già; "
    "dạ dày; xương ống; xương bò; tai mũi; giò heo; thịt nguội; thịt xông khói",
    "poultry": "gà; vịt; ngan; ngỗng; chim cút; bồ câu; thịt gà; thịt vịt; thịt ngan; thịt ngỗng; đà điểu",
    "seafood": "cá; tôm; mực; mực ống; mực lá; mực nang; cua; ghẹ; ốc; nghêu; ngao; sò; hàu; hến; bạch tuộc; lươn; trạch; tép; ruốc; sứa; cá tra; "
    "hải sản; thủy sản; thuỷ sản; bào ngư; tu hài; vẹm; thanh cua; chả cá; chả mực; chả tôm; trứng cá; thịt cua; "
    "thịt ghẹ; thịt cá; thịt ốc; móng tay chúa; cá cơm khô; tôm khô; mực khô; con điệp; sò điệp; cồi điệp; cá bò; "
    "cá heo; cá chim; cá dê; cá trâu; ốc bươu; ốc hương; rươi; hải sâm",
    "eggs": "trứng; hột gà; hột vịt; trứng gà; trứng vịt; trứng cút; trứng muối; trứng chim cút; lòng đỏ trứng; lòng trắng trứng",
    "vegetables": "rau; rau muống; rau răm; củ; cải; cà chua; cà rốt; cà tím; cà pháo; cà bát; bắp cải; bắp chuối; bắp non; bắp mỹ; "
    "bắp nếp; bắp ngọt; trái bắp; hạt bắp; ngô ngọt; ngô nếp; ngô bao tử; khoai; khoai tây; khoai lang; khoai môn; xà lách; "
    "húng; húng quế; tía tô; kinh giới; ngò; ngò gai; mùi tàu; thì là; hành; hành lá; hành tây; hành tím; hành khô; hẹ; "
    "tỏi; gừng; sả; riềng; nghệ; ớt; ớt chuông; ớt hiểm; ớt sừng; nấm; măng; giá; giá đỗ; giá đậu; dưa; dưa leo; dưa chuột; dưa hấu; "
    "dưa cải; dưa lưới; dưa giá; bầu; bí; bí đỏ; bí đao; mướp; mướp đắng; khổ qua; su hào; su su; súp lơ; bông cải; bông bí; đậu bắp; "
    "đậu cô ve; đậu que; đậu đũa; đậu hà lan; đậu ve; đậu rồng; mồng tơi; mùng tơi; rau dền; ngót; tần ô; cần tây; cần tàu; "
    "diếp cá; lá lốt; lá chanh; lá chuối; lá dứa; ngó sen; củ sen; hoa chuối; chuối; cam; chanh; chanh dây; bưởi; xoài; "
    "dứa; thơm; khóm; đu đủ; ổi; mít; táo; lê; nho; nhãn; vải thiều; chôm chôm; thanh long; sầu riêng; măng cụt; dâu tây; "
    "dâu tằm; bơ sáp; bơ booth; trái bơ; quả bơ; mận; mận hà nội; quýt; quất; tắc; me; me chua; cóc; dừa; dừa tươi; dừa xiêm; "
    "trái cây; hoa quả; hoa lơ; kiwi; lựu; hồng giòn; đào tươi; cà na; khế; sung; su hào; củ cải; củ đậu; củ dền; sắn; môn; "
    "ngải cứu; xu hào; atisô; măng tây; rong biển; nha đam; mía cây; trái thơm; bạc hà",
    "noodles": "gạo; nếp; gạo nếp; cơm; bún; phở; mì; mỳ; miến; hủ tiếu; hủ tíu; bánh phở; bánh canh; bánh hỏi; bánh ướt; bánh cuốn; "
    "bánh đa; bánh tráng; mì quảng; mỳ quảng; mì tôm; mì gói; mì ý; mì trứng; mì vằn thắn; nui; cháo; xôi; cao lầu; "
    "bún tươi; bún khô; bún bò; mì bò; phở bò; phở gà",
    "dairy": "sữa; sữa tươi; sữa đặc; sữa chua; sữa bột; phô mai; pho mát; phomai; phô-mai; bơ lạt; bơ mặn; bơ động vật; váng sữa; "
    "kem tươi; kem sữa; kem béo; kem phô mai; ya ua; da ua; yaourt",
    "drinks": "bia; rượu; cà phê; cafe; trà; trà sữa; chè khô; chè xanh; nước suối; nước khoáng; nước ngọt; nước ép; nước tinh khiết; "
    "nước tăng lực; nước cam; nước yến; nước uống; nước đóng chai; nước đóng bình; nước dừa; nước lọc; nước giải khát; "
    "nước trái cây; nước mía; nước chanh; nước đá; sữa đậu nành; sữa hạt; sinh tố; si rô; siro; ca cao; bò húc; soda; rượu vang; "
    "rượu nếp; bia hơi; strongbow",
    "spices": "gia vị; nước mắm; mắm; mắm tôm; mắm ruốc; mắm nêm; mắm cái; mắm cá; nước tương; xì dầu; nước chấm; nước sốt; sốt; xốt; "
    "tương; tương ớt; tương cà; tương đen; tương đậu; dầu ăn; dầu hào; dầu mè; dầu thực vật; dầu đậu nành; dầu ô liu; dầu oliu; dầu olive; "
    "dầu điều; dầu cải; dầu hướng dương; dầu phộng; dầu lạc; dầu cọ; dầu chiên; dầu dừa; muối; muối ớt; muối tiêu; đường; "
    "đường cát; đường phèn; đường thốt nốt; mật ong; tiêu; hạt tiêu; tiêu sọ; tiêu đen; hạt nêm; bột nêm; bột ngọt; bột canh; "
    "mì chính; mỳ chính; giấm; dấm; bột ớt; bột nghệ; bột tiêu; bột tỏi; bột cà ri; cà ri; ngũ vị hương; ngũ vị; quế; "
    "hoa hồi; hồi khô; đại hồi; thảo quả; sa tế; ớt bột; ớt khô; ớt sa tế; mù tạt; wasabi; mayonnaise; xốt mayonnaise; mắm nhĩ; "
    "màu điều; hạt điều màu; chao; mẻ; sốt cà chua; muối hột; muối hạt; muối tôm",
}
# These say "meat" only where no animal is named after them.
_WEAK: Final = (
    "thịt; chả; chả lụa; giò; giò lụa; nem; nem chua; xúc xích; lạp xưởng; lạp xường; pate; pa tê; giăm bông; dăm bông; "
    "mỡ; nạc; huyết; tiết; nội tạng; phèo; lòng; gan; tim; cật"
)
# No food, or food of no group here: what follows such words says nothing.
_NOTHING: Final = (
    "giấy; khăn; khăn giấy; ống hút; màng bọc; găng tay; bao tay; tạp dề; dao; thớt; nồi; chảo; bát; đĩa; dĩa; muỗng; thìa; "
    "ly; cốc; túi; bao bì; hộp đựng; hộp giấy; hộp xốp; hộp nhựa; khay; tô; chén; rổ; xô; ca nhựa; nước rửa; nước lau; nước giặt; nước xả; "
    "nước tẩy; nước hoa; nước rửa chén; dầu rửa; dầu gội; dầu nhớt; dầu hỏa; dầu gió; xà phòng; bột giặt; gas; ga; bình gas; "
    "bình ga; than; cồn; phí; dịch vụ; cước; vận chuyển; thuê; thức ăn chăn nuôi; thức ăn cho; thức ăn gia súc; cám; kem đánh răng; "
    "kem tẩy; tăm; đũa; màng; tủ; máy; bếp; kệ; bàn; ghế; hóa đơn; hoá đơn; phân bón; đậu hũ; đậu phụ; đậu khuôn; tàu hũ; đậu hủ; "
    "bánh mì; bánh mỳ; bánh bao; bánh kem; bánh quy; bánh ngọt; bánh flan; bánh xèo; bánh chưng; bánh tét; bánh bèo; bánh bông lan; bánh gạo; "
    "bánh tráng miệng; chả giò; chả ram; há cảo; hoành thánh; sủi cảo; bột; bột mì; bột chiên; bột gạo; bột năng; "
    "bột nếp; bột bắp; nước cốt dừa; nước cốt; cốt dừa; nước lèo; nước dùng; đồ hộp; đá viên; đá bi; kẹo; snack; "
    "combo; chè; vỏ; ruột; men; phụ gia; phẩm màu; gel; thuốc; sách; quần áo; áo; đồng phục; mút; "
    "sả ớt; quẩy; giò cháo quẩy; giò chéo quẩy; nước; dầu; đậu; hạt; bơ; kem; lẩu; súp; gỏi; salad; trân châu; thạch; rau câu; bột rau câu; bánh trung thu; bánh"
)
_ENGLISH: Final = {
    "meat": "beef; pork; lamb; mutton; goat; veal; bacon; ham; sausage; sausages; ribs; meatballs; steak; brisket",
    "poultry": "chicken; duck; goose; turkey; quail; poultry",
    "seafood": "fish; shrimp; shrimps; prawn; prawns; squid; crab; crabs; clam; clams; oyster; oysters; mussel; mussels; salmon; "
    "tuna; mackerel; octopus; lobster; scallop; scallops; seafood; anchovy; anchovies; eel; snail; snails; snapper; basa; pangasius; tilapia",
    "eggs": "egg; eggs",
    "vegetables": "vegetable; vegetables; tomato; tomatoes; cabbage; carrot; carrots; potato; potatoes; onion; onions; garlic; ginger; "
    "lettuce; cucumber; cucumbers; mushroom; mushrooms; spinach; broccoli; cauliflower; pumpkin; eggplant; chilli; chillies; "
    "bell pepper; bell peppers; lemongrass; basil; coriander; herbs; fruit; fruits; banana; bananas; mango; mangoes; orange; oranges; lime; limes; lemon; lemons; "
    "pineapple; apple; apples; watermelon; avocado; avocados; bean sprouts; spring onion; beetroot; celery; okra; papaya",
    "noodles": "rice; noodle; noodles; vermicelli; pasta; spaghetti; rice paper; macaroni; pho noodles",
    "dairy": "milk; cheese; butter; yogurt; yoghurt; cream; whipping cream; mozzarella; cheddar",
    "drinks": "beer; wine; coffee; tea; juice; soda; cola; coke; mineral water; drinking water; soft drink; soft drinks; milk tea; soy milk; "
    "coca; pepsi; heineken; larue; huda; aquafina; lavie; sprite; fanta; smoothie; lemonade; whisky; vodka",
    "spices": "sauce; sauces; salt; sugar; pepper; vinegar; oil; spice; spices; seasoning; ketchup; msg; stock; powder; paste; curry; honey; "
    "mayonnaise; mustard; cinnamon; star anise; turmeric; bouillon; knorr; ajinomoto; maggi; black pepper",
    OTHER: "cake; cakes; bread; tofu; flour; chips; crackers; candy; paper; napkin; napkins; box; boxes; bag; bags; feed; dish; cup; cups; "
    "straw; straws; ice cream; gloves; soap; detergent; coconut milk; coconut cream; peanut butter; bowl; bowls; biscuits; cookies; snack; "
    "baking powder; washing powder; milk powder drink; cooker; knife; pot; machine; service; fee; delivery; supplement; baguette; toothpaste",
}
# Without marks these could be another word: bò or bó, cua or của, gà or ga, sò or số.
# Without marks these could be another word: bò or bó, cua or của, gà or ga, sò or số.
_UNSAFE: Final = frozenset(
    [
        "bo",
        "be",
        "lon",
        "de",
        "ga",
        "cua",
        "so",
        "dau",
        "dua",
        "tra",
        "hanh",
        "nam",
        "muc",
        "le",
        "mi",
        "bia",
        "chao",
        "pho",
        "tuong",
        "duong",
        "muoi",
        "trung",
        "sua",
        "ngan",
        "gia",
        "cu",
        "cai",
        "nep",
        "com",
        "ruoc",
        "sung",
        "qua",
        "he",
        "chim",
        "men",
        "me",
        "coc",
        "tac",
        "mo",
        "gan",
        "tim",
        "tiet",
        "long",
        "gio",
        "nem",
        "thom",
        "mon",
        "mit",
        "nho",
        "que",
        "mam",
        "trau",
        "nai",
        "ngo",
        "bau",
        "bi",
        "tep",
        "tu",
        "oi",
        "tao",
        "man",
        "dao",
        "sot",
        "tieu",
        "nui",
        "cha",
        "hat",
        "kem",
        "nuoc",
        "ly",
        "to",
    ]
)

_SPLIT = re.compile(r"[\W_]+")


@functools.lru_cache(4096)
def food_group(name: str) -> str:
    """One of foodtrace.publication.FOOD_GROUPS, or OTHER."""
    text = unicodedata.normalize("NFC", name.casefold())
    marked = not text.isascii()
    vietnamese = _vietnamese([_key(word) if marked else word for word in _words(text)], marked)
    if marked and vietnamese is not None:
        return vietnamese
    english = _english(_words(text))
    found = {each for each in (vietnamese, english) if each is not None}
    return found.pop() if len(found) == 1 else OTHER


def _words(text: str) -> list[str]:
    return [word for word in _SPLIT.split(text) if word]


def _key(word: str) -> str:
    """Letters first and marks after in one order: "hoà" and "hòa" are one, "hoa" is not."""
    marks = sorted(c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c))
    return fold(word) + "".join(marks) + ("-" if "đ" in word else "")


def _vietnamese(words: list[str], marked: bool) -> str | None:
    """What the first known words say; a weak one waits for an animal. None: nothing that is sure."""
    known = _MARKED if marked else _PLAIN
    weak, at = False, 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if not marked and phrase in _UNSAFE:
                return None
            group = known.get(phrase)
            if group is None:
                continue
            if group != "weak":
                # "Thịt viên rau củ": of what animal was not said.
                animal = group in ("meat", "poultry", "seafood")
                return group if animal or not weak else "meat"
            weak = True
            at += length - 1
            break
        at += 1
    return "meat" if weak else None


def _english(words: list[str]) -> str | None:
    found = None
    at = 0
    while at < len(words):
        length = 2 if " ".join(words[at : at + 2]) in _WORDS else 1
        found = _WORDS.get(" ".join(words[at : at + length]), found)
        at += length
    return found


def _each(line: str) -> list[str]:
    return [each.strip() for each in line.split(";")]


def _vocabulary() -> dict[str, str]:
    groups = {**_VIETNAMESE, "weak": _WEAK, OTHER: _NOTHING}
    return {phrase: group for group, line in groups.items() for phrase in _each(line)}


def _plain(vocabulary: dict[str, str]) -> dict[str, str]:
    """What can be told without marks: no phrase that is two things, no short word that is any."""
    meant: dict[str, set[str]] = {}
    for phrase, group in vocabulary.items():
        meant.setdefault(fold(phrase), set()).add(group)
    return {
        phrase: next(iter(groups)) if len(groups) == 1 else OTHER
        for phrase, groups in meant.items()
        if phrase not in _UNSAFE
    }


_VOCABULARY: Final = _vocabulary()
_MARKED: Final = {
    " ".join(_key(word) for word in _words(phrase)): group for phrase, group in _VOCABULARY.items()
}
_PLAIN: Final = _plain(_VOCABULARY)
_WORDS: Final = {phrase: group for group, line in _ENGLISH.items() for phrase in _each(line)}
