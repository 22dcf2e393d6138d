"""Output files: what is private is nobody else's to read, not even while it is being written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from foodtrace_cli.outputs import replacing, write_output


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_private_file_is_its_owners_alone_from_the_first_byte(
    tmp_path: Path, private: bool, mode: int
) -> None:
    before = os.umask(0o022)
    try:
        with replacing(tmp_path / "sheet", private=private) as file:
            file.write(b"half")
            assert os.fstat(file.fileno()).st_mode & 0o777 == mode
        write_output(tmp_path / "other", b"whole", private=private)
    finally:
        os.umask(before)
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == mode
