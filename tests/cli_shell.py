"""A shell for the command: its own folder, clock, randomness and environment, and cheap keys."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from foodtrace.keystore import Kdf
from foodtrace_cli import Surroundings, main

NOW = 1_795_305_600  # 2026-11-22 07:00 in UTC+7


class Ran(msgspec.Struct, frozen=True):
    """What one command gave."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return msgspec.json.decode(self.out)


class Shell:
    """Runs the command in this process; what it draws at random is the same in every run."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.clock = NOW
        self.env = {
            "FOODTRACE_REGISTRY": "R",
            "FOODTRACE_PASSPHRASE": "a passphrase for tests",
            "FOODTRACE_ACTOR": "officer",
            "HOME": str(folder / "home"),
            "LANG": "en_US.UTF-8",
        }
        self._capsys = capsys
        self._drawn = 0

    def run(self, *argv: str) -> Ran:
        around = Surroundings(
            now=lambda: self.clock,
            random=self._random,
            env=dict(self.env),
            kdf=Kdf(passes=1, memory=8192),
        )
        self._capsys.readouterr()
        status = main(argv, surroundings=around)
        seen = self._capsys.readouterr()
        return Ran(status, seen.out, seen.err)

    def ok(self, *argv: str) -> Ran:
        """Run and insist on success."""
        ran = self.run(*argv)
        assert ran.status == 0, ran.err + ran.out
        return ran

    def found(self, name: str = "R", host: str = "qr.example.vn") -> None:
        """An authority."""
        self.ok(
            *("init", "--registry", name, "--authority", "Demo board", "--province", "48"),
            *("--host", host),
        )

    def issue_three(self) -> list[dict[str, str]]:
        """Three eateries with a sticker each; the rows of the manifest in the order of the file."""
        from foodtrace.symbol import parse_manifest

        rows = ["Tên quán,Địa chỉ,Phường"]
        rows += ["Bún Chả Cá Bà Lữ,319 Hùng Vương,Thanh Khê", "Mì Quảng 1A,1A Hải Phòng,Hải Châu"]
        rows += ["Quán @fifi,12 Trần Phú,Hải Châu"]
        (self.folder / "eateries.csv").write_text("\n".join(rows), encoding="utf-8")
        self.ok("import", "eateries.csv", "--zone", "Food street 1")
        self.ok("issue", "--all", "--out", "stickers", "--format", "svg,png,sheets")
        manifest = parse_manifest((self.folder / "stickers" / "manifest.csv").read_bytes())
        return [msgspec.to_builtins(row) for row in manifest]

    def _random(self, count: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"foodtrace test {self._drawn}".encode()).digest(count)
