"""auditor completion: the shell's own completion script."""

import click

from auditor.cli.printing import answer
from auditor.errors import ExitCode


@click.command()
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
