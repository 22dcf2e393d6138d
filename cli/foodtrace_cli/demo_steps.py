"""The steps of the demo: each runs real commands and tells in a line or two what they gave."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from foodtrace.sticker import parse_typed_code
from foodtrace.symbol import missing_glyphs

from foodtrace_cli import exits, screen
from foodtrace_cli.demo_commands import Commands
from foodtrace_cli.demo_eateries import generate_zones
from foodtrace_cli.demo_files import write_intake_files
from foodtrace_cli.demo_folder import DemoFolder
from foodtrace_cli.demo_invoice import write_invoice
from foodtrace_cli.demo_office import ADMINISTRATOR, OFFICER, furnish
from foodtrace_cli.demo_paper import cut_first_sticker, read_manifest
from foodtrace_cli.demo_served import digits_of, forge
from foodtrace_cli.demo_words import say
from foodtrace_cli.demo_zones import OLD_HAI_CHAU, PROVINCE
from foodtrace_cli.options import Session

AUTHORITY = ("Cơ quan An toàn thực phẩm (mẫu)", "Demo food-safety board")
HOST = "qr.example.vn"


class Demo:
    """One run in `folder`. With --json nothing is told before the end; `facts` is that answer."""

    def __init__(self, session: Session, folder: DemoFolder, seed: int) -> None:
        self._session = session
        self._folder = folder
        self._seed = seed
        self._number = 0
        self.facts: dict[str, Any] = {"folder": str(folder.root), "seed": seed}
        # The two people of the demo: the inspector's environment names neither registry nor key.
        around, language = session.surroundings, {"LANG": f"{session.lang}_.UTF-8"}
        self.office_env = {
            **language,
            "FOODTRACE_REGISTRY": str(folder.registry),
            "FOODTRACE_PASSPHRASE_FILE": str(folder.passphrase),
        }
        self._office = Commands.within(around, self.office_env)
        self._inspector = Commands.within(around, {**language, "HOME": str(folder.inspector)})

    def run(self) -> None:
        """All steps in order. Raises FoodtraceError where one cannot go on."""
        self._say("title", folder=self._folder.root)
        if self._folder.cleared:
            self._say("again")
        self._found_the_authority()
        self._write_the_files()
        self._take_in()
        self._issue()
        self._print_one_zone()
        self._hand_out_the_lists()
        self._read_one_back()
        self._revoke_one()
        self._furnish_the_office()
        self._count()

    def _found_the_authority(self) -> None:
        with self._step() as told:
            answer = self._office.run(
                *("init", "--authority", AUTHORITY[0], "--authority-en", AUTHORITY[1]),
                *("--province", PROVINCE, "--host", HOST),
            )
            name = AUTHORITY[self._session.lang != "vi"]
            told("authority", name=name, host=HOST)
        self._detail("authority_keys", folder=self._folder.registry)
        self._detail("passphrase", path=self._folder.passphrase)
        self.facts["authority"] = answer

    def _write_the_files(self) -> None:
        with self._step() as told:
            self._files = write_intake_files(self._folder.intake, seed=self._seed)
            total = sum(zone.doors for zone, _ in self._files)
            told("files", eateries=f"{total:,}", files=len(self._files), seed=self._seed)
        xlsx = sum(path.suffix == ".xlsx" for _, path in self._files)
        csv = len(self._files) - xlsx
        self._detail("files_kinds", xlsx=xlsx, csv=csv, folder=self._folder.intake)
        self.facts["files"] = {"eateries": total, "xlsx": xlsx, "csv": csv}

    def _take_in(self) -> None:
        with self._step() as told:
            answers = [
                self._office.run("import", str(path), "--zone", zone.name)
                for zone, path in self._files
            ]
            created = sum(answer["created"] for answer in answers)
            told("imported", created=f"{created:,}", zones=len(answers))
        zone, path = self._files[0]
        again = self._office.run("import", str(path), "--zone", zone.name)
        self._detail("imported_twice", created=again["created"], skipped=again["existing"])
        self.facts["imported"] = {"created": created, "again": again["created"]}

    def _issue(self) -> None:
        folder = self._folder.stickers
        with self._step() as told:
            begun = time.monotonic()
            answer = self._office.run("issue", "--all", "--out", str(folder), "--format", "svg")
            rate = round(answer["issued"] / (time.monotonic() - begun))
            told("issued", issued=f"{answer['issued']:,}")
        self._detail("issued_where", folder=folder, rate=rate)
        self._manifest = read_manifest(folder / "manifest.csv")
        self.facts["issued"] = answer["issued"]

    def _print_one_zone(self) -> None:
        # The smallest zone of which every name can be drawn with the fonts of this machine.
        drawable = (
            zone
            for zone, doors in generate_zones(self._seed)
            if not any(missing_glyphs(door.name) for door in doors)
        )
        zone = min(drawable, key=lambda zone: zone.doors)
        self._paper = self._folder.print / "sheets.pdf"
        with self._step() as told:
            self._office.run("sheets", "--zone", zone.name, "--out", str(self._paper))
            told("printed", zone=zone.name, stickers=zone.doors, pages=-(-zone.doors // 4))
        size = self._paper.stat().st_size / 1000 / zone.doors
        self._detail("printed_where", path=self._paper, size=f"{size:.1f}")
        self._of_zone = [row for row in self._manifest if row.zone == zone.name]
        self.facts["printed"] = {"zone": zone.name, "file": str(self._paper)}

    def _hand_out_the_lists(self) -> None:
        self._bundle = self._folder.inspector / "lists.zip"
        self._roots = self._folder.inspector / "roots.pub"
        with self._step() as told:
            self._office.run("bundle", str(self._bundle))
            shutil.copyfile(self._folder.registry / "roots.pub", self._roots)
            size = f"{self._bundle.stat().st_size / 1000:.1f}"
            told("bundled", size=size, stickers=f"{len(self._manifest):,}")
        self._detail("bundled_where", path=self._folder.inspector)

    def _read_one_back(self) -> None:
        picture = self._folder.inspector / "photo.png"
        with self._step() as told:
            cut_first_sticker(self._paper, picture)
            (verdict,) = self._verify(str(picture))
            told("read_back")
        self._detail("picture", path=picture)
        self._detail("door", **_door(verdict))
        self._detail("verdict", **_three(verdict))
        if not verdict["green"]:
            raise AssertionError(f"the printed sticker is not green: {verdict['reason']}")
        self.in_force = digits_of(verdict["text"])
        self.forged = forge(self.in_force)
        (false,) = self._verify(f"https://{HOST}/1/{self.forged}")
        self._detail("forged", genuine=false["genuine"])
        self.facts["verified"] = {"in_force": verdict, "forged": false}

    def _revoke_one(self) -> None:
        row = next(row for row in self._of_zone if digits_of(row.url) != self.in_force)
        with self._step() as told:
            (before,) = self._verify(row.url)
            self._office.run("revoke", row.typed_code, "--reason", "closed for good (demo)")
            self._office.run("bundle", str(self._bundle))
            (after,) = self._verify(row.url)
            told("revoked", code=row.typed_code)
        self._detail("door", **_door(before))
        self._detail("before", **_three(before))
        self._detail("after", **_three(after))
        self.revoked = digits_of(row.url)
        self._revoked = parse_typed_code(row.typed_code)
        self.facts["revoked"] = {"typed_code": row.typed_code, "before": before, "after": after}

    def _furnish_the_office(self) -> None:
        around = self._session.surroundings
        with self._step() as told:
            self._office.run("users", "add", OFFICER, "--role", "issuing")
            answer = self._office.run("users", "add", ADMINISTRATOR, "--role", "administrator")
            printed = [parse_typed_code(row.typed_code) for row in self._of_zone]
            season = asyncio.run(
                furnish(
                    self._folder.registry,
                    officer=OFFICER,
                    printed=[each for each in printed if each != self._revoked],
                    seed=self._seed,
                    now=around.now(),
                )
            )
            invoice, buyer = asyncio.run(
                write_invoice(self._folder.registry, self._folder.receipts, now=around.now())
            )
            told("office", name=ADMINISTRATOR)
        counts = msgspec.structs.asdict(season)
        self.kitchen = counts.pop("kitchen")
        shown = {key: f"{value:,}" for key, value in counts.items() if key != "lot"}
        self._detail("office_season", **shown)
        self._detail("office_lot", lot=season.lot)
        self._detail("office_invoice", path=invoice, code=buyer)
        self._detail("office_link", address=answer["link"])
        self.sign_up = answer["link"]
        self.facts["office"] = {"administrator": ADMINISTRATOR, "sign_up": self.sign_up, **counts}
        self.facts["invoice"] = {"file": str(invoice), "buyer": buyer}

    def _count(self) -> None:
        with self._step() as told:
            stats = self._office.run("stats")
            told("counts", total=f"{stats['total']['establishments']:,}")
        total = stats["total"]["establishments"]
        old = [ward for ward in stats["by_ward"] if int(ward["key"]) in OLD_HAI_CHAU]
        count = sum(ward["establishments"] for ward in old)
        share = f"{100 * count / total:.1f}"
        for heading in ("by_ward", "by_zone"):
            self._table(heading, stats[heading], total)
        self._gap()
        self._say("old_hai_chau", count=f"{count:,}", total=f"{total:,}", share=share)
        self.facts["counts"] = stats
        self.facts["old_hai_chau"] = {"establishments": count, "share_percent": float(share)}

    def _table(self, heading: str, counts: list[dict[str, Any]], total: int) -> None:
        if self._session.json:
            return
        screen.line()
        rows = [
            [
                f"{count['name']} ({count['key']})" if heading == "by_ward" else count["name"],
                f"{count['establishments']:,}",
                f"{100 * count['establishments'] / total:.1f} %",
                f"{count['in_force']:,}",
                f"{count['revoked']:,}" if count["revoked"] else "",
            ]
            for count in sorted(counts, key=lambda count: -count["establishments"])
        ]
        columns = ("stickers", "share", "in_force", "revoked_count")
        headings = [self._text(heading), *(self._text(column) for column in columns)]
        screen.table(headings, rows, right=(1, 2, 3, 4))

    def _verify(self, what: str) -> list[dict[str, Any]]:
        """As an inspector does without a network: the bundle, the roots, and nothing else."""
        found: list[dict[str, Any]] = self._inspector.run(
            *("verify", "--bundle", str(self._bundle), "--roots", str(self._roots), what),
            accept=frozenset({exits.SUCCESS, exits.NOT_IN_FORCE, exits.FORGED}),
        )
        return found

    @contextmanager
    def _step(self) -> Iterator[Any]:
        begun = time.monotonic()
        self._number += 1

        def told(key: str, **fields: object) -> None:
            seconds = f"{time.monotonic() - begun:.1f}"
            if not self._session.json:
                screen.line()
                screen.line(f"{self._number}. {self._text(key, **fields)} ({seconds} s)")

        yield told

    def _detail(self, key: str, **fields: object) -> None:
        if not self._session.json:
            screen.line(f"   {self._text(key, **fields)}")

    def _gap(self) -> None:
        if not self._session.json:
            screen.line()

    def _say(self, key: str, **fields: object) -> None:
        if not self._session.json:
            screen.line(self._text(key, **fields))

    def _text(self, key: str, **fields: object) -> str:
        return say(key, self._session.lang, **fields)


def _door(verdict: dict[str, Any]) -> dict[str, str]:
    return {key: str(verdict["claims"][key]) for key in ("name", "street")}


def _three(verdict: dict[str, Any]) -> dict[str, str]:
    return {key: str(verdict[key]) for key in ("genuine", "standing", "freshness")}
