"""The generated city: its shape, its plausibility, and that nobody is in it."""

from collections import Counter
from pathlib import Path

from foodtrace.intake import IntakeResult, parse_table, read_rows
from foodtrace.places import fold, resolve_ward, units_of_province
from foodtrace.sticker import check_text
from foodtrace_cli.demo_eateries import SEED, Eatery, generate_zones
from foodtrace_cli.demo_files import write_intake_files
from foodtrace_cli.demo_zones import OLD_HAI_CHAU, PROVINCE, ZONES

CITY: list[Eatery] = [door for _, doors in generate_zones() for door in doors]


def _taken_in(folder: Path) -> list[tuple[str, IntakeResult]]:
    return [
        (zone.name, parse_table(read_rows(path.read_bytes(), path.name), PROVINCE))
        for zone, path in write_intake_files(folder)
    ]


def test_the_city_has_2600_doors_in_24_zones_and_its_share_of_old_hai_chau() -> None:
    assert len(CITY) == 2600
    assert len(ZONES) == len({zone.name for zone in ZONES}) == 24
    old = sum(door.ward in OLD_HAI_CHAU for door in CITY)
    assert 1400 < old < 1410


def test_every_ward_is_a_unit_in_force() -> None:
    assert {door.ward for door in CITY} <= {unit.code for unit in units_of_province(PROVINCE)}


def test_names_are_unique_and_fit_on_a_sticker() -> None:
    assert len({fold(door.name) for door in CITY}) == 2600
    assert len({(door.ward, fold(door.street)) for door in CITY}) == 2600
    for door in CITY:
        assert not check_text(door.name), door.name
        assert not check_text(door.street), door.street


def test_names_vary_and_some_are_written_in_other_scripts() -> None:
    openings = Counter(" ".join(door.name.split()[:2]) for door in CITY)
    assert len(openings) > 200
    assert max(openings.values()) < 130
    for first, last in (("\u3041", "\u30fc"), ("\u4e00", "\u9fff"), ("\uac00", "\ud7a3")):
        assert any(first <= letter <= last for door in CITY for letter in door.name)


def test_old_ward_names_lead_to_the_ward_meant() -> None:
    former = {(door.former, door.ward) for door in CITY if door.former}
    assert len(former) == 5
    for text, ward in former:
        unit = resolve_ward(text or "", PROVINCE).unit
        assert unit is not None
        assert unit.code == ward


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(tmp_path: Path) -> None:
    written = []
    for number, seed in enumerate((SEED, SEED, SEED + 1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_intake_files(folder, seed=seed)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert written[0].keys() == written[2].keys()
    assert all(written[0][name] != written[2][name] for name in written[0])


def test_every_row_is_taken_in_as_the_door_it_was_written_from(tmp_path: Path) -> None:
    results = _taken_in(tmp_path)
    assert [len(result.faults) for _, result in results] == [0] * 24
    found = [row for _, result in results for row in result.rows]
    assert [(row.name, row.street, row.ward, row.category) for row in found] == [
        (door.name, door.street, door.ward, door.category) for door in CITY
    ]


def test_the_basis_of_operation_arrives_in_its_three_kinds(tmp_path: Path) -> None:
    kinds = Counter(
        row.basis.kind if row.basis else "not stated"
        for _, result in _taken_in(tmp_path)
        for row in result.rows
    )
    assert set(kinds) == {"certificate", "commitment", "exemption", "not stated"}
    assert kinds["certificate"] > 500
    assert kinds["commitment"] > 500


def test_nobody_is_in_it(tmp_path: Path) -> None:
    for _, result in _taken_in(tmp_path):
        for row in result.rows:
            assert row.private.owner_name is None
            assert not row.private.phones
            assert row.private.id_number is None
            assert row.private.email is None
            assert row.tax_code is None
