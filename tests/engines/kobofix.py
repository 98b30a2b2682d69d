"""kobofix: what Adobe's renderer, which Kobo and others have, drops or stumbles over."""

import json
import subprocess
import sys
from pathlib import Path


def findings(book: Path) -> list[str]:
    """Everything that it would change or warns of."""
    done = subprocess.run(
        [sys.executable, "-m", "kobofix", "--check", "--report", "json", book],
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    return [json.dumps(finding) for finding in report["kobo_findings"]]
