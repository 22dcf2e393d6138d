"""/data/: the page before and after the first dump, the files, the description; nothing private in any of it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from api.conftest import Ask
from api.street import NOW, Street
from api.test_canary import marks_in
from foodtrace.publication import PublicEstablishment
from foodtrace.publication.open_data import Dump, dumps_in, make_dump
from foodtrace.registry import Registry
from foodtrace_api.words import LANGUAGES, words_of

DAY = 86_400


async def dumped(folder: Path, now: int = NOW) -> Dump:
    async with await Registry.open(folder) as registry:
        return await make_dump(registry, now)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_plainly_that_there_is_no_dump_yet(
    language: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(f"/data/?lang={language}")
        assert answer.status_code == 200
        assert words_of(language, "data")("data_none") in answer.text
        assert (await client.get("/data/catalog.jsonld")).status_code == 200
        missing = await client.get("/data/latest/csv.zip", headers={"accept": "*/*"})
        assert missing.status_code == 404
        assert (await client.get("/data")).headers["location"] == "/data/"


async def test_what_is_offered_is_what_was_dumped(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        assert (await client.get("/data/latest/csv.zip")).status_code == 404
        dump = await dumped(street.folder)
        page = (await client.get("/data/?lang=en")).text
        assert "CC BY 4.0" in page
        assert "6 establishments" in page
        for file in dump.files:
            assert f'href="/data/{dump.name}/{file.name}"' in page
            assert file.sha256 in page
            got = await client.get(f"/data/{dump.name}/{file.name}")
            assert hashlib.sha256(got.content).hexdigest() == file.sha256
            assert got.headers["content-length"] == str(file.bytes)
            assert got.headers["content-type"] == file.packed_type
            assert "content-encoding" not in got.headers
            assert got.headers["access-control-allow-origin"] == "*"
            latest = await client.get(f"/data/latest/{file.name}")
            assert latest.content == got.content
            assert latest.headers["cache-control"] == "no-cache"
        sums = (await client.get("/data/latest/SHA256SUMS")).text
        assert sums == "".join(f"{file.sha256}  {file.name}\n" for file in dump.files)
        records = gzip.decompress(
            (await client.get("/data/latest/establishments.jsonl.gz")).content
        )
        for line in records.splitlines():
            record = msgspec.json.decode(line, type=PublicEstablishment)
            one = (await client.get(f"/api/v1/establishments/{record.id}")).content
            assert msgspec.json.decode(one, type=PublicEstablishment) == record


async def test_a_file_that_is_held_is_not_sent_again_and_head_sends_none(
    street: Street, ask: Ask
) -> None:
    await dumped(street.folder)
    async with ask(street.folder) as client:
        for path in (
            "/data/",
            "/data/catalog.jsonld",
            "/data/latest/csv.zip",
            "/data/latest/SHA256SUMS",
        ):
            first = await client.get(path)
            again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b""), path
            assert again.headers["etag"] == first.headers["etag"]
            head = await client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == first.headers["content-length"]


@pytest.mark.parametrize(
    "path",
    [
        "latest/dump.json",
        "latest/nothing",
        "20000101T000000Z/csv.zip",
        "latest/..%2f..%2fregistry.sqlite",
        "..%2f/registry.sqlite",
        "../registry.sqlite",
        "latest/%2e%2e",
        "latest/csv.zip/x",
        "latest/",
    ],
)
async def test_nothing_but_the_files_of_a_dump_can_be_fetched(
    path: str, street: Street, ask: Ask
) -> None:
    await dumped(street.folder)
    async with ask(street.folder) as client:
        answer = await client.get(f"/data/{path}", headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_older_dumps_stay_until_they_are_removed(street: Street, ask: Ask) -> None:
    first = await dumped(street.folder, NOW - DAY)
    async with ask(street.folder) as client:
        second = await dumped(street.folder)
        page = (await client.get("/data/?lang=en")).text
        assert "Older dumps (1)" in page
        for dump in (first, second):
            kept = await client.get(f"/data/{dump.name}/lives.zip")
            assert kept.headers["cache-control"].startswith("public")
        await dumped(street.folder, NOW + 40 * DAY)
        assert len(dumps_in(street.folder)) == 1
        assert (await client.get(f"/data/{first.name}/lives.zip")).status_code == 404


async def test_nothing_private_is_in_the_page_the_files_or_the_description(
    street: Street, ask: Ask
) -> None:
    dump = await dumped(street.folder)
    async with ask(street.folder) as client:
        paths = [f"/data/?lang={language}" for language in LANGUAGES]
        paths += ["/data/catalog.jsonld", *(f"/data/latest/{file.name}" for file in dump.files)]
        for path in paths:
            raw = (await client.get(path)).content
            if path.endswith(".gz"):
                raw += gzip.decompress(raw)
            if path.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                    raw += b"".join(archive.read(name) for name in archive.namelist())
            assert marks_in(raw) == [], path
        described = (await client.get("/data/catalog.jsonld")).content
        assert json.loads(described)["@type"] == "dcat:Catalog"


async def test_a_page_of_another_site_may_read_the_register(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        for path in ("/api/v1/establishments", "/api/v1/stats?by=ward"):
            assert (await client.get(path)).headers["access-control-allow-origin"] == "*"
        page = await client.get("/find")
        assert "access-control-allow-origin" not in page.headers
