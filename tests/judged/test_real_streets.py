"""Lists that nobody here made go the whole way: taken in, issued, printed, and read back from paper."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from cli_shell import Shell
from foodtrace.symbol import parse_manifest

REAL = Path(
    os.environ.get("FOODTRACE_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)

# Any other kind that a reader thinks it sees in a page full of modules is chance.
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def _read_back(sheets: Path) -> set[str]:
    """Every text that zxing-cpp finds on the pages, at the resolution of an office scanner."""
    texts: set[str] = set()
    document = pypdfium2.PdfDocument(sheets)
    for page in document:
        picture = page.render(scale=150 / 72).to_pil()
        texts |= {found.text for found in zxingcpp.read_barcodes(picture, formats=_QR)}
    document.close()
    return texts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "province", "rows"), [("hcmc_5000.csv", "79", 150), ("hanoi_osm.csv", "01", None)]
)
def test_a_real_list_is_printed_and_read_back_to_the_letter(
    name: str,
    province: str,
    rows: int | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = REAL / "eateries" / name
    if not source.exists():
        pytest.skip("the real lists are not here")
    monkeypatch.chdir(tmp_path)
    with source.open(encoding="utf-8", newline="") as file:
        part = list(csv.reader(file))[: rows and rows + 1]
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(part)
    shell = Shell(tmp_path, capsys)
    shell.ok(
        *("init", "--authority", "Sample board", "--province", province),
        *("--host", "qr.example.vn"),
    )
    taken = shell.ok("import", name, "--zone", "Street", "--accept-good", "--json").json()
    assert taken["created"] == taken["good"] >= 20
    assert taken["good"] + taken["faulty"] == taken["rows"] == len(part) - 1
    shell.ok("issue", "--zone", "Street", "--out", "pack", "--format", "sheets")
    manifest = parse_manifest((tmp_path / "pack" / "manifest.csv").read_bytes())
    assert len(manifest) == taken["created"]
    assert _read_back(tmp_path / "pack" / "sheets.pdf") == {row.url for row in manifest}
    shell.ok("bundle", "lists.zip")
    judged = shell.ok(
        *("verify", "--bundle", "lists.zip", "--roots", "R/roots.pub", "--json"),
        *(row.url for row in manifest),
    ).json()
    assert all(answer["green"] for answer in judged)
    assert [answer["claims"]["name"] for answer in judged] == [row.name for row in manifest]
