"""What every test may count on, wherever the run was started."""

import gc
import signal

import pytest

# A run started in the background inherits an ignored Ctrl-C, and so would the commands it tries it on.
signal.signal(signal.SIGINT, signal.default_int_handler)


# Thousands of tests keep much alive: looking for garbage as often as by default takes a quarter of the time.
gc.set_threshold(100_000, 50, 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers first: at the end of a run no core is left waiting for the last of them."""
    items.sort(key=lambda item: "browser" not in item.keywords)
