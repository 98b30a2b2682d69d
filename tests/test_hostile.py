"""Stories that want more than to be read: nothing is read, written or fetched but the source and the output.

The command runs under strace, which sees what native libraries do as well.
"""

import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engines import installed

SECRET = "xylophonic marmalade"
"""What the file says that the stories are after."""

TEXTS = {
    "picture-of-a-file": 'He held <img src="file://{secret}"> and ![a](file://{secret}) up.',
    "picture-of-the-network": '<img src="http://127.0.0.1:9/x.png"> [img]http://127.0.0.1:9/y[/img] Rain.',
    "frames": '<iframe src="file://{secret}"></iframe><object data="{secret}"></object><embed src="x">',
    "style": "<style>@import url(file://{secret}); p {{ content: url(http://127.0.0.1:9/) }}</style> Rain.",
    "link": '<link rel="stylesheet" href="file://{secret}"><link rel="icon" href="{secret}"> Rain.',
    "script": '<script src="http://127.0.0.1:9/x.js">fetch("{secret}")</script><p onclick="x()">Rain.</p>',
    "base": '<base href="file:///"><meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/"> Rain.',
    "entities": '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b SYSTEM "file://{secret}">]> &a; &b; Rain.',
    "inclusion": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}"/> Rain.',
    "svg": '<svg><image href="file://{secret}"/><use href="http://127.0.0.1:9/#x"/></svg> Rain.',
    "typst": '#read("{secret}") #include "{secret}" #image("{secret}") $x$ `raw` #import "@preview/x:1.0.0"',
    "css": '"; }} @font-face {{ src: url("file://{secret}") }} p::after {{ content: "{secret}" }} /* Rain.',
    "templates": "{{title.__class__}} {{0}} %s %n ${{HOME}} $(cat {secret}) `cat {secret}` Rain.",
}
NAMES = {
    "upwards": "../../../{secret}",
    "absolute": "/etc/cron.d/fascicle",
    "windows": "C:\\Windows\\con:stream",
    "reserved": "aux",
    "dots": "..",
    "nothing": "\u200b",
    "controls": "a\x1b[2Jb\u202etxt.epub",
    "templates": "{{title.__class__.__init__.__globals__}} %(x)s",
    "markup": '"/><script>alert(1)</script>&a;]]>',
    "endless": "na " * 400,
}
ALLOWED = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev", "/opt", "/var/cache/fontconfig")
NOT_EVEN_THESE = ("/etc/passwd", "/etc/shadow", "/etc/cron.d", "/etc/hosts", "/etc/resolv.conf")


def write_stories(folder: Path, secret: Path) -> int:
    """Put the hostile stories into a folder, each text as text and as HTML; gives their number."""
    folder.mkdir()
    for name, text in TEXTS.items():
        body = text.format(secret=secret)
        header = f"Title: {name}\nAuthor: B\nSummary: {body}\n\n"
        (folder / f"{name}.txt").write_text(f"{header}{body}\n\n{body}\n", encoding="utf-8")
        (folder / f"{name}.html").write_text(f"<h1>{name}</h1>\n{body}\n<p>Once.</p>", encoding="utf-8")
    for name, text in NAMES.items():
        value = text.format(secret=secret)
        header = "".join(
            f"{key}: {value}\n" for key in ("Title", "Author", "Fandom", "Work ID", "Source URL")
        )
        header += f"Series: Part 1 of {value}\n"
        (folder / f"name-{name}.txt").write_text(f"{header}\n{value}\n\nOnce.\n", encoding="utf-8")
    return 2 * len(TEXTS) + len(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("formats", "options"),
    [
        pytest.param(("epub", "pdf", "json"), [], id="weasyprint"),
        pytest.param(("pdf",), ["--pdf-engine", "typst"], id="typst"),
    ],
)
def test_nothing_outside_source_and_output_is_touched(
    formats: tuple[str, ...], options: list[str], tmp_path: Path
) -> None:
    secret = tmp_path / "vault" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(SECRET, encoding="utf-8")
    stories, books, log = tmp_path / "stories", tmp_path / "books", tmp_path / "trace"
    count = write_stories(stories, secret)
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    calls = "trace=open,openat,creat,connect,rename,mkdir,execve"
    # The filter lets all other calls run at full speed.
    watch = [installed("strace"), "-f", "--seccomp-bpf", "-qq", "-e", calls, "-o", log]
    batch = [sys.executable, "-B", "-m", "converter", "batch", stories, "-o", books, "--jobs", "2", *options]
    batch += [word for format_ in formats for word in ("-t", format_)]
    done = subprocess.run(
        [*watch, *batch, "--name", "{series} {number} {author} - {title} {work_id}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"HOME": str(home), "TMPDIR": str(scratch), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    made = [path.suffix for path in books.glob("[!.]*") if path.stem != "report"]
    assert Counter(made) == {f".{format_}": count for format_ in formats}
    own = (stories, books, home, scratch, ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable))
    allowed = (*ALLOWED, *map(str, own))
    above = {str(folder) for place in own for folder in place.parents}  # where Python looks for archives
    seen = set(opened(log))
    assert {str(path) for path in stories.iterdir()} <= {path for path, _ in seen}
    for path, is_written in sorted(seen):
        assert not path.startswith(NOT_EVEN_THESE), path
        assert path.startswith(allowed) or path in above, path
        if is_written:
            assert path.startswith((str(books), str(home), str(scratch), "/dev/", "/proc/self/")), path
    assert not re.search(r"AF_INET", log.read_text(encoding="utf-8")), "a connection was tried"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"vault", "stories", "books", "trace", "home", "scratch"}
    for book in books.glob("*.epub"):
        with zipfile.ZipFile(book) as archive:
            assert not any(SECRET.encode() in archive.read(name) for name in archive.namelist())


def opened(log: Path) -> Iterator[tuple[str, bool]]:
    """Paths that were opened, and whether for writing; relative ones are inside the repository."""
    call = re.compile(
        r'(?:open|openat|creat)\((?:AT_FDCWD, )?"(?P<path>(?:[^"\\]|\\.)*)"(?P<flags>.*)\) = \d'
    )
    for line in calls_of(log.read_text(encoding="utf-8").split("\n")):
        if found := call.search(line):
            path = found["path"] if found["path"].startswith("/") else str(ROOT / found["path"])
            yield path, bool(re.search("O_WRONLY|O_RDWR|O_CREAT", found["flags"]))


def calls_of(lines: Iterable[str]) -> Iterator[str]:
    """Calls, each on a line; strace parts a call in two where another process called before it was done."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, call = line.partition(" ")
        if line.endswith(" <unfinished ...>"):
            begun[process] = line.removesuffix(" <unfinished ...>")
        elif resumed := re.match(r"\s*<\.\.\. \w+ resumed>", call):
            yield begun.pop(process) + call[resumed.end() :]
        else:
            yield line


def test_calls_that_were_interrupted_are_seen() -> None:
    lines = [
        '7  openat(AT_FDCWD, "/a", O_RDONLY <unfinished ...>',
        '8  openat(AT_FDCWD, "/b", O_RDONLY) = 3',
        "7  <... openat resumed>) = 4",
    ]
    assert list(calls_of(lines)) == [lines[1], '7  openat(AT_FDCWD, "/a", O_RDONLY) = 4']
