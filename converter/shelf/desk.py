"""The pages for whoever looks after the stories: adding them, seeing what was read, correcting, previewing.

They work without scripts; ``static/desk.js`` adds dropping files and watching them without reloading.
"""

import asyncio
import json
import re
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from secrets import compare_digest, token_hex
from tempfile import TemporaryFile
from typing import IO, Any

import anyio
from msgspec.structs import replace
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from converter.devices import DEVICES
from converter.errors import ConverterError
from converter.files import write_files
from converter.names import alternatives, safe_name, same_file
from converter.shelf.browse import file_name, item_of, readable_item_of, render, shelf_of
from converter.shelf.facts import FORMATS, Choices, Facts, Item, clean
from converter.shelf.folder import story_suffixes
from converter.shelf.making import Failure
from converter.shelf.safety import LARGEST_STORY
from converter.shelf.shelf import Shelf
from converter.shelf.workshop import State
from converter.source import stem
from converter.themes import shipped_themes, style_names

_SHOWN = 50
"""Stories on the desk: those that were added or changed last."""
_MOST_AT_ONCE = 100
"""Stories that are sent, or fetched, at once."""
_LONGEST_FIELD = 300
_PIECE = 1 << 16
"""Bytes of an archive that are sent at a time."""
_SOON = 2.0
"""Seconds that a page waits for what it could show."""
_PREVIEW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'"
)


def routes(*, is_read_only: bool) -> list[Route]:
    """The addresses of these pages; without those that change anything, where that is not wanted."""
    shown = [
        Route("/desk/{id:number}", story),
        Route("/desk/{id:number}/preview", preview),
        Route("/desk/books.zip", archive),
    ]
    if is_read_only:
        return shown
    return [
        *shown,
        Route("/desk", desk),
        Route("/desk", add, methods=["POST"]),
        Route("/desk/list", listing),
        Route("/desk/{id:number}", correct, methods=["POST"]),
    ]


async def desk(request: Request) -> Response:
    """The form for stories, and the stories that came last."""
    return _desk(request, ())


async def listing(request: Request) -> Response:
    """The stories that came last, as a piece of the page."""
    return render(request, "stories.html", **_stories(shelf_of(request)))


async def add(request: Request) -> Response:
    """Take stories in; each that cannot be read is refused with the reason."""
    shelf = shelf_of(request)
    async with request.form(max_files=_MOST_AT_ONCE, max_fields=50) as form:
        _check_token(shelf, form)
        look = _look(form)
        wanted = [name for name in FORMATS if name in form.getlist("format")]
        files = [file for file in form.getlist("story") if isinstance(file, UploadFile) and file.filename]
        refusals = [
            refusal for file in files if (refusal := await _take(shelf, file, look, wanted)) is not None
        ]
    if not files:
        refusals = ["No story was chosen."]
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse(refusals, 422 if refusals else 200)
    if refusals:
        return _desk(request, refusals, 422)
    return RedirectResponse("/desk", 303)


async def story(request: Request) -> Response:
    """What was read in a story, with a preview of its book and the form for corrections."""
    item = _story_of(await item_of(request))
    found: Path | Failure | None = Failure(item.error) if item.error else None
    if found is None:
        with suppress(TimeoutError):
            found = await asyncio.wait_for(shelf_of(request).workshop.product(item, "inspection"), _SOON)
    return render(
        request,
        "story.html",
        item=item,
        inspection=json.loads(found.read_bytes()) if isinstance(found, Path) else None,
        failure=found.text if isinstance(found, Failure) else "",
        formats=item.formats,
        **_looks(),
    )


async def correct(request: Request) -> Response:
    """Note what a story is really called, whose it is, in which language, and how its books are to look."""
    shelf, item = shelf_of(request), _story_of(await item_of(request))
    async with request.form(max_files=0, max_fields=50) as form:
        _check_token(shelf, form)
        look = _look(form)
        title, author, language = (
            clean(str(form.get(name, "")))[:_LONGEST_FIELD] for name in ("title", "author", "language")
        )
    shelf.library.choose(item, Choices(title, author, language, look.style, look.device))
    return RedirectResponse(f"/desk/{item.id}", 303)


async def preview(request: Request) -> Response:
    """The book as one page, which a browser shows with nothing of it running, loading or leading away."""
    item = _story_of(await readable_item_of(request))
    place = await shelf_of(request).workshop.product(item, "preview")
    if isinstance(place, Failure):
        raise HTTPException(503, place.text)
    headers = {"content-security-policy": _PREVIEW_POLICY, "cache-control": "private, no-cache"}
    return FileResponse(place, media_type="application/xhtml+xml", headers=headers)


