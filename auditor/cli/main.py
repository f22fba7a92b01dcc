"""The command line: the group of commands, and the exit code of a fault (docs/contract.md 2)."""

import errno
import logging
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import click

import auditor
from auditor.cli.printing import answer, close_stdout
from auditor.errors import AuditorError, ExitCode
from auditor.logs import Stderr, start_logging

COMMANDS = """
    run check probe recheck report waive ledger diff runs explain rules inventory notices notify doctor demo
""".split()
STORAGE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
STDERR = 2
COMPLETION = "_AUDITOR_COMPLETE"
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
LOG = logging.getLogger("auditor")


@click.group(context_settings=CONTEXT)
@click.version_option(auditor.__version__, prog_name="auditor", message="%(prog)s %(version)s")
def cli() -> None:
    """Audit a district's websites, new-media accounts and notice points from one register.

    `auditor demo` shows the whole job with no network and no set-up.
    """


for name in COMMANDS:
    cli.add_command(getattr(import_module(f"auditor.cli.{name}"), name))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> ExitCode:
    """Print the completion script of a shell.

    For bash: eval "$(auditor completion bash)"
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    answer(kind(context.find_root().command, {}, "auditor", "_AUDITOR_COMPLETE").source())
    return ExitCode.DONE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; a user never sees a traceback without -v."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        close_stdout()
    sys.exit(int(code))


def _open_closed_streams() -> None:
    """Let standard streams that were closed when we were started (`>&-`) go nowhere.

    Otherwise the store might be opened in their place, and messages be written into it.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        continue
    os.close(descriptor)
    for number, name in ((STDERR - 1, "stdout"), (STDERR, "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def run(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of a command line; every fault has been told on stderr."""
    try:
        code = cli.main(arguments, prog_name="auditor", standalone_mode=False)
        return code if isinstance(code, int) else ExitCode.DONE
    except click.ClickException as error:
        error.show(sys.stderr)
        return ExitCode.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return _tell("interrupted", ExitCode.INTERRUPTED)
    except AuditorError as error:
        LOG.debug("raised here", exc_info=error)
        return _tell(str(error), error.exit_code)
    except SystemExit as leave:
        # click leaves so after completion, and otherwise only when stdout was closed while it printed
        return leave.code if COMPLETION in os.environ and isinstance(leave.code, int) else ExitCode.DONE
    except Exception as error:  # any other exception is a bug of ours or a fault of the machine
        return _unexpected(error)


def _tell(text: str, code: ExitCode) -> ExitCode:
    _ensure_console()
    for line in text.splitlines():
        LOG.error("%s", line)
    return code


def _unexpected(error: Exception) -> ExitCode:
    _ensure_console()
    if isinstance(error, OSError) and error.errno in STORAGE:
        place = f" ({error.filename})" if error.filename else ""
        text = f"{error.strerror}{place}: make room and start again; what was collected is kept"
    elif isinstance(error, MemoryError):
        text = "out of memory; what was collected is kept, and the next run resumes"
    else:
        first = (str(error).splitlines() or [""])[0][:200]
        text = f"internal error, {type(error).__name__}: {first}; what was collected is kept; -v shows where"
    LOG.critical("%s", text, exc_info=error)
    return ExitCode.FAILED


def _ensure_console() -> None:
    if not any(isinstance(handler, Stderr) for handler in logging.getLogger().handlers):
        start_logging()


if __name__ == "__main__":
    main()
