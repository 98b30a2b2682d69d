"""How a batch goes, for people: a bar on a terminal, lines in a log, a table at the end."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from converter.batch import State, Story
from converter.errors import counted, printable


class _Rate(ProgressColumn):
    """Stories a minute."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        return Text(f"{task.speed * 60:,.0f} a minute" if task.speed else "")


def shown(stories: Iterable[Story], total: int, *, quiet: bool = False) -> Iterator[Story]:
    """The stories as they come, and how each came out; of failures alone when quiet."""
    console = Console(stderr=quiet)
    if quiet or not console.is_terminal:
        for number, story in enumerate(stories, 1):
            if not quiet or story.state is State.FAILED:
                _print(console, f"{number}/{total} {_line(story)}")
            yield story
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}"),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=total, failures="")
        failed = 0
        for story in stories:
            if story.state is State.FAILED:
                failed += 1
                _print(console, _line(story))
            progress.update(bar, advance=1, failures=f"{failed:,} failed" if failed else "")
            yield story


def print_summary(stories: Sequence[Story], *, quiet: bool = False) -> None:
    """A table of how many stories came out how, with what they hold."""
    if quiet:
        return
    table = Table("", "stories", "words", "chapters", "notices")
    for column in table.columns[1:]:
        column.justify = "right"
    for state in State:
        those = [story for story in stories if story.state is state]
        sums = (
            len(those),
            sum(story.words for story in those),
            sum(story.chapters for story in those),
            sum(len(story.notices) for story in those),
        )
        table.add_row(state.value, *(f"{number:,}" for number in sums))
    Console().print(table)


def _line(story: Story) -> str:
    match story.state:
        case State.FAILED:
            return f"failed {story.source}: {story.error} {story.hint}"
        case State.UNCHANGED:
            return f"unchanged {story.source}"
        case State.MADE:
            noticed = f" ({counted(len(story.notices), 'notice')})" if story.notices else ""
            return f"made {story.source}: {', '.join(story.outputs)}{noticed}"


def _print(console: Console, line: str) -> None:
    console.print(Text(printable(line)), soft_wrap=True)
