"""The GLN of an establishment in the console: set, refused, taken away; and who did it."""

from __future__ import annotations

from api.street import Street
from foodtrace.issuing import gln_of
from foodtrace.registry import Registry
from office.conftest import Enter
from office.signed_in import Officer, words_of_page

# Of GS1's own examples.
GLN = "9501101020917"


async def _send(officer: Officer, path: str, gln: str, seen: int, reason: str = "theo GS1") -> int:
    fields = {"gln": gln, "seen": str(seen), "reason": reason}
    answer = await officer.send_form(f"{path}/gln", fields)
    return answer.status_code


async def _kept(street: Street, place: str) -> str | None:
    async with await Registry.open(street.folder) as registry:
        return (await gln_of(registry, street.ids[place])).gln


async def test_a_gln_is_set_with_its_history_and_taken_away(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing", name="Lê Thị Mai") as officer:
        path = f"/office/establishments/{street.code('green')}"
        assert await _send(officer, path, "950 1101 020917", 0) == 303
        assert await _kept(street, "green") == GLN
        shown = words_of_page((await officer.get(path)).text)
        assert f"Mã địa điểm (GLN) {GLN}" in shown
        assert "Lê Thị Mai Sửa thông tin theo GS1" in shown
        assert await _send(officer, path, "", 1) == 303
        assert await _kept(street, "green") is None


async def test_a_gln_that_cannot_be_is_refused_and_nothing_is_kept(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        green, plain = (f"/office/establishments/{street.code(n)}" for n in ("green", "plain"))
        for wrong in ("9501101020918", "950110102091", "x", "٩٥٠١١٠١٠٢٠٩١٧"):
            fields = {"gln": wrong, "seen": "0", "reason": "theo GS1"}
            answer = await officer.send_form(f"{green}/gln", fields)
            assert answer.status_code == 422
            assert f'value="{wrong}"' in answer.text, "what was typed is kept"
        assert await _send(officer, green, GLN, 0, reason="") == 422
        assert await _send(officer, green, GLN, 7) == 409, "somebody else changed it meanwhile"
        assert await _kept(street, "green") is None
        assert await _send(officer, green, GLN, 0) == 303
        taken = await officer.send_form(f"{plain}/gln", {"gln": GLN, "seen": "0", "reason": "r"})
        assert taken.status_code == 409
        assert street.code("green") in taken.text
        assert await _kept(street, "plain") is None


async def test_a_closed_establishment_gives_its_gln_up_to_the_one_that_asks(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        green, plain = (f"/office/establishments/{street.code(n)}" for n in ("green", "plain"))
        assert await _send(officer, green, GLN, 0) == 303
        closing = {"reason": "dời", "moved_to": street.code("plain")}
        assert (await officer.send_form(f"{green}/close", closing)).status_code == 303
        assert await _send(officer, green, "", 1) == 409, "what is closed is not changed"
        assert await _send(officer, plain, GLN, 0) == 303
        assert (await _kept(street, "green"), await _kept(street, "plain")) == (None, GLN)
