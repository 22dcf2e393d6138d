"""GS1 Digital Link as the GS1-Conformant Resolver standard asks for it, and what it keeps to itself."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from api.conftest import HTML, client_of
from api.street import HOST, NOW, Street, build_street
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.errors import FoodtraceError
from foodtrace.incidents import (
    Draft,
    Order,
    lift_recall,
    open_incident,
    publish_notice,
    start_recall,
)
from foodtrace.issuing import set_gln
from foodtrace.registry import HotReader, Registry
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import (
    Item,
    Papers,
    Product,
    RecallQuestion,
    Receipt,
    Supplier,
    receipts_of,
    record_receipts,
    withdraw_receipt,
)
from foodtrace_api.words import LANGUAGES

# Numbers that GS1 prints in its own examples.
GTIN, GLN = "09506000134352", "9501101020917"
LOT = "AB/1+2"
ROOT = f"https://{HOST}"
GS1 = "https://ref.gs1.org/voc/"
PRODUCT = "Gạo nấm đóng gói"
SECRET = "CANARYSUPPLIER Hải sản Biển Xanh"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Street:
    return asyncio.run(_with_goods(tmp_path_factory.mktemp("resolver") / "registry"))


PHONE = "0905123456"
OF_SOMEBODY = "00614141123452"


async def _with_goods(folder: Path) -> Street:
    street = await build_street(folder)
    async with await Registry.open(folder) as registry:
        await set_gln(
            registry, street.ids["green"], GLN, seen=0, reason="GS1", actor="test", now=NOW
        )
        day = civil_date(civil_day(NOW) - 1)
        items = [
            Item(Product(PRODUCT, GTIN), Decimal(number), "kg", lot)
            for number, lot in enumerate((LOT, "L-2"), start=1)
        ]
        kitchens_own = Product(f"Thịt của anh Ba {PHONE}", OF_SOMEBODY)
        items.append(Item(kitchens_own, Decimal(1), "kg", "X-1"))
        receipts = [
            Receipt(street.ids["plain"], Supplier(SECRET), item, day, line=line)
            for line, item in enumerate(items)
        ]
        digest = hashlib.sha256(b"goods").digest()
        papers = Papers("goods", "file", digest, number="CANARYPAPERS")
        await record_receipts(registry, papers, receipts, actor="test", now=NOW)
    return street


class Asker:
    """One application for the whole module: nothing that is asked here changes anything."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self._runner, self._client = runner, client

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.get(path, **options))

    def head(self, path: str) -> httpx.Response:
        return self._runner.run(self._client.head(path))

    def options(self, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.options(path, **options))


@pytest.fixture(scope="module")
def client(place: Street) -> Iterator[Asker]:
    with asyncio.Runner() as runner:
        opened: asyncio.Future[httpx.AsyncClient] = runner.get_loop().create_future()
        done = asyncio.Event()

        async def serve() -> None:
            """The application starts and ends in one task."""
            async with client_of(place.folder) as client:
                opened.set_result(client)
                await done.wait()

        serving = runner.get_loop().create_task(serve())
        yield Asker(runner, runner.run(asyncio.wait_for(opened, 120)))
        done.set()
        runner.run(asyncio.wait_for(serving, 120))


AT_LOT = f"/01/{GTIN}/10/AB%2F1%2B2"
KEYS = [f"/414/{GLN}", f"/01/{GTIN}", AT_LOT]


