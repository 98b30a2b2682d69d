"""Finished books under the magnifying glass: nothing in ours, and each fault where there is one."""

import base64
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from converter import cli, convert, read_story
from converter.checks import Finding, Report, check_book, epubcheck
from converter.checks.alignment import hunks
from converter.checks.epub import check_epub, open_epub
from converter.checks.pdf import check_pdf, open_pdf
from converter.checks.pdf_text import read_passages
from converter.checks.words import Passage, compare, split_words
from converter.errors import ConverterError
from tests.conftest import EXAMPLES, ROOT, story_id

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"
CSS = "EPUB/book.css"
CHAPTER = "EPUB/chapter-1.xhtml"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
"""A picture of one grey dot."""

Files = dict[str, bytes]
Edit = Callable[[Files], None]
Check = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("story", EXAMPLES, ids=story_id)
@pytest.mark.parametrize("form", ["epub", "kepub.epub", "pdf"])
def test_our_books_have_nothing_wrong_and_every_word(story: Path, form: str, tmp_path: Path) -> None:
    book = make(story, tmp_path / f"book.{form}")
    parsed = read_story(story).book
    report = check_book(book, [parsed])
    is_unknown = form != "pdf" and parsed.metadata.language == "und"
    assert [finding.code for finding in report.findings] == ["language-unknown"] * is_unknown
    assert report.words
    assert report.words.story > 100
    assert (report.words.lost, report.words.added, report.words.moved) == (0, 0, 0)


