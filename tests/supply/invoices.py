"""Invoices written by hand after decision 1450, as sellers' systems send them; no firm in them exists."""

from __future__ import annotations

from foodtrace.registry import Registry
from foodtrace.supply import SupplyFile, TakenFile, take_files
from registry.board import ACTOR, NOW
from supply.deliveries import day

BUYER = "0400000042"

_LINE = """<HHDVu><TChat>{nature}</TChat><STT>{number}</STT><MHHDVu>{code}</MHHDVu><THHDVu>{name}</THHDVu>
<DVTinh>{unit}</DVTinh><SLuong>{quantity}</SLuong><DGia>125000</DGia><ThTien>1</ThTien>{more}</HHDVu>"""


def line(
    name: str = "Tôm sú loại 1",
    quantity: str = "0000012.500000",
    *,
    number: int = 1,
    unit: str = "kg",
    nature: str = "1",
    lot: str = "",
    use_by: str = "",
    code: str = "",
) -> str:
    fields = ""
    if lot:
        fields += (
            f"<TTin><TTruong>Số lô</TTruong><KDLieu>string</KDLieu><DLieu>{lot}</DLieu></TTin>"
        )
    if use_by:
        fields += f"<TTin><TTruong>HSD</TTruong><KDLieu>date</KDLieu><DLieu>{use_by}</DLieu></TTin>"
    more = f"<TTKhac>{fields}</TTKhac>" if fields else ""
    code = code or f"H{number}"
    return _LINE.format(
        nature=nature, number=number, name=name, unit=unit, quantity=quantity, more=more, code=code
    )


def invoice(
    *lines: str,
    number: str = "123",
    buyer: str = BUYER,
    seller: str = "0400000017",
    made: str | None = None,
    related: str = "",
    bare: bool = False,
    namespace: str = "",
    signature: str = "",
) -> bytes:
    made = made or day(2).isoformat()
    space = f' xmlns="{namespace}"' if namespace else ""
    inner = f"""<DLHDon Id="data"{space if bare else ""}><TTChung><PBan>2.0.1</PBan><THDon>Hóa đơn giá trị gia tăng</THDon>
<KHMSHDon>1</KHMSHDon><KHHDon>C26TAA</KHHDon><SHDon>{number}</SHDon><NLap>{made}</NLap><DVTTe>VND</DVTTe>{related}</TTChung>
<NDHDon><NBan><Ten>Hải sản Biển Xanh</Ten><MST>{seller}</MST><DChi>1 Trần Phú, Đà Nẵng</DChi></NBan>
<NMua><Ten>Nhà hàng Thử</Ten><MST>{buyer}</MST></NMua>
<DSHHDVu>{"".join(lines) or line()}</DSHHDVu><TToan><TgTTTBSo>1</TgTTTBSo></TToan></NDHDon></DLHDon>"""
    whole = inner if bare else f"<HDon{space}>{inner}<DSCKS><NBan>{signature}</NBan></DSCKS></HDon>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode()


def related(number: str, nature: int) -> str:
    """That an invoice replaces (1) or adjusts (2) another."""
    return (
        f"<TTHDLQuan><TCHDon>{nature}</TCHDon><LHDCLQuan>1</LHDCLQuan><KHMSHDCLQuan>1</KHMSHDCLQuan>"
        f"<KHHDCLQuan>C26TAA</KHHDCLQuan><SHDCLQuan>{number}</SHDCLQuan></TTHDLQuan>"
    )


async def take(registry: Registry, place: int, *raws: bytes) -> list[TakenFile]:
    files = [SupplyFile(f"{at}.xml", raw) for at, raw in enumerate(raws, start=1)]
    return await take_files(registry, place, files, actor=ACTOR, now=NOW)