@pytest.mark.parametrize("path", KEYS)
def test_a_key_leads_on_with_307_and_says_where_all_links_are(client: Asker, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 307
    assert answer.headers["link"] == (
        f'<{ROOT}{path}?linkType=linkset>; rel="linkset"; type="application/linkset+json"'
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Link" in answer.headers["access-control-expose-headers"]
    page = client.get(answer.headers["location"], headers=HTML)
    assert page.status_code == 200


def test_an_establishment_leads_to_its_public_record(client: Asker, place: Street) -> None:
    answer = client.get(f"/414/{GLN}")
    assert answer.headers["location"] == f"{ROOT}/c/{place.code('green')}"
    elsewhere = client.get(f"/414/{GLN}", headers={"host": "127.0.0.1:8000"})
    assert elsewhere.headers["location"] == f"/c/{place.code('green')}"


@pytest.mark.parametrize("path", KEYS)
def test_head_and_options_are_answered(client: Asker, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (307, b"")
    assert dict(head.headers) == dict(got.headers)
    options = client.options(path, headers={"origin": "https://elsewhere.example"})
    assert options.status_code == 204
    assert options.headers["access-control-allow-origin"] == "*"
    assert {"GET", "HEAD", "OPTIONS"} == set(options.headers["allow"].split(", "))


@pytest.mark.parametrize("path", KEYS)
@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("?linkType=linkset", "*/*", "application/linkset+json"),
        ("?linkType=all", "*/*", "application/linkset+json"),
        ("", "application/linkset+json", "application/linkset+json"),
        ("", "application/linkset+json, */*;q=0.1", "application/linkset+json"),
        ("?linkType=linkset", "application/json", "application/json"),
        ("?linkType=linkset", "application/ld+json", "application/ld+json"),
    ],
)
def test_the_link_set_comes_by_query_and_by_accept(
    client: Asker, path: str, query: str, accept: str, media: str
) -> None:
    answer = client.get(path + query, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media
    assert answer.headers["link"] == (
        "<https://ref.gs1.org/standards/resolver/linkset-context>; "
        'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    )
    assert "Accept" in answer.headers["vary"]
    assert ("@context" in answer.json()) == (media == "application/ld+json")
    check_linkset(answer.json())


def check_linkset(document: dict[str, Any]) -> None:
    """What RFC 9264 and GS1's schema of link sets ask for, by their published words."""
    assert document["linkset"]
    for context in document["linkset"]:
        # A reader with no part in writing it takes each anchor for a GS1 Digital Link.
        assert GS1DigitalLinkURI.parse(context["anchor"]).element_strings
        types = [name for name in context if name not in ("anchor", "description")]
        assert all(re.fullmatch(rf"{GS1}[a-zA-Z]+", name) for name in types)
        (default,) = context[f"{GS1}defaultLink"]
        assert set(default) == {"href", "title"}, "the default link has no optional attribute"
        described = [one["href"] for name in types for one in context[name]]
        assert any(href.startswith(f"{default['href']}?") for href in described)
        for name in types:
            for one in context[name]:
                assert re.fullmatch(r"https?://[^/]+/\S+", one["href"])
                assert one["title"].strip()
                for tag in one.get("hreflang", []):
                    assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", tag), "as the schema has it"
                assert one.get("type", "text/html") == "text/html"


def test_a_lot_brings_the_links_of_its_product_along(client: Asker) -> None:
    document = (client.get(f"{AT_LOT}?linkType=linkset")).json()
    anchors = [context["anchor"] for context in document["linkset"]]
    assert anchors == [f"{ROOT}{AT_LOT}", f"{ROOT}/01/{GTIN}"]


@pytest.mark.parametrize("path", KEYS)
def test_every_link_of_the_set_is_where_its_type_and_language_lead(
    client: Asker, path: str
) -> None:
    (context, *_) = (client.get(f"{path}?linkType=linkset")).json()["linkset"]
    default = client.get(path)
    assert default.headers["location"] == context[f"{GS1}defaultLink"][0]["href"]
    for name, links in context.items():
        if not name.startswith(GS1) or name.endswith("defaultLink"):
            continue
        for kind in (name, name.replace(GS1, "gs1:"), name.replace(GS1, "https://gs1.org/voc/")):
            for link in links:
                answer = client.get(
                    path,
                    params={"linkType": kind},
                    headers={"accept-language": f"{link['hreflang'][0]}, en;q=0.1"},
                )
                assert answer.status_code == 307
                assert answer.headers["location"].partition("&linkType=")[0] == link["href"]


def test_a_link_type_that_is_not_there_is_404(client: Asker) -> None:
    for path in KEYS:
        answer = client.get(f"{path}?linkType=gs1:nosuchlt")
        assert answer.status_code == 404
        assert answer.json()["code"] == "link_type_not_found"


def test_the_query_goes_along_as_it_was_sent(client: Asker) -> None:
    answer = client.get(f"/414/{GLN}?b=%20x&a=1;2&b=")
    assert answer.headers["location"].endswith("?b=%20x&a=1;2&b=")


@pytest.mark.parametrize("path", KEYS)
def test_a_slash_at_the_end_makes_no_difference(client: Asker, path: str) -> None:
    with_slash, without = client.get(f"{path}/"), client.get(path)
    assert with_slash.status_code == 307
    assert with_slash.headers["location"] == without.headers["location"]


@pytest.mark.parametrize(
    ("path", "lot"),
    [
        ("/21/S-1", ""),
        ("/22/V1", ""),
        ("/10/L-2/21/S-1", "/L-2"),
        ("/22/V1/10/L-2/21/S-1", "/L-2"),
        ("/10/l-2", "/l-2"),
        ("?17=280101&10=L-2", "/L-2"),
        (f"?414={GLN}", ""),
    ],
)
def test_what_is_finer_leads_to_what_is_known_above_it(client: Asker, path: str, lot: str) -> None:
    answer = client.get(f"/01/{GTIN}{path}")
    assert answer.status_code == 307
    assert answer.headers["location"].partition("?")[0] == f"{ROOT}/goods/{GTIN}{lot}"


def test_a_short_gtin_is_the_same_product(client: Asker) -> None:
    answer = client.get(f"/01/{GTIN[1:]}")
    assert answer.headers["location"] == f"{ROOT}/goods/{GTIN}"


BAD = [
    ("/01/09506000134353", "gtin"),
    ("/01", "gs1_link"),
    ("/01/", "gs1_link"),
    ("/414/", "gs1_link"),
    ("/01/12", "gs1_elements"),
    ("/01/notagtin", "gs1_elements"),
    ("/01/٠٩٥٠٦٠٠٠١٣٤٣٥٢", "gs1_elements"),
    ("/01/02012345678903", "in_store"),
    (f"/01/{GTIN}/foo", "gs1_link"),
    (f"/01/{GTIN}/10", "gs1_link"),
    (f"/01/{GTIN}/8011/5", "gs1_link"),
    (f"/01/{GTIN}/21/S/10/L", "gs1_link"),
    (f"/01/x/01/{GTIN}", "gs1_link"),
    (f"/01/{GTIN}/10/L%C3%94-1", "gs1_lot"),
    (f"/01/{GTIN}/10/{'A' * 21}", "gs1_elements"),
    (f"/01/{GTIN}/10/A%20B", "gs1_lot"),
    (f"/01/{GTIN}?17=261332", "gs1_elements"),
    (f"/01/{GTIN}?17=260230", "gs1_date"),
    (f"/01/{GTIN}?9=x", "gs1_ai"),
    (f"/01/{GTIN}/10/A?10=B", "gs1_twice"),
    (f"/01/{GTIN}/10/{'A' * 9000}", "scan_length"),
    ("/414/9501101020918", "gln"),
    ("/414/950110102091", "gs1_elements"),
    (f"/414/{GLN}/10/A", "gs1_link"),
]


@pytest.mark.parametrize(("path", "code"), BAD)
def test_a_malformed_key_is_400_with_a_plain_reason(client: Asker, path: str, code: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["code"] == code
    page = client.get(path, headers=HTML)
    assert page.status_code == 400
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["access-control-allow-origin"] == "*"


UNKNOWN = [
    "/414/5412345000013",
    "/01/09520123456788",
    f"/01/{GTIN}/10/NOTHERE",
    "/goods/09520123456788",
    f"/goods/{GTIN}/NOTHERE",
]


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_is_404_in_every_language(
    client: Asker, path: str, language: str
) -> None:
    assert (client.get(path)).status_code == 404
    page = client.get(path, headers=HTML | {"accept-language": language})
    assert page.status_code == 404
    assert f'<html lang="{language}">' in page.text


def test_the_description_file_says_what_there_is(client: Asker) -> None:
    answer = client.get("/.well-known/gs1resolver")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    body = answer.json()
    assert body["resolverRoot"] == ROOT
    assert body["supportedPrimaryKeys"] == ["01", "414"]
    assert body["supportedLinkType"] == [{"namespace": GS1, "prefix": "gs1:"}]
    assert body["linkTypeDefaultCanBeLinkset"] is False
    assert (client.head("/.well-known/gs1resolver")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lot_has_a_page_in_every_language(client: Asker, language: str) -> None:
    page = client.get(f"/goods/{GTIN}/AB%2F1%2B2", headers=HTML | {"accept-language": language})
    assert page.status_code == 200
    assert page.headers["content-language"] == language
    assert PRODUCT in page.text
    assert LOT in page.text
    assert GTIN in page.text


def test_programs_read_the_recall_status_as_json(client: Asker) -> None:
    answer = client.get(f"/goods/{GTIN}/L-2", headers={"accept": "application/json"})
    assert answer.json() == {"gtin": GTIN, "lot": "L-2", "name": PRODUCT, "recalls": []}


def test_nothing_says_who_sold_or_received_the_goods(client: Asker, place: Street) -> None:
    """Every address of goods, in every form: neither the supplier, nor the eatery, nor the papers."""
    private = [
        SECRET,
        "CANARY",
        PHONE,
        "anh Ba",
        place.code("plain"),
        str(place.ids["plain"]),
        "Chè Liên",
    ]
    theirs = (f"/01/{OF_SOMEBODY}", f"/goods/{OF_SOMEBODY}", f"/goods/{OF_SOMEBODY}/X-1")
    ours = (AT_LOT, f"/01/{GTIN}", f"/goods/{GTIN}", f"/goods/{GTIN}/L-2")
    assert all(client.get(path).status_code in (200, 307) for path in (*ours, *theirs))
    for path in (*ours, *theirs, *UNKNOWN):
        for query in ("", "?linkType=linkset"):
            for accept in ("*/*", HTML["accept"], "application/json"):
                answer = client.get(path + query, headers={"accept": accept})
                said = answer.text + json.dumps(dict(answer.headers))
                assert not [each for each in private if each in said], path


def test_no_list_of_lots_is_given(client: Asker) -> None:
    page = client.get(f"/goods/{GTIN}", headers=HTML)
    assert "L-2" not in page.text
    assert LOT not in page.text


async def test_a_recall_stands_on_the_page_of_its_lot_until_it_is_lifted(
    place: Street, tmp_path: Path
) -> None:
    """By the office's own way from the incident to the notice."""
    folder = tmp_path / "registry"
    shutil.copytree(place.folder, folder)
    officer = Who(1, "Officer", RIGHTS[Role.ADMINISTRATOR], role=Role.ADMINISTRATOR)
    vi, en = "Phát hiện vi khuẩn Salmonella.", "Salmonella was found."
    async with client_of(folder) as client:

        async def pages(path: str) -> list[str]:
            return [
                (await client.get(f"{path}?lang={each}", headers=HTML)).text for each in LANGUAGES
            ]

        assert not [
            text for text in await pages(f"/goods/{GTIN}/L-2") if 'class="panel no"' in text
        ]
        async with await Registry.open(folder) as registry:
            draft = Draft(sort="complaint", subject=PRODUCT, product=PRODUCT, lot="L-2")
            incident = await open_incident(registry, draft, officer, now=NOW)
            order = Order(RecallQuestion(product=PRODUCT, lot="L-2"), PRODUCT, vi, en)
            recall = await start_recall(registry, incident, order, officer, now=NOW)
            await publish_notice(registry, recall, officer, reason_vi=vi, reason_en=en, now=NOW)
        for path in (f"/goods/{GTIN}/L-2", f"/goods/{GTIN}"):
            for language, text in zip(LANGUAGES, await pages(path), strict=True):
                assert 'class="panel no"' in text, (path, language)
                assert (vi if language == "vi" else en) in text
                assert SECRET not in text
        other = await pages(f"/goods/{GTIN}/AB%2F1%2B2")
        assert not [text for text in other if 'class="panel no"' in text], "another lot"
        told = (
            await client.get(f"/goods/{GTIN}/L-2", headers={"accept": "application/json"})
        ).json()
        assert told["recalls"] == [
            {
                "product": PRODUCT,
                "lot": "L-2",
                "since": "2026-11-21",
                "reason_vi": vi,
                "reason_en": en,
            }
        ]
        async with await Registry.open(folder) as registry:
            await lift_recall(
                registry,
                recall,
                officer,
                words_vi="Hàng đã được tiêu hủy.",
                words_en="The goods were destroyed.",
                now=NOW,
            )
        assert not [
            text for text in await pages(f"/goods/{GTIN}/L-2") if 'class="panel no"' in text
        ]


def test_the_public_reader_sees_lots_through_their_view_alone(place: Street) -> None:
    with HotReader(place.folder) as reader:
        rows = reader.rows("SELECT gtin, name, code_key FROM public_lot ORDER BY 3")
        assert [row[2] for row in rows] == ["AB/1+2", "L-2", "X-1"]
        assert reader.rows("SELECT name FROM public_product WHERE gtin = ?", (GTIN,)) == [
            (PRODUCT,)
        ]
        for closed in (
            "SELECT code FROM lot",
            "SELECT name FROM product",
            "SELECT name FROM supplier",
            "SELECT establishment_id FROM receipt",
            "SELECT r.day FROM public_lot AS l JOIN receipt AS r ON r.id > 0",
            "SELECT supplier_id FROM public_lot",
            "SELECT day FROM public_lot, transformation",
        ):
            with pytest.raises(FoodtraceError):
                reader.rows(closed)


async def test_what_was_withdrawn_is_no_longer_known(place: Street, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(place.folder, folder)
    async with await Registry.open(folder) as registry:
        for receipt in await receipts_of(registry, place.ids["plain"]):
            await withdraw_receipt(
                registry, receipt.id, reason="wrong label", actor="test", now=NOW
            )
    async with client_of(folder) as client:
        for path in (AT_LOT, f"/01/{GTIN}"):
            assert (await client.get(path)).status_code == 404


def test_a_page_says_which_number_is_wrong(client: Asker) -> None:
    for path, words in (
        ("/01/123", "13 or 14 digits"),
        ("/01/09506000134353", "13 or 14 digits"),
        (f"/01/{GTIN}/10/{'A' * 21}", "1 to 20 letters"),
        ("/414/123", "it has 13 digits"),
        (f"/01/{GTIN}/foo", "GS1 Digital Link"),
    ):
        page = client.get(path, headers=HTML | {"accept-language": "en"})
        assert page.status_code == 400
        assert words in page.text, path
