"""``python -m converter`` is ``fascicle``."""

from converter.cli import main

main()
