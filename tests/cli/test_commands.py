"""Every command is helped, exemplified, documented, and answers in JSON; the tables of statuses agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cli_shell import Shell
from foodtrace import errors
from foodtrace_cli import exits
from foodtrace_cli.app import COMMANDS, cli

_REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def _walk(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _walk(found, (*path, name))
    else:
        yield " ".join(path), command


_ALL = dict(_walk(cli))


def test_there_are_commands() -> None:
    assert len(_ALL) >= 26
    assert set(COMMANDS) == {name.split()[0] for name in _ALL}


@pytest.mark.parametrize("name", _ALL)
def test_every_command_has_help_with_an_example(name: str, shell: Shell) -> None:
    shown = shell.ok(*name.split(), "--help").out
    assert "Example:" in shown
    assert f"foodtrace {name}" in shown.split("Example:")[1]


@pytest.mark.parametrize("name", _ALL)
def test_every_option_has_help(name: str) -> None:
    for option in _ALL[name].params:
        if isinstance(option, click.Option):
            assert option.help, option.opts


@pytest.mark.parametrize("name", _ALL)
def test_every_command_and_option_stands_in_the_reference(name: str) -> None:
    text = _REFERENCE.read_text(encoding="utf-8")
    found = re.search(rf"^## `foodtrace {name}`\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"docs/reference/commands.md has no section for foodtrace {name}"
    shared = {"--registry", "--json", "--lang", "--help"}
    for option in _ALL[name].params:
        if isinstance(option, click.Option) and not set(option.opts) & shared:
            assert option.opts[0] in found[1], f"{option.opts[0]} of {name}"


@pytest.mark.parametrize("name", _ALL)
def test_every_command_takes_json_and_a_language(name: str) -> None:
    options = {name for option in _ALL[name].params for name in option.opts}
    assert {"--json", "--lang"} <= options


def test_the_statuses_of_the_reference_are_those_of_the_table() -> None:
    text = _REFERENCE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| (.*) \|$", text, re.M))
    assert {int(status): meaning for status, meaning in rows.items()} == exits.MEANINGS


def test_every_error_has_a_status_of_its_own_and_none_is_success() -> None:
    kinds = errors.FoodtraceError.__subclasses__()
    assert kinds
    assert set(kinds) == set(exits.OF_ERROR)
    for kind in kinds:
        assert exits.status_of_error(kind("x")) in exits.MEANINGS
    assert exits.status_of_error(errors.FoodtraceError("x")) == exits.BUG
    assert 0 not in exits.OF_ERROR.values()
