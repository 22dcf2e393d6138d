"""A pack of files: complete or not there, and complete again after any failure."""

from __future__ import annotations

import csv
import errno
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.symbol import Issuer, ManifestRow, missing_glyphs, pack, parse_manifest, write_pack
from foodtrace.symbol.destination import destination
from symbol.doors import CHINESE, KOREAN, LONG, Door, door
from symbol.paper import opened, pages, said, texts

_ISSUER = Issuer("Ban Quản lý An toàn thực phẩm Thành phố Đà Nẵng", "Da Nang Board", specimen=True)


def _street(count: int = 5) -> list[Door]:
    names = [LONG, KOREAN, ("Mì Quảng Cô Tám", "12 Hoàng Diệu")]
    return [door(number, *names[number % 3]) for number in range(count)]


def _write(
    out: Path, doors: Sequence[Door], formats: Sequence[str] = ("svg", "png")
) -> list[ManifestRow]:
    return write_pack(out, doors, formats, issuer=_ISSUER)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_the_files_that_the_manifest_names(tmp_path: Path) -> None:
    doors = _street()
    rows = _write(tmp_path / "out", doors, ("png", "svg", "pdf"))
    assert parse_manifest((tmp_path / "out/manifest.csv").read_bytes()) == rows
    codes = [one.typed_code for one in doors]
    assert [row.file for row in rows] == [f"png/{code}.png" for code in codes]
    assert _files(tmp_path / "out") == {"manifest.csv"} | {
        f"{kind}/{code}.{kind}" for kind in ("svg", "png", "pdf") for code in codes
    }


def test_every_file_decodes_to_the_link_of_its_row(tmp_path: Path) -> None:
    rows = _write(tmp_path, _street(), ("png", "pdf"))
    for row in rows:
        assert texts(opened((tmp_path / row.file).read_bytes())) == [row.url]
        (page,) = pages((tmp_path / f"pdf/{row.typed_code}.pdf").read_bytes(), 150)
        assert texts(page) == [row.url]


@pytest.mark.parametrize(
    ("kind", "a_page"), [("sheets", 4), ("sheets-m45", 8), pytest.param("a6", 1)]
)
def test_a_sheet_is_named_with_the_page_of_each_sticker(
    tmp_path: Path, kind: str, a_page: int
) -> None:
    doors = _street(5)
    rows = _write(tmp_path, doors, (kind,))
    assert _files(tmp_path) == {"manifest.csv", f"{kind}.pdf"}
    assert [row.file for row in rows] == [
        f"{kind}.pdf#page={number // a_page + 1}" for number in range(5)
    ]
    sheets = pages((tmp_path / f"{kind}.pdf").read_bytes(), 150)
    for row in rows:
        assert row.url in texts(sheets[int(row.file.rpartition("=")[2]) - 1])


def test_a_large_pack_comes_in_volumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_VOLUME", 4)
    doors = [door(number) for number in range(9)]
    rows = _write(tmp_path, doors, ("sheets",))
    assert _files(tmp_path) == {"manifest.csv", "sheets-1.pdf", "sheets-2.pdf", "sheets-3.pdf"}
    assert [row.file for row in rows] == (
        ["sheets-1.pdf#page=1"] * 4 + ["sheets-2.pdf#page=1"] * 4 + ["sheets-3.pdf#page=1"]
    )


def test_specimen_and_names_come_from_the_issuer(tmp_path: Path) -> None:
    _write(tmp_path, [door(1)], ("a6",))
    words = said((tmp_path / "a6.pdf").read_bytes())
    assert "Da Nang Board" in words
    assert "SPECIMEN" in words.replace(" ", "")
    assert "01/07/2027" in words  # the day of exp - 1, in UTC+7
    assert "qr.example.vn" in words


def test_a_zip_holds_what_a_folder_holds(tmp_path: Path) -> None:
    doors = _street()
    formats = ("svg", "png", "pdf", "sheets")
    rows = _write(tmp_path / "folder", doors, formats)
    assert _write(tmp_path / "out.zip", doors, formats) == rows
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist()[-1] == "manifest.csv"
        assert set(archive.namelist()) == _files(tmp_path / "folder")
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "folder" / name).read_bytes()
            assert archive.getinfo(name).compress_type == zipfile.ZIP_STORED


def test_a_rerun_gives_the_same_bytes(tmp_path: Path) -> None:
    for out in ("one.zip", "two.zip", "one.zip"):
        _write(tmp_path / out, _street(), ("svg", "png", "pdf", "sheets"))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        _run(tmp_path / f"{seed}.zip", PYTHONHASHSEED=seed).wait()
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_two_live_stickers_of_one_establishment_have_files_of_their_own(tmp_path: Path) -> None:
    old, new, other = door(1, id=7), door(2, id=7), door(3)
    rows = _write(tmp_path, [old, new, other], ("svg",))
    kid = old.kid.hex()
    assert [row.file for row in rows] == [
        f"svg/{old.typed_code}-{kid}-1.svg",
        f"svg/{old.typed_code}-{kid}-2.svg",
        f"svg/{other.typed_code}.svg",
    ]
    _write(tmp_path, [new, other], ("svg",))
    assert _files(tmp_path) == {
        "manifest.csv",
        f"svg/{old.typed_code}.svg",
        f"svg/{other.typed_code}.svg",
    }


