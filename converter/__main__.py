"""``fascicle``, and ``python -m converter``: the way in."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command."""
    try:
        # In here, so that Ctrl-C is caught as soon as it can be, while modules load as well.
        from converter.cli import run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
