"""The committed vectors are what the script writes, and enough of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from vectors import make_vectors
from vectors.published import HERE, published

SKELETON_TOKEN = (
    "d28449a201270444873e646aa0584da3041a6c258c00061a6a4458803a00010000871a018ccd4c7742c3ba6e204368e1"
    "baa32043c3a12042c3a0204ce1bbaf713331392048c3b96e672056c6b0c6a16e67194ef1030445e1b4fb4e295840b132"
    "6f9db3a52dda5943b3901adde0ef43cf368842c3221e055b5b005bb9551d18e964977bddea703523dd50fc58e04fe8ec"
    "c6b0a332625488d37bc9efac2b0e"
)

TRUST_SHA256 = "c7951164b04048e85ad67a4017406b0d0ad1dff07b8ef2a2af64c6f177b9e273"
STATUS_SHA256 = "5e48d4f883f09bf9497abf4192f83bd1ea374b33ff31f6d90a290e4c32560ce5"


def test_running_the_script_again_changes_no_byte(tmp_path: Path) -> None:
    make_vectors.write_vectors(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in HERE.glob("*.json")}
    assert written == committed


def test_the_example_is_the_format_documents_own() -> None:
    example = published("example")
    assert example["sticker"]["token"] == SKELETON_TOKEN
    digits = example["sticker"]["url"].removeprefix("https://qr.example.vn/1/")
    assert digits.startswith("59255196894701316192890004587561842185")
    assert digits.endswith("640478688734021037838")
    trust = bytes.fromhex(example["trust_list_signed_by_root1_and_root3"])
    status = bytes.fromhex(example["status_list"]["file"])
    assert hashlib.sha256(trust).hexdigest() == TRUST_SHA256
    assert hashlib.sha256(status).hexdigest() == STATUS_SHA256


def test_there_are_hundreds_of_cases_and_each_has_its_own_name() -> None:
    total = 0
    for path in sorted(HERE.glob("*.json")):
        for part, listed in json.loads(path.read_text("ascii")).items():
            if isinstance(listed, list) and listed and isinstance(listed[0], dict):
                names = [case["name"] for case in listed]
                assert len(names) == len(set(names)), (path.name, part)
                total += len(names)
    assert total >= 400
