"""Whether a story is up to date is decided by digests of all that its books depend on.

That is its bytes, the options, the style and the version; no time stamp is asked.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from converter.batch.stories import Volume
from converter.plugins import plugin_versions
from converter.preparation import Settings


def common_digest(settings: Settings, template: str) -> str:
    """A digest of everything but the story itself that its books depend on."""
    options = asdict(settings)
    del options["max_size"]  # decides whether there is a book, not what is in it
    del options["notices"]  # follow from the rest
    everything = [options, template, plugin_versions()]
    return sha256(json.dumps(everything, default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> Any:
    """Fonts and pictures count by what they hold, wherever they are."""
    match value:
        case Path():
            return sha256(value.read_bytes()).hexdigest()
        case bytes():
            return sha256(value).hexdigest()
        case Struct():
            return asdict(value)
        case re.Pattern(pattern=pattern):
            return pattern
        case frozenset():
            return sorted(value)
        case datetime():
            return value.isoformat()
    raise TypeError(value)


def story_digest(common: str, source: str, data: bytes) -> str:
    """A digest of all that a story's books depend on."""
    return sha256(b"\0".join((common.encode(), os.fsencode(source), data))).hexdigest()


def volume_digest(volume: Volume, digests: Mapping[str, str]) -> str:
    """A digest of all that a volume depends on, from those of its stories."""
    if not volume.series:
        return digests[volume.sources[0]]
    return sha256("\0".join((volume.series, *map(digests.__getitem__, volume.sources))).encode()).hexdigest()
