"""``fascicle``, and ``python -m converter``: the way in."""

import gc
import sys

_INTERRUPTED = 130
_YOUNG = 100_000
"""Objects between two searches for cycles. A book is a tree, and the usual 700 would search it in vain."""


def main() -> None:
    """Run the command."""
    gc.set_threshold(_YOUNG)
    try:
        # In here, so that Ctrl-C is caught as soon as it can be, while modules load as well.
        from converter.cli import run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        gc.freeze()  # all goes with the process; to search it for cycles first takes a tenth of the time


if __name__ == "__main__":
    main()
