"""What tells the styles apart, on finished books: geometry of pages by PyMuPDF, EPUBs by EPUBCheck."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mode
from tempfile import mkdtemp
