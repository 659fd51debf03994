"""The command line. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click
from click.exceptions import NoArgsIsHelpError

from freezeframe import __version__
from freezeframe.cli.archive import archive
from freezeframe.cli.case import case
from freezeframe.cli.context import HomeFolder, Settings, tell
from freezeframe.cli.demo import demo
from freezeframe.cli.investigate import investigate
from freezeframe.cli.ledger import ledger
from freezeframe.cli.read import read
from freezeframe.cli.trace import trace
from freezeframe.cli.verify import key, verify
from freezeframe.errors import (
    EXIT_BAD_INPUT,
    EXIT_DONE,
    EXIT_INTERRUPTED,
    FreezeframeError,
    MissingDependency,
    environment_fault,
)

EXIT_FAULT = 1
"""A fault in freezeframe itself: no user's mistake, and outside the contract."""

_EXIT_CODES = """\b
Exit codes: 0 done (found or not); 2 bad input, after the rest was finished;
3 a library is missing; 4 archive or bundle damaged; 5 disk full, read-only, or in use;
6 made by a newer freezeframe; 130 interrupted."""


@click.group(epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--home",
    type=HomeFolder(),
    help="The folder that holds everything; else FREEZEFRAME_HOME, else the user's data folder.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.version_option(__version__, prog_name="freezeframe", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context, home: Path | None, debug: bool) -> None:
    """Tell which video, and which frame of it, a published picture was taken from.

    Nothing leaves this machine.

    \b
    freezeframe archive add footage/        remember videos and pictures
    freezeframe trace picture.jpg           where was this picture taken from?
    freezeframe investigate text.html --pictures pictures/
                                            a whole case, with report and bundle
    freezeframe demo                        see it work on packaged samples
    """
    context.obj = Settings(home, debug)


commands.add_command(archive)
commands.add_command(trace)
commands.add_command(read)
commands.add_command(ledger)
commands.add_command(case)
commands.add_command(verify)
commands.add_command(key)
commands.add_command(investigate)
commands.add_command(demo)


def _one_thread_for_small_matrices() -> None:
    """Keep the matrix library from starting threads for products that take a tenth of a millisecond.

    It must be said before numpy is loaded; whoever has set it has the last word.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """The program."""
    _one_thread_for_small_matrices()
    for stream in (sys.stdout, sys.stderr):
        # Whatever the locale: a name in any script can be printed, and JSON is UTF-8.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. A person sees one line for each thing that is wrong."""
    try:
        code = commands.main(list(arguments), prog_name="freezeframe", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep Python from complaining when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except (KeyboardInterrupt, click.Abort):
        tell("interrupted")
        return EXIT_INTERRUPTED
    except NoArgsIsHelpError as error:
        error.show()
        return EXIT_BAD_INPUT
    except Exception as error:  # noqa: BLE001 - the last resort: a line for a person instead of a traceback
        if "--debug" in arguments:
            traceback.print_exc()
        line, code = _ending(error)
        tell(line)
    return int(code or EXIT_DONE)


def _ending(error: Exception) -> tuple[str, int]:
    """The line and the exit code of an error."""
    match error:
        case click.UsageError():
            hint = f"; see: {error.ctx.command_path} --help" if error.ctx else ""
            return f"{error.format_message().rstrip('.')}{hint}", EXIT_BAD_INPUT
        case FreezeframeError():
            return error.line, error.exit_code
        case ModuleNotFoundError():
            missing = MissingDependency(error.name or "a library", "is not installed", "install freezeframe again")
            return missing.line, missing.exit_code
        case OSError() if error.errno is not None:
            # Without a number it is no word of the system: a library's own fault, told as one below.
            fault = environment_fault(error, error.filename or "this machine")
            return fault.line, fault.exit_code
    what = f"{type(error).__name__}: {error}"
    return f"this is a fault in freezeframe ({what}); please report it with what --debug shows", EXIT_FAULT
