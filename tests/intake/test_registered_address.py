"""The address as registered keeps what the clerk wrote, whatever ward is in force today."""

from foodtrace.intake import parse_table, read_rows


def _registered(heading: str, row: str) -> tuple[str, int]:
    table = read_rows(f"{heading}\n{row}\n".encode(), "list.csv")
    (good,) = parse_table(table, "79").rows
    return good.registered_address, good.ward


def test_an_old_ward_in_its_own_column_stays_in_the_address() -> None:
    heading = "Tên quán,Địa chỉ,Phường,Quận"
    found = _registered(heading, "Quán Ốc,30 Lê Lợi,Bến Nghé,Quận 1")
    assert found == ("30 Lê Lợi, Bến Nghé, Quận 1", 26740)


def test_what_the_address_says_already_is_not_said_twice() -> None:
    heading = "Tên quán,Địa chỉ,Phường"
    address = '"30 Lê Lợi, P. Bến Nghé, Quận 1, TP. HCM"'
    assert _registered(heading, f"Quán Ốc,{address},Sài Gòn") == (address.strip('"'), 26740)
