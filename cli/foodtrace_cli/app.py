"""The root command, and the one place where an outcome becomes an exit status."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, Final

import rich_click as click
from click.exceptions import Exit, NoArgsIsHelpError
from foodtrace import __version__
from foodtrace.errors import FoodtraceError

from foodtrace_cli import exits, screen
from foodtrace_cli.options import Chosen
from foodtrace_cli.surroundings import Surroundings, real_surroundings
from foodtrace_cli.words import LANGUAGES, language_of, word, words_of_error

# Name of the command -> where it is; a module is imported only when its command is wanted.
COMMANDS: Final[dict[str, str]] = {
    "init": "foodtrace_cli.founding:init",
    "import": "foodtrace_cli.intake:import_",
    "issue": "foodtrace_cli.issuing:issue",
    "sheets": "foodtrace_cli.issuing:sheets",
    "verify": "foodtrace_cli.verifying:verify",
    "show": "foodtrace_cli.looking_up:show",
    "list": "foodtrace_cli.looking_up:list_",
    "search": "foodtrace_cli.looking_up:search",
    "stats": "foodtrace_cli.looking_up:stats",
    "suspend": "foodtrace_cli.standing:suspend",
    "reinstate": "foodtrace_cli.standing:reinstate",
    "revoke": "foodtrace_cli.standing:revoke",
    "close": "foodtrace_cli.standing:close",
    "replace": "foodtrace_cli.standing:replace",
    "renew": "foodtrace_cli.standing:renew",
    "put-up": "foodtrace_cli.standing:put_up",
    "receipts": "foodtrace_cli.receipts:receipts",
    "recall": "foodtrace_cli.recall:recall",
    "incidents": "foodtrace_cli.incidents:incidents",
    "products": "foodtrace_cli.products:products",
    "gs1": "foodtrace_cli.gs1:gs1",
    "kitchen": "foodtrace_cli.kitchens:kitchen",
    "inspectors": "foodtrace_cli.inspectors:inspectors",
    "rules": "foodtrace_cli.rules:rules",
    "users": "foodtrace_cli.users:users",
    "bundle": "foodtrace_cli.handing_out:bundle",
    "export": "foodtrace_cli.handing_out:export",
    "dumps": "foodtrace_cli.dumping:dumps",
    "serve": "foodtrace_cli.serving:serve",
    "work": "foodtrace_cli.working:work",
    "retain": "foodtrace_cli.retaining:retain",
    "particulars": "foodtrace_cli.retaining:particulars",
    "demo": "foodtrace_cli.demo:demo",
    "keys": "foodtrace_cli.keys:keys",
    "trust": "foodtrace_cli.trust:trust",
}

_GROUPS: Final = {
    "Start": ["init", "import", "issue", "sheets"],
    "Check": ["verify", "show", "list", "search", "stats"],
    "Change a sticker": ["suspend", "reinstate", "revoke", "close", "replace", "renew", "put-up"],
    "Goods": ["receipts", "recall", "incidents", "products", "gs1", "kitchen"],
    "Visits": ["inspectors", "rules"],
    "The office": ["users"],
    "Publish": ["bundle", "export", "dumps", "serve", "work"],
    "Private data": ["retain", "particulars"],
    "Keys and trust": ["keys", "trust"],
    "Try it": ["demo"],
}


class _LazyGroup(click.RichGroup):
    """Imports a command's module when the command is asked for: --version stays instant."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