async def archive(request: Request) -> Response:
    """Several books in one ZIP archive, each made first if need be."""
    shelf = shelf_of(request)
    wanted = request.query_params.get("format", "")
    numbers = [text for text in request.query_params.getlist("id") if re.fullmatch("[0-9]{1,18}", text)]
    items = [item for text in dict.fromkeys(numbers[:_MOST_AT_ONCE]) if (item := await shelf.item(int(text)))]
    items = [item for item in items if wanted in item.formats and not item.error]
    if not items:
        raise HTTPException(404, "None of these books can be had in that format.")
    places = await asyncio.gather(*(shelf.workshop.product(item, wanted) for item in items))
    target = await anyio.to_thread.run_sync(_pack, shelf.library.place, items, wanted, places)
    headers = {
        "content-length": str(target.tell()),
        "content-disposition": 'attachment; filename="books.zip"',
        "cache-control": "private, no-cache",
    }
    target.seek(0)
    pieces = iter(partial(target.read, _PIECE), b"")
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def _pack(folder: Path, items: Sequence[Item], wanted: str, places: Sequence[Path | Failure]) -> IO[bytes]:
    """The archive, a file without a name; a book that could not be made gives way to the reason.

    :raises HTTPException: 503, there is no room for it in the folder.
    """
    taken: set[str] = set()
    try:
        with ExitStack() as unless_sent:
            target = unless_sent.enter_context(TemporaryFile(dir=folder))
            with zipfile.ZipFile(target, "w") as packed:
                for item, place in zip(items, places, strict=True):
                    base = file_name(item, wanted).removesuffix(FORMATS[wanted])
                    free = next(other for other in alternatives(base) if same_file(other) not in taken)
                    taken.add(same_file(free))
                    if isinstance(place, Path):
                        packed.write(place, f"{free}{FORMATS[wanted]}")
                    else:
                        packed.writestr(f"{free} could not be made.txt", f"{place.text}\n")
            unless_sent.pop_all()
            return target
    except OSError as error:
        raise HTTPException(503, f"The books cannot be packed: {error.strerror}.") from None


def _desk(request: Request, refusals: Sequence[str], status: int = 200) -> Response:
    values = {**_stories(shelf_of(request)), **_looks()}
    return render(
        request,
        "desk.html",
        status,
        refusals=refusals,
        suffixes=",".join(story_suffixes()),
        all_formats=tuple(FORMATS),
        **values,
    )


def _stories(shelf: Shelf) -> dict[str, Any]:
    """The last stories, and whether anything is still being done about them."""
    items = shelf.library.latest_stories(_SHOWN)
    making = {
        item.id: [name for name in item.formats if shelf.workshop.state(item, name) is State.MAKING]
        for item in items
    }
    failures = {
        item.id: {name: text for name in item.formats if (text := shelf.workshop.failure(item, name))}
        for item in items
    }
    is_busy = any(making.values()) or any(not item.digest for item in items)
    return {"items": items, "making": making, "failures": failures, "is_busy": is_busy}


def _looks() -> dict[str, Any]:
    return {"styles": shipped_themes(), "devices": tuple(DEVICES.values())}


def _story_of(item: Item) -> Item:
    if not item.is_story:
        raise HTTPException(404, "That is a finished book; only what is made of stories can be looked into.")
    return item


def _check_token(shelf: Shelf, form: FormData) -> None:
    if not compare_digest(str(form.get("token", "")).encode(), shelf.token.encode()):
        raise HTTPException(403, "The form is not one of this shelf; load the page again, and send it anew.")


def _look(form: FormData) -> Choices:
    """The style and the device that a form names; those that there are not give way to the usual ones."""
    usual = Choices()
    style, device = str(form.get("style", "")), str(form.get("device", ""))
    return Choices(
        style=style if style in style_names() else usual.style,
        device=device if device in DEVICES else usual.device,
    )


async def _take(shelf: Shelf, file: UploadFile, look: Choices, wanted: Sequence[str]) -> str | None:
    """Keep a story that was sent, and have the wanted books made; or say why it is refused."""
    if not shelf.library.place.is_dir():
        return "The folder of this shelf is gone."
    sent = clean(file.filename or "").replace("\\", "/").rpartition("/")[2]
    suffix = next((one for one in story_suffixes() if sent.lower().endswith(one)), "")
    if not suffix:
        known = ", ".join(story_suffixes())
        return f"“{sent}” is no story: the names of stories end in {known}."
    data = await file.read(LARGEST_STORY + 1)
    if len(data) > LARGEST_STORY:
        return f"“{sent}” has more than {LARGEST_STORY >> 20} MB."
    name = safe_name(sent[: -len(suffix)]) or "story"
    try:
        if failure := await _tried(shelf, f"{name}{suffix}", data):
            return failure.text
        path = _keep(shelf.library.folder, name, suffix, data)
    except ConverterError as error:
        return f"{error.message} {error.hint}"
    await shelf.look_now()
    if item := shelf.library.at(path):
        shelf.library.choose(item, replace(item.choices, style=look.style, device=look.device))
        if read := await shelf.item(item.id):
            for name in wanted:
                shelf.workshop.start(read, name)
    return None


async def _tried(shelf: Shelf, name: str, data: bytes) -> Failure | None:
    """Why a story cannot be read, which is found out where nobody sees it; None if it can.

    :raises ConverterError: it cannot be written.
    """
    trial = shelf.library.place / "sent" / token_hex(8) / name
    try:
        await anyio.to_thread.run_sync(write_files, [(trial, data)])
        found = await shelf.workshop.read(_stranger(trial.relative_to(shelf.library.folder)))
        return found if isinstance(found, Failure) else None
    finally:
        trial.unlink(missing_ok=True)
        if trial.parent.is_dir():
            trial.parent.rmdir()


def _stranger(path: Path) -> Item:
    """A story that is not in the library yet."""
    return Item(0, (path.as_posix(),), True, "", "", 0, Facts(""), Choices())


def _keep(folder: Path, name: str, suffix: str, data: bytes) -> str:
    """Put a story into the folder, under a name that nothing else has; one that is there stays what it is."""
    taken = {same_file(stem(other)) for other in folder.iterdir() if not other.name.startswith(".")}
    for free in alternatives(name):
        place = folder / f"{free}{suffix}"
        if same_file(free) not in taken:
            write_files([(place, data)])
            break
        if place.is_file() and not place.is_symlink() and place.read_bytes() == data:
            break
    return place.name
