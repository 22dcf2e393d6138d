"""The description of the open data as DCAT 3 in JSON-LD, for portals that harvest; pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from foodtrace.publication.open_data.dumps import Dump, DumpFile
from foodtrace.registry import Authority

__all__ = ["LICENCE", "catalog"]

#: Creative Commons Attribution 4.0 International.
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
# Written out, so that a reader needs nothing from elsewhere.
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TITLES: Final = {
    "establishments.jsonl.gz": (
        "Toàn bộ sổ công khai, mỗi dòng một cơ sở (JSON Lines)",
        "The whole public register, one establishment a line (JSON Lines)",
    ),
    "csv.zip": (
        "Toàn bộ sổ công khai thành ba bảng (CSV)",
        "The whole public register as three tables (CSV)",
    ),
    "lives.zip": ("Kết quả kiểm tra theo dạng LIVES", "Inspections in the form of LIVES"),
}


def catalog(authority: Authority, dumps: Sequence[Dump]) -> dict[str, Any]:
    """The catalogue: the register with its newest dump's files, the same as a service, and the counts."""
    base = f"https://{authority.host}"
    return {
        "@context": _CONTEXT,
        "@id": f"{base}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": [
            _text("Dữ liệu mở về tem an toàn thực phẩm", "vi"),
            _text("Open data on food-safety stickers", "en"),
        ],
        "dct:description": [
            _text("Những gì cơ quan cấp tem công bố về các cơ sở và tem của họ.", "vi"),
            _text(
                "What the issuing authority publishes of establishments and their stickers.", "en"
            ),
        ],
        "dct:publisher": _publisher(authority, base),
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": f"{base}/data/"},
        **({"dct:modified": _moment(dumps[0].as_of)} if dumps else {}),
        "dcat:dataset": [_register(authority, base, dumps), _counts(authority, base)],
        "dcat:service": [_service(authority, base)],
    }


def _register(authority: Authority, base: str, dumps: Sequence[Dump]) -> dict[str, Any]:
    newest = next(iter(dumps), None)
    return {
        "@id": f"{base}/data/#register",
        "@type": "dcat:Dataset",
        "dct:title": [_text("Sổ công khai", "vi"), _text("The public register", "en")],
        "dct:description": [
            _text("Cơ sở, căn cứ hoạt động, tem và kết quả kiểm tra đã công bố.", "vi"),
            _text("Establishments, basis of operation, stickers and published inspections.", "en"),
        ],
        "dct:publisher": _publisher(authority, base),
        "dct:license": {"@id": LICENCE},
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"
        },
        "dcat:landingPage": {"@id": f"{base}/data/"},
        "dcat:keyword": [_text("an toàn thực phẩm", "vi"), _text("food safety", "en")],
        **({"dct:modified": _moment(newest.as_of)} if newest else {}),
        "dcat:distribution": [_file(base, newest, file) for file in newest.files] if newest else [],
    }


def _file(base: str, dump: Dump, file: DumpFile) -> dict[str, Any]:
    url = f"{base}/data/{dump.name}/{file.name}"
    wrapping = "dcat:compressFormat" if file.name.endswith(".gz") else "dcat:packageFormat"
    vi, en = _TITLES[file.name]
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": [_text(vi, "vi"), _text(en, "en")],
        "dct:issued": _moment(dump.as_of),
        "dct:license": {"@id": LICENCE},
        "dcat:accessURL": {"@id": f"{base}/data/"},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": _MEDIA + file.media_type},
        wrapping: {"@id": _MEDIA + file.packed_type},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _counts(authority: Authority, base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/city/#counts",
        "@type": "dcat:Dataset",
        "dct:title": [_text("Số liệu thống kê", "vi"), _text("Counts and shares", "en")],
        "dct:publisher": _publisher(authority, base),
        "dct:license": {"@id": LICENCE},
        "dcat:landingPage": {"@id": f"{base}/city/"},
        "dcat:distribution": [
            {
                "@id": f"{base}/api/v1/stats?by=ward",
                "@type": "dcat:Distribution",
                "dct:title": [_text("Theo phường, xã", "vi"), _text("By ward", "en")],
                "dct:license": {"@id": LICENCE},
                "dcat:accessURL": {"@id": f"{base}/api/v1/stats?by=ward"},
                "dcat:mediaType": {"@id": f"{_MEDIA}application/json"},
            }
        ],
    }


def _service(authority: Authority, base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/api/v1/#service",
        "@type": "dcat:DataService",
        "dct:title": [_text("API không cần khóa", "vi"), _text("The keyless API", "en")],
        "dct:publisher": _publisher(authority, base),
        "dct:license": {"@id": LICENCE},
        "dcat:endpointURL": {"@id": f"{base}/api/v1/"},
        "dcat:endpointDescription": {"@id": f"{base}/openapi.json"},
        "dcat:servesDataset": [{"@id": f"{base}/data/#register"}, {"@id": f"{base}/city/#counts"}],
    }


def _publisher(authority: Authority, base: str) -> dict[str, Any]:
    names = [_text(authority.name, "vi")]
    if authority.name_en:
        names.append(_text(authority.name_en, "en"))
    return {"@id": f"{base}/#publisher", "@type": "foaf:Agent", "foaf:name": names}


def _text(words: str, language: str) -> dict[str, str]:
    return {"@value": words, "@language": language}


def _moment(at: int) -> dict[str, str]:
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return {"@value": moment.isoformat(), "@type": "xsd:dateTime"}
