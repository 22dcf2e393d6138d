"""Dumps: the whole public register, read back as it was; made whole or not at all; nothing private."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import msgspec
import pytest
import rdflib
from foodtrace.errors import RegistryUnavailable
from foodtrace.intake import BasisRow
from foodtrace.issuing import Selection, issue, live_stickers, record_intake, replace, revoke
from foodtrace.publication import PublicEstablishment, each_public_establishment
from foodtrace.publication.open_data import (
    ESTABLISHMENT_COLUMNS,
    INSPECTION_COLUMNS,
    STICKER_COLUMNS,
    catalog,
    dump_due,
    dump_path,
    dumps_in,
    make_dump,
    next_dump_at,
    read_csv_dump,
    read_json_dump,
)
from foodtrace.registry import Registry
from inspection.results import declared
from registry.board import ACTOR, AUTHORITY, DAY, NOW, STICKER, ZONE, made_rows

NAMES = (
    "=1+1", "'=quoted", "''twice", "@fifi", "-16 Độ", "+84", '"Quote", comma', "麵館 7", "A; B", "\u2028sep",
)  # fmt: skip


@pytest.fixture
async def city(board: Registry) -> Registry:
    """Hostile names, every kind of standing, every kind of basis, and two published inspections."""
    rows = [
        msgspec.structs.replace(row, name=name)
        for row, name in zip(made_rows(len(NAMES) - 1, first=300), NAMES[:-1], strict=True)
    ]
    day = dt.date(2026, 1, 2)
    bases = (
        BasisRow("certificate", "=12/2026", "Demo board", day, dt.date(2029, 1, 1)),
        BasisRow("commitment", issued_on=day),
        BasisRow("exemption", ground="-ISO 22000"),
    )
    rows[:3] = [msgspec.structs.replace(r, basis=b) for r, b in zip(rows, bases, strict=False)]
    rows[3] = msgspec.structs.replace(rows[3], tax_code="0400101395")
    await record_intake(board, rows, zone="Chợ Hàn", actor=ACTOR, now=NOW)
    await issue(board, Selection(zone=ZONE), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    first, second, *_, last = await live_stickers(board, Selection(zone=ZONE))
    await revoke(board, first.id, reason="r", actor=ACTOR, now=NOW)
    await replace(board, second.id, sticker_seed=STICKER, reason="r", actor=ACTOR, now=NOW + 1)
    await declared(board, first.id, "not_met", grade="c", at=NOW)
    await declared(board, last.id, "met", at=NOW)
    return board


LATER = NOW + 20 * DAY
# What an owner lets be read beside her sticker is not handed out by the city.
NOT_IN_BULK = {"check_book_until", "origins"}


async def test_a_dump_read_back_is_the_same_public_register(city: Registry) -> None:
    dump = await make_dump(city, LATER)
    wanted = [each async for each in each_public_establishment(city, now=LATER)]
    assert len(wanted) == dump.establishments == 16
    assert dump.inspections == sum(each.last_inspection is not None for each in wanted) == 2
    assert dump.stickers == sum(len(each.stickers) for each in wanted) == 8
    lines = dump_path(city.folder, dump, "establishments.jsonl.gz")
    tables = dump_path(city.folder, dump, "csv.zip")
    assert list(read_json_dump(lines)) == wanted
    assert list(read_csv_dump(tables)) == wanted
    # Plain readers that know nothing of the code find the same.
    raw = [json.loads(line) for line in gzip.decompress(lines.read_bytes()).splitlines()]
    assert [each["name"] for each in raw] == [each.name for each in wanted]
    assert set(raw[0]) == set(PublicEstablishment.__struct_fields__) - NOT_IN_BULK


def _rows(path: Path, name: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode(encoding), newline="")))


async def test_no_cell_of_the_tables_is_a_formula(city: Registry) -> None:
    dump = await make_dump(city, LATER)
    for archive, encoding in (("csv.zip", "utf-8-sig"), ("lives.zip", "utf-8")):
        path = dump_path(city.folder, dump, archive)
        with zipfile.ZipFile(path) as opened:
            assert opened.testzip() is None
            names = opened.namelist()
        for name in names:
            for row in _rows(path, name, encoding):
                assert not any(cell[:1] in tuple("=+-@\t\r") and cell for cell in row.values())
    found = {
        row["name"]
        for row in _rows(dump_path(city.folder, dump, "csv.zip"), "establishments.csv", "utf-8-sig")
    }
    assert {"'=1+1", "''=quoted", "'''twice", "'@fifi", "'-16 Độ", "麵館 7"} <= found


def test_the_columns_are_the_public_fields_and_no_others() -> None:
    """A field joins the tables only by being named there."""
    apart = {"basis", "stickers", "last_inspection"}
    fields = set(PublicEstablishment.__struct_fields__) - apart - NOT_IN_BULK
    basis = {
        f"basis_{part}"
        for part in ("kind", "number", "issuer", "issued_on", "expires_on", "ground")
    }
    assert set(ESTABLISHMENT_COLUMNS) == fields | basis
    assert set(STICKER_COLUMNS) == {
        "establishment_id", "kid", "idx", "iat", "exp", "standing", "is_current",
    }  # fmt: skip
    names = {"visited_on", "outcome", "grade", "published_on", "reply", "under_appeal"}
    assert {c for c in INSPECTION_COLUMNS if "_name_" not in c and "basis_" not in c} == names | {
        "establishment_id"
    }


async def test_the_checksums_are_those_a_stranger_computes(city: Registry) -> None:
    dump = await make_dump(city, LATER)
    folder = dump_path(city.folder, dump, "").resolve()
    command = ("sha256sum", "--strict", "-c", "SHA256SUMS")
    checked = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await checked.communicate()
    assert (checked.returncode, said.count(b": OK")) == (0, len(dump.files)) == (0, 3)
    for file in dump.files:
        raw = (folder / file.name).read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (file.bytes, file.sha256)
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o600}


async def test_the_same_moment_gives_the_same_bytes(city: Registry, tmp_path: Path) -> None:
    first = await make_dump(city, LATER)
    dump_path(city.folder, first, "").rename(tmp_path / "kept")
    second = await make_dump(city, LATER)
    assert [f.sha256 for f in first.files] == [f.sha256 for f in second.files]


async def test_the_lives_feed_is_valid_before_there_is_a_result(board: Registry) -> None:
    dump = await make_dump(board, NOW)
    path = dump_path(board.folder, dump, "lives.zip")
    assert len(_rows(path, "businesses.csv")) == 7
    assert _rows(path, "inspections.csv") == []
    assert _rows(path, "feed_info.csv") == [
        {
            "feed_date": "20261122",
            "feed_version": "1.2",
            "municipality_name": "Demo food-safety board",
            "municipality_url": "https://qr.example.vn/",
        }
    ]


async def test_the_lives_feed_ranks_only_what_is_published(city: Registry) -> None:
    path = dump_path(city.folder, await make_dump(city, LATER), "lives.zip")
    businesses = {row["business_id"] for row in _rows(path, "businesses.csv")}
    found = {row["score"]: row for row in _rows(path, "inspections.csv")}
    assert set(found) == {"0", "100"}
    assert {row["business_id"] for row in found.values()} <= businesses
    assert {row["date"] for row in found.values()} == {"20261122"}
    assert found["0"]["description"] == "not_met (en), c (en)"
    legend = {row["minimum_score"]: row["description"] for row in _rows(path, "legend.csv")}
    assert legend == {"100": "met (en)", "50": "met_after_correction (en)", "0": "not_met (en)"}
    # Within the hold nothing of it is in any file.
    early = await make_dump(city, NOW + DAY)
    assert early.inspections == 0
    assert _rows(dump_path(city.folder, early, "lives.zip"), "inspections.csv") == []


async def test_a_dump_that_breaks_off_leaves_nothing_that_is_shown(
    city: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await make_dump(city, LATER)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("foodtrace.publication.open_data.dumps._sync", full)
    with pytest.raises(RegistryUnavailable) as refused:
        await make_dump(city, LATER + DAY)
    assert refused.value.code == "dump_failed"
    assert dumps_in(city.folder) == (whole,)
    assert [p.name for p in (city.folder / "dumps").iterdir()] == [whole.name]


async def test_old_dumps_go_and_the_newest_stays(city: Registry) -> None:
    for day in (0, 1, 40):
        await make_dump(city, LATER + day * DAY, keep_days=30)
    assert [dump.as_of for dump in dumps_in(city.folder)] == [LATER + 40 * DAY]
    left_by_a_kill = city.folder / "dumps" / ".partial-x"
    left_by_a_kill.mkdir()
    (city.folder / "dumps" / "20270101T000000Z").mkdir()
    assert len(dumps_in(city.folder)) == 1, "a folder without its list is no dump"
    in_ten_years = LATER + 3650 * DAY
    await make_dump(city, in_ten_years)
    assert not left_by_a_kill.exists()


async def test_a_dump_is_due_once_a_civil_day(board: Registry) -> None:
    midnight = NOW - (NOW + 25_200) % DAY
    assert dump_due(board.folder, NOW)
    await make_dump(board, midnight + 3600)
    assert not dump_due(board.folder, midnight + DAY - 1)
    assert dump_due(board.folder, midnight + DAY)
    assert next_dump_at(midnight) == next_dump_at(midnight + DAY - 1) == midnight + DAY + 3600


async def test_an_independent_reader_finds_the_files_in_the_description(city: Registry) -> None:
    dump = await make_dump(city, LATER)
    raw = json.dumps(catalog(AUTHORITY, dumps_in(city.folder)))
    graph = rdflib.Graph().parse(data=raw, format="json-ld")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    dct = rdflib.Namespace("http://purl.org/dc/terms/")
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    base = "https://qr.example.vn"
    licence = rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    (root,) = graph.subjects(rdflib.RDF.type, dcat.Catalog)
    assert len(list(graph.objects(root, dcat.dataset))) == 2
    for dataset in graph.objects(root, dcat.dataset):
        assert (dataset, rdflib.RDF.type, dcat.Dataset) in graph
        assert (dataset, dct.license, licence) in graph
        titles = [t for t in graph.objects(dataset, dct.title) if isinstance(t, rdflib.Literal)]
        assert {t.language for t in titles} == {"vi", "en"}
    register = rdflib.URIRef(f"{base}/data/#register")
    found = {}
    for part in graph.objects(register, dcat.distribution):
        assert (part, dct.license, licence) in graph
        (url,) = graph.objects(part, dcat.downloadURL)
        (size,) = graph.objects(part, dcat.byteSize)
        (checksum,) = graph.objects(part, spdx.checksum)
        (value,) = graph.objects(checksum, spdx.checksumValue)
        found[str(url)] = (int(str(size)), str(value).lower())
    assert found == {f"{base}/data/{dump.name}/{f.name}": (f.bytes, f.sha256) for f in dump.files}
    (service,) = graph.objects(root, dcat.service)
    assert len(list(graph.objects(service, dcat.servesDataset))) == 2
    assert len(rdflib.Graph().parse(data=json.dumps(catalog(AUTHORITY, ())), format="json-ld")) > 20


async def test_no_file_of_a_dump_holds_anything_private(city: Registry) -> None:
    """Every row of the board has an owner with a telephone number, and every visit its inspector."""
    dump = await make_dump(city, LATER)
    held = [json.dumps(catalog(AUTHORITY, dumps_in(city.folder))).encode()]
    for path in dump_path(city.folder, dump, "").iterdir():
        held.append(path.read_bytes())
        if path.suffix == ".gz":
            held.append(gzip.decompress(path.read_bytes()))
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                held += [archive.read(name) for name in archive.namelist()]
    whole = b"\n".join(held)
    assert "Quán Bún 1".encode() in whole
    for private in (b"PRIVATE-OWNER", b"0000000000", b"Team 1", b"samples_24h", b'"place"'):
        assert private not in whole, private