_HELP = {
    "command_groups": {
        "foodtrace": [{"name": name, "commands": commands} for name, commands in _GROUPS.items()]
    },
    "show_arguments": False,
    "max_width": 100,
    "text_paragraph_linebreaks": "\n\n",
    "style_option": "bold",
    "style_command": "bold",
}


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status 0 means done (for verify: green). All others: docs/reference/commands.md.",
)
@click.rich_config(help_config=_HELP)
@click.version_option(__version__, prog_name="foodtrace", message="%(prog)s %(version)s")
@click.option("--registry", metavar="DIR", help="The registry's folder; else FOODTRACE_REGISTRY.")
@click.option("--json", is_flag=True, help="Answer as JSON of a stable shape.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages; else LANG.")
@click.pass_context
def cli(ctx: click.Context, registry: str | None, json: bool, lang: str | None) -> None:
    """Signed food-safety stickers: take in eateries, issue and print stickers, check one offline.

    \b
    Example:
      foodtrace init --authority "Food board" --province 48 --host qr.example.vn
      foodtrace import eateries.xlsx --zone "Food street 1"
      foodtrace issue --zone "Food street 1" --out stickers
    """
    ctx.obj = Chosen(ctx.obj, registry, lang, json)


def run(arguments: list[str], surroundings: Surroundings | None = None) -> int:
    """Run the command and return its exit status; see `foodtrace_cli.main`."""
    around = surroundings or real_surroundings()
    # A name in Vietnamese on a terminal of another encoding is shown escaped, never an error.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(arguments, around)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return exits.BROKEN_PIPE
    return status


def _run(arguments: list[str], around: Surroundings) -> int:
    try:
        # Not click's own main: it turns a broken pipe and Ctrl-C into statuses and lines of its own.
        # A list of its own: click takes out of it what the group itself was given.
        with cli.make_context("foodtrace", list(arguments), obj=around) as context:
            answer = cli.invoke(context)
    except Exit as stop:
        return int(stop.exit_code)
    except (click.Abort, KeyboardInterrupt, EOFError):
        return _fail(arguments, around, exits.INTERRUPTED, "interrupted", None)
    except NoArgsIsHelpError as error:
        # A bare `foodtrace`: the help is what was wanted, though nothing was done.
        screen.help_text(error.format_message())
        return exits.USAGE
    except click.ClickException as error:
        return _fail(arguments, around, exits.USAGE, "usage", _usage(error))
    except FoodtraceError as error:
        return _fail(arguments, around, exits.status_of_error(error), error.code, error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _fail(arguments, around, exits.OUTPUT, "file", _file_trouble(error))
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("foodtrace"):
            raise
        return _fail(arguments, around, exits.USAGE, "part_missing", error.name)
    except Exception as error:
        if around.env.get("FOODTRACE_TRACEBACK"):
            raise
        text = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return _fail(arguments, around, exits.BUG, "bug", text)
    return answer if isinstance(answer, int) else exits.SUCCESS


def _fail(
    arguments: list[str],
    around: Surroundings,
    status: int,
    code: str,
    what: FoodtraceError | str | None,
) -> int:
    """One line on standard error: text, or an object for a script that asked for --json."""
    lang = language_of(_lang_given(arguments), around.env)
    if isinstance(what, FoodtraceError):
        text = words_of_error(what, lang)
    else:
        text = word(f"error_{code}", lang, what=what or "")
    text = " ".join(text.split())
    if "--json" in arguments:
        failure = {"error": {"code": code, "message": text, "exit_status": status}}
        screen.note(screen.json_text(failure))
    else:
        screen.note(f"foodtrace: {text}")
    return status


def _usage(error: click.ClickException) -> str:
    text = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{text}. Try: {context.command_path if context else 'foodtrace'} --help"


def _file_trouble(error: OSError) -> str:
    named = error.filename2 or error.filename
    return f"{error.strerror or type(error).__name__}{f': {named}' if named else ''}"


def _lang_given(arguments: list[str]) -> str | None:
    """--lang before parsing has succeeded, so that even a usage error speaks the right language."""
    for number, argument in enumerate(arguments):
        value: Any = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang":
            value = next(iter(arguments[number + 1 :]), None)
        if value in LANGUAGES:
            return str(value)
    return None


def _discard_output() -> None:
    # The interpreter flushes at exit; without this it would complain about the pipe again.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
