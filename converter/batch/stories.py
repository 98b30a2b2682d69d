"""What is known of a story while a batch runs, and after."""

from enum import Enum

from msgspec import Struct

from converter.errors import ConverterError, counted


class State(Enum):
    """How a story came out of a run."""

    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Story(Struct, frozen=True):
    """What became of one story."""

    source: str
    """Its path in the folder, with ``/``."""
    state: State
    outputs: tuple[str, ...] = ()
    """Its books' paths in the folder of books, with ``/``."""
    words: int = 0
    """Of the story, its notes left out."""
    chapters: int = 0
    """Of the book; one for a story without headings."""
    notices: tuple[str, ...] = ()
    """What reading changed or doubts, a line each."""
    error: str = ""
    """Why there is no book; empty where there is one."""
    hint: str = ""
    """What to do about that."""
    seconds: float = 0.0
    """What it took when it was last made."""


class Volume(Struct, frozen=True):
    """What becomes one book: a story, or the stories of a series."""

    sources: tuple[str, ...]
    series: str = ""
    """The name of the series; empty for a story alone."""


class Done(Struct, frozen=True):
    """What a worker sends back."""

    stories: tuple[Story, ...]
    """Those of the volume."""
    is_lasting: bool
    """Whether the same would come out again."""
    sizes: tuple[int, ...] = ()
    """Bytes of its books."""


class WorkerDied(Exception):
    """The process that a story was in has ended without a word."""


class TimeExceeded(Exception):
    """A story took longer than the seconds that the error holds."""


def failed(volume: Volume, error: BaseException) -> tuple[Story, ...]:
    """The stories that this error ended."""
    match error:
        case ConverterError(message=message, hint=hint):
            pass
        case WorkerDied():
            message = "The process that converted it died, more than once."
            hint = "It may need more memory than there is: try it alone, or with fewer --jobs."
        case TimeExceeded(args=(seconds,)):
            message = f"It took more than {counted(seconds, 'second')}."
            hint = "Try it alone, or allow more with --time-limit."
        case _:
            message = f"internal error: {type(error).__name__}: {error}."
            hint = "This is a defect of Fascicle; please report it with the story's first lines."
    return tuple(Story(source, State.FAILED, error=message, hint=hint) for source in volume.sources)
