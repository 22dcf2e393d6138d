"""The demo's invoice: an electronic one to the central kitchen, for whoever tries the demo to take in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from foodtrace_cli.days import DAY, shown_day
from foodtrace_cli.demo_eateries import KITCHENS

if TYPE_CHECKING:
    from foodtrace.registry import Registry

# Of a buyer that does not exist.
_TAX_CODE: Final = "0400000055"
_INVOICE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<HDon><DLHDon Id="hoa-don-mau">
<TTChung><PBan>2.1.0</PBan><THDon>Hóa đơn bán hàng (mẫu thử)</THDon><KHMSHDon>2</KHMSHDon><KHHDon>C26TMM</KHHDon>
<SHDon>{number}</SHDon><NLap>{day}</NLap><DVTTe>VND</DVTTe></TTChung>
<NDHDon>
<NBan><Ten>Công ty Hải sản Mẫu Biển Xanh</Ten><MST>0400000017</MST><DChi>Âu thuyền Mẫu, Đà Nẵng</DChi></NBan>
<NMua><Ten>{buyer}</Ten><MST>{tax_code}</MST><DChi>{address}</DChi></NMua>
<DSHHDVu>
<HHDVu><TChat>1</TChat><STT>1</STT><MHHDVu>TS01</MHHDVu><THHDVu>Tôm sú</THHDVu><DVTinh>kg</DVTinh><SLuong>24.500000</SLuong>
<TTKhac><TTin><TTruong>Số lô</TTruong><KDLieu>string</KDLieu><DLieu>TS-{lot}</DLieu></TTin>
<TTin><TTruong>Hạn sử dụng</TTruong><KDLieu>date</KDLieu><DLieu>{use_by}</DLieu></TTin></TTKhac></HHDVu>
<HHDVu><TChat>1</TChat><STT>2</STT><MHHDVu>MO02</MHHDVu><THHDVu>Mực ống</THHDVu><DVTinh>kg</DVTinh><SLuong>8.000000</SLuong></HHDVu>
<HHDVu><TChat>1</TChat><STT>3</STT><MHHDVu>VC</MHHDVu><THHDVu>Phí vận chuyển</THHDVu><SLuong>1</SLuong></HHDVu>
</DSHHDVu>
</NDHDon>
</DLHDon></HDon>
"""


async def write_invoice(registry_folder: Path, folder: Path, *, now: int) -> tuple[Path, str]:
    """Write yesterday's invoice and enter the buyer's tax code; gives the file and the buyer's typed code."""
    from xml.sax.saxutils import escape

    from foodtrace.intake import GoodRow, Private
    from foodtrace.issuing import correct_particulars, read_particulars
    from foodtrace.registry import Registry
    from foodtrace.sticker import encode_typed_code

    async with await Registry.open(registry_folder) as registry:
        buyer = await _buyer(registry)
        kept = await read_particulars(registry, buyer.id, actor="demo", now=now)
        typed = GoodRow(
            row=0,
            name=buyer.name,
            street=buyer.street,
            ward=buyer.ward,
            registered_address=buyer.registered_address,
            private=Private(kept.owner_name, kept.phones, kept.id_number, kept.email),
            tax_code=_TAX_CODE,
        )
        seen = kept.version
        await correct_particulars(registry, buyer.id, typed, seen=seen, actor="demo", now=now)
    day = shown_day(now - DAY)
    text = _INVOICE.format(
        number=day[5:7] + day[8:],
        day=day,
        buyer=escape(buyer.name),
        tax_code=_TAX_CODE,
        address=escape(buyer.registered_address),
        lot=day[8:] + day[5:7],
        use_by=shown_day(now + 2 * DAY),
    )
    path = folder / "hoa-don-mau.xml"
    path.write_text(text, "utf-8")
    return path, encode_typed_code(buyer.id)


async def _buyer(registry: Registry) -> Any:
    """The central kitchen, or the first door of a street without one."""
    from foodtrace.registry.schema import establishment
    from sqlalchemy import select

    query = select(establishment).order_by(
        establishment.c.name != KITCHENS[0][0], establishment.c.id
    )
    async with registry.reading_public() as connection:
        return (await connection.execute(query.limit(1))).one()