# EPUB


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of the example with five chapters, by name."""
    return unpack(make(ORCHARD, tmp_path_factory.mktemp("epub") / "orchard.epub"))


def make(story: Path, path: Path) -> Path:
    """A book of ours."""
    return convert(story, path).outputs[0]


def unpack(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def clean(orchard: Files) -> set[str]:
    """What is found in the example as it is."""
    return codes_of(pack(orchard))


def codes_of(data: bytes, name: str = "book.epub") -> set[str]:
    book, findings = open_epub(data)
    found = [*findings, *(check_epub(book, name) if book else ())]
    assert all(finding.text and (finding.hint or finding.severity != "error") for finding in found)
    return {finding.code for finding in found}


def swap(name: str, old: str, new: str) -> Edit:
    """An edit that replaces text in a file, which must be there."""

    def edit(files: Files) -> None:
        assert old.encode() in files[name], (name, old)
        files[name] = files[name].replace(old.encode(), new.encode())

    return edit


def put(name: str, data: bytes) -> Edit:
    return lambda files: files.update({name: data})


def drop(name: str) -> Edit:
    return lambda files: files.pop(name) and None


def listed(name: str, media_type: str, data: bytes, attributes: str = "") -> Edit:
    """An edit that adds a file and lists it."""

    def edit(files: Files) -> None:
        files[f"EPUB/{name}"] = data
        item = f'<item id="new" href="{name}" media-type="{media_type}" {attributes}/></manifest>'
        swap(OPF, "</manifest>", item)(files)

    return edit


def in_body(markup: str) -> Edit:
    return swap(CHAPTER, "</body>", f"{markup}</body>")


def both(*edits: Edit) -> Edit:
    def edit(files: Files) -> None:
        for each in edits:
            each(files)

    return edit


def without(name: str, start: str, end: str) -> Edit:
    """An edit that cuts from one text up to the end of another."""

    def edit(files: Files) -> None:
        text = files[name].decode()
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        assert found, (name, start, end)
        files[name] = (before + after).encode()

    return edit


def font(characters: str) -> bytes:
    """A font whose only glyphs, all blank, are those of the characters."""
    builder = FontBuilder(1000, isTTF=True)
    names = {ord(c): f"u{ord(c):04X}" for c in characters}
    order = [".notdef", *names.values()]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


LATIN = "".join(map(chr, range(0x21, 0x7E))) + "“”’—…·"
PEARS = "pear " * 2500
SELF_LINK = '<p><a href="#b">x</a></p>'
DEEP = '<ol><li><ol><li><a href="chapter-3.xhtml">3</a></li></ol></li></ol>'
REMOTE_PICTURE = '<p><img src="https://example.org/a.png" alt="A pear"/></p>'

FAULTS = [
    # the container's files
    ("container-missing", drop("META-INF/container.xml")),
    ("package-missing", drop(OPF)),
    ("name-unsafe", put("EPUB/../../x.txt", b"")),
    ("name-unsafe", put("/etc/x.txt", b"")),
    ("name-space", put("EPUB/a b.xhtml", b"")),
    ("file-leftover", put("__MACOSX/._book.css", b"")),
    ("mimetype-wrong", put("mimetype", b"application/zip")),
    ("drm", put("META-INF/encryption.xml", b'<e><EncryptionMethod Algorithm="aes"/></e>')),
    # the package document
    ("xml-malformed", put(OPF, b"<package>")),
    ("version-wrong", swap(OPF, 'version="3.0"', 'version="4.0"')),
    ("identifier-unresolved", swap(OPF, 'unique-identifier="', 'unique-identifier="no-')),
    ("title-missing", without(OPF, "<dc:title", "</dc:title>")),
    ("creator-missing", both(*[without(OPF, "<dc:creator", "</dc:creator>")] * 2)),
    ("language-missing", without(OPF, "<dc:language", "</dc:language>")),
    ("language-unknown", swap(OPF, ">en</dc:language", ">und</dc:language")),
    ("language-kindle", swap(OPF, ">en</dc:language", ">ru</dc:language")),
    ("modified-missing", swap(OPF, "dcterms:modified", "dcterms:created")),
    ("series-once", swap(OPF, 'property="belongs-to-collection"', 'property="other"')),
    ("series-nameless", swap(OPF, ">The Valley Almanac</meta>", "></meta>")),
    ("item-missing", drop("EPUB/chapter-2.xhtml")),
    ("item-unlisted", put("EPUB/extra.txt", b"")),
    ("item-duplicate", swap(OPF, 'href="chapter-2.xhtml"', 'href="chapter-1.xhtml"')),
    ("spine-empty", without(OPF, "<spine", "</spine>")),
    ("spine-unresolved", swap(OPF, 'idref="chapter-2"', 'idref="chapter-9"')),
    ("spine-duplicate", swap(OPF, 'idref="chapter-2"', 'idref="chapter-1"')),
    # documents
    ("xml-malformed", swap(CHAPTER, "</section>", "")),
    ("comment-hyphens", in_body("<!-- a -- b -->")),
    ("declaration-missing", without(CHAPTER, "<?xml", "?>")),
    ("encoding-wrong", swap(CHAPTER, 'encoding="utf-8"', 'encoding="latin-1"')),
    ("file-large", in_body("<p>pears </p>" * 30_000)),
    ("paragraph-empty", in_body("<p>\u00a0<br/></p>")),
    ("image-without-source", in_body('<p><img alt="A pear"/></p>')),
    ("image-without-alt", in_body('<p><img src="book.css"/></p>')),
    ("script", in_body("<script>1</script>")),
    ("resource-remote", in_body(REMOTE_PICTURE)),
    ("link-broken", in_body('<p><a href="chapter-9.xhtml">x</a></p>')),
    ("fragment-broken", in_body('<p><a href="chapter-2.xhtml#nowhere">x</a></p>')),
    ("fragment-of-body", both(swap(CHAPTER, "<body>", '<body id="b">'), in_body(SELF_LINK))),
    # contents
    ("nav-missing", swap(OPF, 'properties="nav"', "")),
    ("ncx-missing", both(swap(OPF, "application/x-dtbncx+xml", "text/xml"), swap(OPF, 'toc="ncx"', ""))),
    ("xml-malformed", put(NCX, b"<ncx>")),
    ("contents-empty", without(NAV, "<ol>", "</ol>")),
    ("contents-blank", swap(NAV, ">Chapter 3</a>", "></a>")),
    ("contents-broken", swap(NAV, 'href="chapter-2.xhtml"', 'href="chapter-9.xhtml"')),
    ("contents-broken", swap(NCX, 'src="chapter-2.xhtml"', 'src=""')),
    ("contents-aside", swap(OPF, '<itemref idref="chapter-2"', '<itemref linear="no" idref="chapter-2"')),
    ("contents-order", swap(NAV, 'href="chapter-2.xhtml"', 'href="chapter-5.xhtml"')),
    ("contents-differ", swap(NCX, "<text>Chapter 3</text>", "<text>Chapter III</text>")),
    ("contents-deep", swap(NAV, ">Chapter 3</a>", f">Chapter 3</a>{DEEP}")),
    ("fragment-broken", swap(NCX, 'src="chapter-2.xhtml"', 'src="chapter-2.xhtml#nowhere"')),
    ("landmark-unusual", swap(NAV, 'epub:type="bodymatter"', 'epub:type="titlepage"')),
    ("landmark-types", swap(NAV, 'epub:type="bodymatter"', 'epub:type="bodymatter cover"')),
    ("ncx-play-order", swap(NCX, 'playOrder="3"', 'playOrder="7"')),
    ("ncx-identifier", swap(NCX, 'name="dtb:uid"', 'name="dtb:id"')),
    # style sheets and fonts
    ("css-function", put(CSS, b"p { margin: calc(1em + 2px) }")),
    ("css-function", put(CSS, b"p { margin: var(--m) }")),
    ("css-at-rule", put(CSS, b"@media screen { p { margin: 0 } }")),
    ("css-open", put(CSS, b"p { margin: 0 ")),
    ("css-property", put(CSS, b"p { position: absolute }")),
    ("css-colour", in_body('<p style="border: thin solid #333">x</p>')),
    ("css-function", swap(CHAPTER, "</head>", "<style>p { margin: calc(1px) }</style></head>")),
    ("text-hidden", both(put(CSS, b"p.gone { display: none }"), in_body(f'<p class="gone">{PEARS}</p>'))),
    ("text-hidden", in_body(f'<!-- c --><div hidden="hidden"><p>{PEARS}</p></div>')),
    ("font-broken", listed("a.ttf", "font/ttf", b"\0\1\0\0broken")),
    ("glyph-missing", both(listed("a.ttf", "font/ttf", font(LATIN)), in_body("<p>\u2042</p>"))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edit"), FAULTS, ids=[f"{n}-{code}" for n, (code, _) in enumerate(FAULTS)])
def test_a_fault_is_found(code: str, edit: Edit, orchard: Files, clean: set[str]) -> None:
    files = dict(orchard)
    assert code not in clean
    edit(files)
    assert code in codes_of(pack(files))


def test_fonts_that_have_every_character_are_fine(orchard: Files, clean: set[str]) -> None:
    files = dict(orchard)
    listed("a.ttf", "font/ttf", font(LATIN))(files)
    assert codes_of(pack(files)) == clean


def cover(package: str, data: bytes = PNG, media_type: str = "image/png") -> Edit:
    """An edit that gives the book a cover of its own, marked by what ``package`` adds."""

    def edit(files: Files) -> None:
        text = files[OPF].decode()
        text = text.replace(' properties="cover-image"', "").replace('name="cover"', 'name="other"')
        files[OPF] = text.encode()
        name = f"dot-{len(files)}"
        files[f"EPUB/{name}.png"] = data
        properties = ' properties="cover-image"' if "property" in package else ""
        item = f'<item id="{name}" href="{name}.png" media-type="{media_type}"{properties}/>'
        meta = f'<meta name="cover" content="{name}"/>' if "meta" in package else ""
        meta = '<meta name="cover" content="old"/>' if "wrong" in package else meta
        swap(OPF, "</manifest>", f"{item}</manifest>")(files)
        swap(OPF, "</metadata>", f"{meta}</metadata>")(files)

    return edit


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (cover("meta property"), None),
        (cover(""), "cover-missing"),
        (cover("meta"), "cover-half-marked"),
        (cover("property"), "cover-half-marked"),
        (cover("wrong property"), "cover-unresolved"),
        (cover("meta property", b"GIF89a"), "cover-broken"),
        (cover("meta property", b"GIF89a", "image/gif"), "cover-kind"),
    ],
)
def test_covers(edit: Edit, expected: str | None, orchard: Files) -> None:
    files = dict(orchard)
    edit(files)
    found = {code for code in codes_of(pack(files)) if code.startswith("cover")}
    assert (expected in found) if expected else not found


def test_a_book_of_epub_2_needs_no_navigation_document_but_an_ncx(orchard: Files) -> None:
    files = dict(orchard)
    swap(OPF, 'version="3.0"', 'version="2.0"')(files)
    swap(OPF, 'properties="nav"', "")(files)
    assert not {"nav-missing", "version-wrong", "modified-missing"} & codes_of(pack(files))
    both(swap(OPF, "application/x-dtbncx+xml", "text/xml"), swap(OPF, 'toc="ncx"', ""))(files)
    assert "ncx-missing" in codes_of(pack(files))


def test_a_name_that_says_kepub(orchard: Files) -> None:
    files = dict(orchard)
    assert "kepub-without-spans" in codes_of(pack(files), "book.kepub.epub")
    in_body('<p><span class="koboSpan" id="kobo.1.1">x</span></p>')(files)
    assert "kepub-without-spans" not in codes_of(pack(files), "book.kepub.epub")


def test_many_of_a_kind_in_one_file_are_said_once(orchard: Files, tmp_path: Path) -> None:
    files = dict(orchard)
    in_body("<p></p>" * 7)(files)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    (finding,) = [finding for finding in check_book(path).findings if finding.code == "paragraph-empty"]
    assert finding.place == CHAPTER
    assert "7" in finding.text


# The container, as bytes


def pack_with(files: Files, **how: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        names = sorted(files) if how.get("sorted") else list(files)
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED if how.get("compressed") else zipfile.ZIP_STORED
            entry.extra = b"UT\x01\x00\x00" if how.get("extra") else b""
            archive.writestr(entry, files[name])
        archive.comment = b"packed with love" if how.get("comment") else b""
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("sorted", "mimetype-first"),
        ("compressed", "mimetype-stored"),
        ("extra", "mimetype-extra"),
        ("comment", "zip-comment"),
    ],
)
def test_how_it_is_packed(how: str, code: str, orchard: Files) -> None:
    assert code not in codes_of(pack_with(orchard))
    assert code in codes_of(pack_with(orchard, **{how: True}))


def test_two_files_of_one_name(orchard: Files) -> None:
    data = pack({**orchard, "EPUB/book.csz": b""})
    assert "name-duplicate" in codes_of(data.replace(b"book.csz", b"book.css"))


def flagged(data: bytes) -> bytes:
    """The archive with the mark of encryption on each entry."""
    local = data.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    return local.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def bomb() -> bytes:
    """An archive that says it holds four gigabytes."""
    data = bytearray(pack({"mimetype": b"application/epub+zip", "a.txt": b"x"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    return bytes(data)


def nested(orchard: Files) -> bytes:
    return pack({**orchard, CHAPTER: b"<?xml version='1.0' encoding='utf-8'?>" + b"<p>" * 5000})


def entities(orchard: Files) -> bytes:
    """A document whose entities would swell to gigabytes."""
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    text = f"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html [<!ENTITY e0 'pear'>{levels}]>"
    return pack({**orchard, CHAPTER: f"{text}<html><body>&e9;</body></html>".encode()})


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda files: pack(files)[:-200], "zip-damaged"),
        (lambda files: pack(files)[:60], "zip-damaged"),
        (lambda files: b"PK\x03\x04" + b"\0" * 500, "zip-damaged"),
        (lambda files: flagged(pack_with(files)), "zip-encrypted"),
        (lambda files: bomb(), "zip-too-large"),
        (lambda files: pack({"mimetype": b"application/epub+zip"}), "container-missing"),
        (lambda files: pack({"x.epub": pack(files)}), "container-missing"),
        (nested, "xml-malformed"),
        (entities, "xml-malformed"),
    ],
)
def test_hostile_archives(spoil: Callable[[Files], bytes], code: str, orchard: Files) -> None:
    assert code in codes_of(spoil(orchard))


def test_flipped_bytes_never_raise(orchard: Files) -> None:
    chance = random.Random(7)
    whole = pack_with({name: data[:3000] for name, data in orchard.items()})
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        codes_of(bytes(data))


# PDF


@pytest.fixture(scope="module")
def orchard_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return convert(ORCHARD, tmp_path_factory.mktemp("pdf") / "orchard.pdf").outputs[0].read_bytes()


def pdf_codes(data: bytes) -> set[str]:
    pdf, findings = open_pdf(data)
    found = list(findings)
    if pdf:
        with pdf:
            found += check_pdf(pdf, read_passages(data))
    return {finding.code for finding in found}


def rewritten(data: bytes, edit: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf)
        pdf.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def forget(pdf: pikepdf.Pdf, fact: str, metadatum: str) -> None:
    """Take a fact out of both of the places that say it."""
    del pdf.docinfo[fact]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        del metadata[metadatum]


def forget_fonts(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for each in page.resources.get("/Font", pikepdf.Dictionary()).values():
            descriptor = each.DescendantFonts[0].FontDescriptor
            if "/FontFile3" in descriptor:  # fonts are shared by pages
                del descriptor["/FontFile3"]


def blank(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.Contents = pdf.make_stream(b"")


def draw_nothing(pdf: pikepdf.Pdf) -> None:
    """Show glyph 0 on the third page, in its own font."""
    page = pdf.pages[2]
    name = next(name for name, each in page.resources.Font.items() if each.Encoding == "/Identity-H")
    page.contents_add(f"BT {name} 12 Tf (\\000\\000) Tj ET".encode())


def lead_astray(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[0].destination = pikepdf.Array(
            [pdf.make_indirect(pikepdf.Dictionary()), pikepdf.Name.Fit]
        )


def grow(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = [0, 0, 1200, 1600]


def lengthen(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Outlines"]
    for _ in range(10):
        pdf.pages.append(pdf.pages[-1])


def set_size(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].MediaBox = [0, 0, 300, 400]


RESTRICTED = pikepdf.Encryption(owner="a", allow=pikepdf.Permissions(extract=False))


@pytest.mark.parametrize(
    ("edit", "options", "code"),
    [
        (lambda pdf: forget(pdf, "/Title", "dc:title"), {}, "title-missing"),
        (lambda pdf: forget(pdf, "/Author", "dc:creator"), {}, "author-missing"),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), {}, "language-missing"),
        (forget_fonts, {}, "font-not-embedded"),
        (draw_nothing, {}, "glyph-missing"),
        (blank, {}, "text-missing"),
        (lead_astray, {}, "outline-broken"),
        (lengthen, {}, "outline-missing"),
        (grow, {}, "page-large"),
        (set_size, {}, "page-sizes"),
        (lambda pdf: None, {"encryption": pikepdf.Encryption(owner="a", user="b")}, "pdf-encrypted"),
        (lambda pdf: None, {"encryption": RESTRICTED}, "pdf-restricted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_of_a_pdf_is_found(
    edit: Callable[[pikepdf.Pdf], object], options: dict[str, object], code: str, orchard_pdf: bytes
) -> None:
    assert not pdf_codes(orchard_pdf)
    assert code in pdf_codes(rewritten(orchard_pdf, edit, **options))


@pytest.mark.filterwarnings("ignore")  # pikepdf tells of what it mends
def test_damaged_pdfs_never_raise(orchard_pdf: bytes) -> None:
    assert "pdf-damaged" in pdf_codes(b"%PDF-1.7\n" + random.Random(3).randbytes(500))
    chance = random.Random(5)
    for _ in range(15):
        data = bytearray(orchard_pdf)
        for _ in range(40):
            data[chance.randrange(len(data))] = chance.randrange(256)
        pdf_codes(bytes(data))


@pytest.mark.filterwarnings("ignore")  # that of WeasyPrint's log
def test_a_character_without_a_glyph_is_named(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Title: A\nAuthor: B\nLanguage: English\n\nOnce \U0010fffd.\n", encoding="utf-8")
    (finding,) = check_book(convert(story, tmp_path / "a.pdf").outputs[0]).findings
    assert (finding.code, finding.place) == ("glyph-missing", "page 2")
    assert "U+10FFFD" in finding.text


# Words


def findings_of(story: Path, book: Path) -> list[Finding]:
    return [f for f in check_book(book, [read_story(story).book]).findings if f.code.startswith("words")]


@pytest.mark.parametrize("form", ["epub", "pdf"])
@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("with a brass band and", "with", "words-added", "brass band"),
        ("with a brass band", "with a very loud brass band", "words-lost", "very loud"),
        ("brass band", "tin whistle", "words-changed", "tin whistle"),
    ],
)
def test_what_differs_is_said(form: str, old: str, new: str, code: str, said: str, tmp_path: Path) -> None:
    text = (ROOT / "examples" / "the-last-ferry.txt").read_text(encoding="utf-8")
    assert old in text
    story = tmp_path / "story.txt"
    story.write_text(text, encoding="utf-8")
    book = convert(story, tmp_path / f"book.{form}").outputs[0]
    story.write_text(text.replace(old, new, 1), encoding="utf-8")
    (finding,) = findings_of(story, book)
    assert finding.code == code
    assert said in finding.text
    assert finding.place == {"epub": "EPUB/chapter-1.xhtml", "pdf": "page 3"}[form]


PAGES = [
    ("The Ferry", "Anne Marsh"),
    ("Once there was a ferry, and nobody had seen it cross the won-", "derful river since the bridge", "iv"),
    ("Anne Marsh", "was built. Then one evening in spring an unaccount-", "5"),
    ("The Ferry · 6", "able lantern came over the water.", "It was the ferry, all alone."),
    ("Printed in the valley", "with care"),
]


def test_running_heads_folios_and_divided_words_are_no_differences() -> None:
    story = (
        "Once there was a ferry, and nobody had seen it cross the wonderful river since the bridge was built."
        " Then one evening in spring an unaccountable lantern came over the water."
        " It was the ferry, all alone."
    )
    pages = [Passage(f"page {n}", lines, is_page=True) for n, lines in enumerate(PAGES, start=1)]
    count, findings = compare(split_words(story), pages, ["The Ferry", "Anne Marsh"])
    assert findings == []
    assert (count.lost, count.added, count.moved) == (0, 0, 0)
    _, findings = compare(split_words(story.replace("lantern ", "")), pages, ["The Ferry", "Anne Marsh"])
    assert [(f.code, f.place) for f in findings] == [("words-added", "page 4")]


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_a_paragraph_that_moved_is_told_from_one_that_is_lost(form: str, tmp_path: Path) -> None:
    head, *rest = (ROOT / "examples" / "the-last-ferry.txt").read_text(encoding="utf-8").split("\n\n")
    story = tmp_path / "story.txt"
    story.write_text("\n\n".join([head, *rest]), encoding="utf-8")
    book = convert(story, tmp_path / f"book.{form}").outputs[0]
    moved = rest.pop(10)
    story.write_text("\n\n".join([head, *rest[:30], moved, *rest[30:]]), encoding="utf-8")
    assert {finding.code for finding in findings_of(story, book)} == {"words-moved"}


def test_a_lost_chapter_is_lost_and_nothing_else(orchard: Files, tmp_path: Path) -> None:
    files = dict(orchard)
    swap(OPF, '<itemref idref="chapter-3"', '<itemref idref="chapter-9"')(files)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    story = read_story(ORCHARD).book
    words = check_book(path, [story]).words
    assert words
    assert words.lost > 300
    assert (words.added, words.moved) == (0, 0)


@pytest.mark.parametrize(
    ("attribute", "lost"), [('hidden="hidden"', True), ('style="display: none"', True), ('class="a"', False)]
)
def test_words_that_no_reader_shows_are_lost(
    attribute: str, lost: bool, orchard: Files, tmp_path: Path
) -> None:
    files = dict(orchard)
    assert b"<p>" in files[CHAPTER]
    files[CHAPTER] = files[CHAPTER].replace(b"<p>", f"<p {attribute}>".encode(), 1)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    words = check_book(path, [read_story(ORCHARD).book]).words
    assert words
    assert (words.lost > 0) is lost


@pytest.mark.parametrize("seed", range(20))
def test_differences_say_how_to_make_one_text_of_the_other(seed: int) -> None:
    chance = random.Random(seed)
    a = [str(chance.randrange(80)) for _ in range(chance.randrange(2000))]
    b = a.copy()
    for _ in range(chance.randrange(40)):
        at = chance.randrange(len(b) + 1)
        b[at : at + chance.randrange(30)] = [str(chance.randrange(80))] * chance.randrange(4)
    made: list[str] = []
    at = 0
    for hunk in hunks(a, b):
        made += a[at : hunk.a] + b[hunk.b : hunk.b_end]
        at = hunk.a_end
    assert made + a[at:] == b


# The command


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command in this process, where EPUBCheck is warm; gives its exit code and what it prints."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fascicle", "check", *map(str, arguments)])
        code = cli._run()
        return code, *capsys.readouterr()

    return run


def test_the_command_says_what_is_wrong_by_severity(orchard: Files, tmp_path: Path, check: Check) -> None:
    files = dict(orchard)
    both(in_body("<p></p>"), put(CSS, b"p { margin: calc(1em + 2px) }"))(files)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    code, out, err = check(path)
    assert (code, err) == (1, "")
    assert out.startswith("Errors (1)\n  EPUB/book.css: CSS line 1: ")
    assert "\nWarnings (1)\n  EPUB/chapter-1.xhtml: " in out
    assert "[css-function]\n" in out


def test_warnings_alone_are_no_failure(orchard: Files, tmp_path: Path, check: Check) -> None:
    files = dict(orchard)
    in_body("<p></p>")(files)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    code, out, err = check(path, "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["format"], report["words"]) == ("epub", None)
    (finding,) = report["findings"]
    assert (finding["severity"], finding["code"]) == ("warning", "paragraph-empty")


def test_the_command_compares_with_a_story(tmp_path: Path, check: Check) -> None:
    story = ROOT / "examples" / "the-last-ferry.txt"
    book = make(story, tmp_path / "book.epub")
    code, out, err = check(book, "--source", story)
    assert (code, err) == (0, "")
    assert out == (
        "Nothing found that an e-reader would stumble on\n"
        "Words: 1,743 in the story; 0 lost, 0 added, 0 moved\n"
    )


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("none.epub", None, 3),
        (".", None, 4),
        ("story.txt", b"Title: A\n\nOnce.\n", 17),
        ("empty.epub", b"", 17),
        ("random.epub", random.Random(1).randbytes(4000), 17),
        ("random.pdf", random.Random(2).randbytes(4000), 17),
        ("cut.epub", b"PK\x03\x04cut off", 1),
        ("cut.pdf", b"%PDF-1.7 cut off", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_book(name: str, data: bytes | None, expected: int, tmp_path: Path, check: Check) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = check(tmp_path / name)
    assert code == expected
    assert len(err.splitlines()) == (code != 1)
    assert bool(out) == (code == 1)


def without_modules(names: str, *arguments: str) -> list[str]:
    """Code that runs the command where modules are not installed."""
    hide = f"import sys; sys.modules.update(dict.fromkeys({names.split()}))"
    return [
        "-c",
        f"{hide}; sys.argv = ['fascicle', *{list(arguments)}]; from converter.cli import run; run()",
    ]


@pytest.mark.parametrize(
    ("book", "code", "said"),
    [("book.epub", 0, "EPUBCheck was not run"), ("book.pdf", 18, "extra “check”")],
)
def test_without_the_extra(book: str, code: int, said: str, tmp_path: Path) -> None:
    make(ROOT / "examples" / "the-last-ferry.txt", tmp_path / book)
    command = without_modules("jpype epubcheck pikepdf pypdfium2", "check", book)
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert len((done.stdout + done.stderr).splitlines()) <= 2


def test_epubchecks_own_findings_are_told(orchard: Files, tmp_path: Path) -> None:
    files = dict(orchard)
    in_body("<blink>now</blink>")(files)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    (finding,) = epubcheck.run_epubcheck(path)
    assert (finding.code, finding.place) == ("RSC-005", CHAPTER)
    assert "blink" in finding.text
    assert Report("epub", (finding,)).has_errors


def test_errors_are_of_the_one_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(b"no book")
    with pytest.raises(ConverterError, match="neither an EPUB nor a PDF"):
        check_book(path)
