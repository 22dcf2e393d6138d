"""Every error is a problem document without internals, and every answer carries the security headers."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from api.conftest import Ask
from api.street import Street

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


async def test_every_answer_carries_the_security_headers_errors_included(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for method, path in (
            ("GET", "/"), ("GET", built.path("green")), ("GET", built.forged), ("GET", "/nope"),
            ("PUT", "/healthz"), ("HEAD", "/readyz"), ("GET", "/openapi.json"), ("GET", "/c?code=1"),
            ("GET", "/.well-known/foodtrace/bundle.zip"), ("POST", "/api/v1/verify"),
            ("GET", "/api/v1/establishments?limit=x"), ("OPTIONS", "/healthz"), ("DELETE", "/"),
            ("GET", "/.no-pages"),
        ):  # fmt: skip
            answer = await client.request(method, path, follow_redirects=False)
            assert answer.status_code < 500
            assert HEADERS.items() <= dict(answer.headers).items(), (method, path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script-src" not in policy
            assert "unsafe" not in policy
            assert "camera=()" in answer.headers["permissions-policy"]
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("GET", "/nope", {}, 404, "no_such_page"),
        ("GET", "/api/v1/nope", {"headers": {"accept": "text/html"}}, 404, "no_such_page"),
        ("PUT", "/healthz", {}, 405, "method_not_allowed"),
        ("POST", "/api/v1/verify", {"content": b"x" * 20_000}, 413, "too_large"),
        ("POST", "/api/v1/verify", {"content": b'{"text":'}, 400, "invalid_request"),
        ("POST", "/api/v1/verify", {"content": b'{"text":"\xff"}'}, 400, "invalid_request"),
        ("POST", "/api/v1/verify", {"content": b""}, 422, "invalid_request"),
        ("POST", "/api/v1/verify", {"content": b"[" * 9_000}, 400, "invalid_request"),
        ("POST", "/api/v1/verify", {"json": {"text": 5}}, 422, "invalid_request"),
        ("POST", "/api/v1/verify", {"json": {}}, 422, "invalid_request"),
        ("POST", "/api/v1/verify", {"json": []}, 422, "invalid_request"),
        ("POST", "/api/v1/verify", {"json": {"text": "x", "y": 1}}, 422, "invalid_request"),
        ("GET", "/api/v1/establishments?limit=many", {}, 400, "invalid_request"),
        ("GET", "/api/v1/establishments?limit=0", {}, 400, "limit"),
        ("GET", "/api/v1/establishments?name=bun", {}, 400, "unknown_parameter"),
        ("GET", "/api/v1/establishments?after=%00", {}, 400, "cursor"),
        ("GET", "/api/v1/establishments?zone=Nowhere", {}, 404, "zone_not_found"),
        ("GET", f"/api/v1/establishments?q={'x' * 300}", {}, 400, "text"),
        ("GET", f"/api/v1/establishments?ward={'9' * 40}", {}, 400, "invalid_request"),
        ("GET", "/api/v1/establishments/0", {}, 404, "establishment_not_found"),
        ("GET", f"/api/v1/establishments/{2**70}", {}, 404, "establishment_not_found"),
        ("GET", "/api/v1/establishments/abc", {}, 404, "no_such_page"),
        ("GET", "/.well-known/foodtrace/trust/99.cose", {}, 404, "not_found"),
        ("GET", "/.well-known/foodtrace/trust/01.cose", {}, 404, "not_found"),
        ("GET", "/.well-known/foodtrace/trust/..%2froots.pub", {}, 404, "no_such_page"),
        ("GET", "/.well-known/foodtrace/status/00000000", {}, 404, "not_found"),
        ("GET", "/.well-known/foodtrace/status/xyz", {}, 404, "not_found"),
        ("GET", "/", {"headers": {"host": "bad host"}}, 400, "invalid_request"),
    ],
)
async def test_bad_input_gets_a_problem_document(
    method: str, path: str, sent: dict[str, Any], status: int, code: str, built: Street, ask: Ask
) -> None:
    if "content" in sent:
        sent = {**sent, "headers": {"content-type": "application/json"}}
    async with ask(built.folder) as client:
        answer = await client.request(method, path, **sent)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status, "application/problem+json",
    )  # fmt: skip
    body = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["detail"]
    assert "Traceback" not in answer.text
    assert str(built.folder) not in answer.text
    if status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "text", ["", "x", "9" * 9000, "https://qr.example.vn/1/", "\ud7ff\u202e", "00RS-KAC8"]
)
async def test_any_text_gets_a_verdict_and_not_an_error(text: str, built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        answer = await client.post("/api/v1/verify", json={"text": text})
    assert answer.status_code == 200
    assert answer.json()["genuine"] in ("unreadable", "unknown issuer")


async def test_a_forgery_is_a_result_and_a_typed_code_is_not_checked(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for text, genuine in (
            (built.links["green"], "yes"),
            ("https://qr.example.vn" + built.forged, "no"),
            ("https://elsewhere.example/1/123", "unknown issuer"),
            ("00rs kac7", "not checked"),
        ):
            answer = await client.post("/api/v1/verify", json={"text": text})
            assert (answer.status_code, answer.json()["genuine"]) == (200, genuine)


async def test_a_breakdown_is_a_500_that_tells_nothing_and_logs_no_token(
    built: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"the secret of {built.path('green')}")

    monkeypatch.setattr("foodtrace_api.counter.compose", broken)
    with caplog.at_level(logging.DEBUG):
        async with ask(built.folder) as client:
            answer = await client.get(built.path("green"))
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text
    ours = "".join(r.getMessage() for r in caplog.records if not r.name.startswith("httpx"))
    assert "secret" not in ours
    assert built.path("green") not in ours
    assert "unexpected RuntimeError at test_problems.py" in ours
    assert HEADERS.items() <= dict(answer.headers).items()


async def test_the_description_is_openapi_3_1_and_names_every_address(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get("/openapi.json")
        again = await client.get("/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    described = answer.json()
    assert again.status_code == 304
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) >= {
        "/", "/1/{digits}", "/c/{code}", "/api/v1/verify", "/api/v1/establishments",
        "/api/v1/establishments/{id}", "/.well-known/foodtrace/trust/{name}",
        "/.well-known/foodtrace/status/{kid}", "/.well-known/foodtrace/bundle.zip",
        "/.well-known/foodtrace/roots.pub", "/healthz", "/readyz",
    }  # fmt: skip
    assert "http" not in answer.text.replace("http.", "").lower().split('"paths"')[0]


async def test_search_finds_names_without_tone_marks_and_pages_by_key(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for q in ("bun cha ca", "BÚN CHẢ", "bu\u0301n cha\u0309", "00rs-kac7"):
            found = (await client.get("/api/v1/establishments", params={"q": q})).json()
            assert [item["id"] for item in found["items"]] == [built.ids["green"]]
        seen: list[int] = []
        after: dict[str, Any] = {}
        while True:
            page = (
                await client.get(
                    "/api/v1/establishments", params={"limit": 2, "ward": 20209, **after}
                )
            ).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert sorted(seen) == sorted(built.ids.values())
        none = await client.get("/api/v1/establishments", params={"ward": 20242})
        assert none.json() == {"items": [], "next": None}
        one = await client.get(f"/api/v1/establishments/{built.ids['green']}")
        assert one.json()["basis"]["kind"] == "commitment"
