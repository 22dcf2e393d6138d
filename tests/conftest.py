"""What every test may count on, wherever the run was started."""

import gc
import os
import re
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A run started in the background inherits an ignored Ctrl-C, and so would the commands it tries it on.
signal.signal(signal.SIGINT, signal.default_int_handler)


# Thousands of tests keep much alive: looking for garbage as often as by default takes a quarter of the time.
gc.set_threshold(100_000, 50, 1000)

# How long an example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile("foodtrace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The gate draws the same examples at every change; `make check` draws new ones.
settings.register_profile("gate", settings.get_profile("foodtrace"), derandomize=True)
settings.load_profile("foodtrace")

_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30


def _write_into_memory() -> None:
    """Thousands of small registries wait for a disk that nothing of theirs needs to outlive."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    disk = os.statvfs(_MEMORY)
    available = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text())
    memory = int(available[1]) << 10 if available else 0
    if min(disk.f_bavail * disk.f_frsize, memory) < _ROOM or disk.f_flag & os.ST_NOEXEC:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None


_write_into_memory()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with browsers first, then those that take seconds: at the end no core waits for the last of them."""
    ranks: dict[Path, int] = {}
    for item in items:
        rank = 0 if "browser" in item.keywords else 1 if "slow" in item.keywords else 2
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])