@pytest.mark.parametrize("out", ["out", "out.zip"])
def test_a_failure_leaves_no_manifest_and_no_temporary_file(tmp_path: Path, out: str) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pack(tmp_path / out, _street(), ("svg",), issuer=_ISSUER, on_progress=stop)
    left = _files(tmp_path)
    assert not [name for name in left if "manifest" in name or ".part" in name or "zip" in name]
    _write(tmp_path / out, _street(), ("svg",))
    assert not [name for name in _files(tmp_path) if ".part" in name]


def test_a_rerun_clears_what_a_killed_run_and_an_earlier_pack_left(tmp_path: Path) -> None:
    _write(tmp_path, _street(5), ("svg", "sheets"))
    (tmp_path / "svg/.00RS-KAC7.svg.part").write_bytes(b"half")
    (tmp_path / ".manifest.csv.part").write_bytes(b"half")
    for name in ("notes.txt", "my.pdf", "svg/logo.svg"):
        (tmp_path / name).write_text("ours to keep")
    doors = _street(3)
    _write(tmp_path, doors, ("svg",))
    assert _files(tmp_path) == {"manifest.csv", "notes.txt", "my.pdf", "svg/logo.svg"} | {
        f"svg/{one.typed_code}.svg" for one in doors
    }


def test_a_killed_zip_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".out.zip.part").write_bytes(b"half" * 100_000)
    _write(tmp_path / "out.zip", _street(2))
    assert _files(tmp_path) == {"out.zip"}
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("out", ["out", "out.zip"])
def test_two_runs_into_one_pack_are_kept_apart(tmp_path: Path, out: str) -> None:
    with destination(tmp_path / out) as target:
        target.put("svg/00RS-KAC7.svg", b"first")
        with pytest.raises(Conflict) as refused:
            _write(tmp_path / out, _street(1))
        assert refused.value.code == "output_busy"
        target.close(b"")
    _write(tmp_path / out, _street(1))


@pytest.mark.slow
@pytest.mark.parametrize("out", ["out", "out.zip"])
def test_a_killed_process_is_completed_by_the_next(tmp_path: Path, out: str) -> None:
    for moment in (1, 6, 12):
        process = _run(tmp_path / out, moment)
        assert process.stdout is not None
        for _ in range(moment):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if moment == 1:
            assert not (tmp_path / "out/manifest.csv").exists()
            assert not (tmp_path / "out.zip").exists()
    assert _run(tmp_path / out).wait() == 0
    assert not [name for name in _files(tmp_path) if ".part" in name]
    _write(tmp_path / "expected", _street(12), ("svg", "sheets"))
    if out == "out":
        assert _files(tmp_path / "out") == _files(tmp_path / "expected")
    else:
        with zipfile.ZipFile(tmp_path / out) as archive:
            assert set(archive.namelist()) == _files(tmp_path / "expected")


def _run(out: Path, moment: int = 0, **environment: str) -> subprocess.Popen[str]:
    """The same pack of twelve in a process of its own, which prints a line a sticker.

    After the line number `moment` it waits to be killed.
    """
    here = Path(__file__)
    code = (
        "import sys; from pathlib import Path\n"
        "from symbol.test_pack import _ISSUER, _street, write_pack\n"
        "def tick(done, total):\n"
        "    print(done, flush=True)\n"
        f"    if done == {moment}: sys.stdin.read()\n"
        "write_pack(Path(sys.argv[1]), _street(12), ('svg', 'sheets'), issuer=_ISSUER, on_progress=tick)\n"
    )
    paths = [here.parents[1], here.parents[2] / "trace"]
    return subprocess.Popen(
        [sys.executable, "-c", code, str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), **environment},
    )


def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InvalidRequest) as refused:
        _write(tmp_path / "out", _street(1))
    assert refused.value.code == "output_unwritable"
    assert "No space left" in str(refused.value)
    assert _files(tmp_path) == set()


@pytest.mark.parametrize("out", ["taken", "taken/inside", "folder.zip"])
def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, out: str) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(InvalidRequest) as refused:
        _write(tmp_path / out, _street(1))
    assert refused.value.code in ("output", "output_unwritable")
    assert "\n" not in str(refused.value)


def test_a_name_without_a_glyph_stops_a_sheet_before_its_first_file(tmp_path: Path) -> None:
    doors = [door(1), door(2, "Quán \u4db6", "1 A"), door(3, *CHINESE)]
    if not missing_glyphs("\u4db6"):
        pytest.skip("the fonts here draw even this ideograph")
    with pytest.raises(InvalidRequest) as refused:
        _write(tmp_path / "out", doors, ("svg", "sheets"))
    assert refused.value.code == "missing_glyph"
    assert doors[1].typed_code in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("formats", [(), ("gif",), ("svg", "SVG")])
def test_unknown_formats_are_refused(tmp_path: Path, formats: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        _write(tmp_path / "out", _street(1), formats)
    assert refused.value.code == "formats"
    assert not (tmp_path / "out").exists()


def test_a_pack_of_nothing_is_an_empty_manifest(tmp_path: Path) -> None:
    assert _write(tmp_path, [], ("svg", "sheets")) == []
    assert _files(tmp_path) == {"manifest.csv"}


def test_a_name_that_begins_like_a_formula_is_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    _write(tmp_path, [door(1, '=HYPERLINK("x")', "-2+3 Lê Lợi")])
    raw = (tmp_path / "manifest.csv").read_text("utf-8-sig")
    row = list(csv.reader(io.StringIO(raw)))[1]
    assert row[4:6] == ['\'=HYPERLINK("x")', "'-2+3 Lê Lợi"]
    assert parse_manifest((tmp_path / "manifest.csv").read_bytes())[0].name == '=HYPERLINK("x")'
