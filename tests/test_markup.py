"""What other formats leave in a text: HTML, references, BBCode, Markdown's links, escapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.book import Emphasis, Inline, LineBreak, Ruby, Strong, Style, Styled, Text, plain_text
from converter.readers.block_tags import BlockKind, strip_block_tags
from converter.readers.inlines import PLAIN, Markup, find_markup, read_inlines
from tests.linearity import is_linear

HTML = Markup(html=True, references=True)
BBCODE = Markup(bbcode=True)


def em(*inlines: Inline) -> Emphasis:
    return Emphasis(inlines)


def strong(*inlines: Inline) -> Strong:
    return Strong(inlines)


def styled(style: Style, text: str) -> Styled:
    return Styled(style, (Text(text),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<i>a</i> <i>b</i>", HTML),
        ("one<br>two<br />three<BR/>four", HTML),
        ('<span style="x: y">a</span><a href=z>', HTML),
        ("<i>a</i>", PLAIN),
        ("<grin> <Name> <wave> i <3 you, a < b > c, x <- y", PLAIN),
        ("<i am> <b and c> <q ?>", PLAIN),
        ("<script>a</script><script>b</script>", PLAIN),
        ("a &amp; b &mdash; c &#8217; d", Markup(references=True)),
        ("a &amp; b &mdash; c", PLAIN),
        ("&one; &two; &three; &#xfffe;", PLAIN),
        ("[i]a[/i]", BBCODE),
        ("[URL=http://x]a[/url]", BBCODE),
        ("[i] a footnote [1]", PLAIN),
        ("[/i] a [i]", PLAIN),
        ("see [the tale](http://example.org/a_(b))", Markup(links=True)),
        ('![owl](https://example.org/owl.png "An owl")', Markup(links=True)),
        ("[sic](he said) and [a](b)", PLAIN),
        (r"a \[b\] \*c\*", Markup(escapes=True)),
        (r"C:\*a \[b\] \*c\*, C:\new", PLAIN),
        (r"¯\_(ツ)_/¯ ¯\_(ツ)_/¯ ¯\_(ツ)_/¯", PLAIN),
        (r"\o/ \o/ \o/", PLAIN),
    ],
)
def test_find_markup(text: str, expected: Markup) -> None:
    assert find_markup(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<i>a</i> <cite>b</cite>", [em(Text("a")), Text(" "), em(Text("b"))]),
        ("<b>a</b><strong>b</strong>", [strong(Text("a")), strong(Text("b"))]),
        ("<EM CLASS='x'>a</EM>", [em(Text("a"))]),
        ("<b><i>a</b></i> b", [strong(em(Text("a"))), Text(" b")]),
        ("<u>a</u><ins>b</ins>", [styled(Style.UNDERLINED, "a"), styled(Style.UNDERLINED, "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", [styled(Style.DELETED, text) for text in "abc"]),
        (
            "H<sub>2</sub><sup>+</sup>",
            [Text("H"), styled(Style.SUBSCRIPT, "2"), styled(Style.SUPERSCRIPT, "+")],
        ),
        ("<small>a</small><tt>b</tt>", [styled(Style.SMALL, "a"), styled(Style.CODE, "b")]),
        ("a<br> b <br/>c", [Text("a"), LineBreak(), Text("b"), LineBreak(), Text("c")]),
        ("a<p>b</p><p>c</p>", [Text("a"), LineBreak(), Text("b"), LineBreak(), Text("c")]),
        ("<q>a</q>, he said", [Text("“a”, he said")]),
        ("<ruby>猫<rp>(</rp><rt>ねこ</rt><rp>)</rp></ruby>だ", [Ruby("猫", "ねこ"), Text("だ")]),
        ("<ruby>子<rt>こ</rt>猫<rt>ねこ</rt>達</ruby>", [Ruby("子", "こ"), Ruby("猫", "ねこ"), Text("達")]),
        ("<ruby><rt>a</rt></ruby>", [Text("a")]),
        ('<a href="http://x">a</a> <span>b</span> <big>c</big>', [Text("a b c")]),
        ('<img src="x.png" alt="an owl"/> <img src="y.png">!', [Text("[an owl] !")]),
        ("<i>a &amp; b</i> &lt;i&gt;", [em(Text("a & b")), Text(" <i>")]),
        ("&nbsp;a &notanything; & b &#0;&#12;", [Text("\u00a0a &notanything; & b \ufffd ")]),
        ("<grin> <i>a</i> <3 b < c </Name>", [Text("<grin> "), em(Text("a")), Text(" <3 b < c </Name>")]),
        ("<script>a</script> <!-- b --> <i>c</i>", [Text("<script>a</script> <!-- b --> "), em(Text("c"))]),
        ("*a <b>b</b> c*", [em(Text("a "), strong(Text("b")), Text(" c"))]),
        ("<b>*a* b</b>", [strong(em(Text("a")), Text(" b"))]),
        ("*a <b>b* c</b>", [Text("*a "), strong(Text("b* c"))]),
        ("*<span>a</span>*", [em(Text("a"))]),
        ("x<i>a</i>*b*", [Text("x"), em(Text("a")), Text("*b*")]),
        ("a <i> b</i>", [Text("a "), em(Text("b"))]),
        ("<i>a </i> b<br>", [em(Text("a ")), Text("b")]),
        ("<i></i><b> </b>", []),
        ("</i>a", [Text("a")]),
    ],
)
def test_html(text: str, expected: list[Inline]) -> None:
    assert list(read_inlines(text, HTML)) == expected


@pytest.mark.parametrize(
    ("text", "markup", "expected"),
    [
        ("[i]a[/i] [B]b[/b]", BBCODE, [em(Text("a")), Text(" "), strong(Text("b"))]),
        ("[url=http://x]a[/url] [quote]b[/quote]", BBCODE, [Text("a b")]),
        ("[i] a [1] [b]c[/b]", BBCODE, [Text("[i] a [1] "), strong(Text("c"))]),
        ("[i][i]a[/i] <i>b</i> &amp;", BBCODE, [Text("[i]"), em(Text("a")), Text(" <i>b</i> &amp;")]),
        ("[s]*a*[/s]", BBCODE, [Styled(Style.DELETED, (em(Text("a")),))]),
        (
            "see [*the* tale](http://x_y/_z_).",
            Markup(links=True),
            [Text("see "), em(Text("the")), Text(" tale.")],
        ),
        ("![owl](http://x) ![](http://y)", Markup(links=True), [Text("[owl] ")]),
        ("a &mdash; b &lt;i&gt;", Markup(references=True), [Text("a — b <i>")]),
        (r"\*a\* *b\_* 1\. \\n", Markup(escapes=True), [Text("*a* "), em(Text("b_")), Text(" 1. \\n")]),
        (r"\[a\] [i]b[/i]", PLAIN, [Text(r"\[a\] [i]b[/i]")]),
        ("<i>a</i> &amp; [b](http://c)", PLAIN, [Text("<i>a</i> &amp; [b](http://c)")]),
    ],
)
def test_other_leftovers(text: str, markup: Markup, expected: list[Inline]) -> None:
    assert list(read_inlines(text, markup)) == expected


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("<hr>", "", BlockKind.RULE),
        (' <HR width="50%" /> ', "", BlockKind.RULE),
        ("[hr]", "", BlockKind.RULE),
        ("<center><hr></center>", "", BlockKind.RULE),
        ("&nbsp;", "", BlockKind.BLANK),
        ("<p>&nbsp;</p>", "", BlockKind.BLANK),
        ("<p><br /></p>", "", BlockKind.BLANK),
        ("</div>", "", BlockKind.BLANK),
        ("<p>a</p>", "a", BlockKind.PARAGRAPH),
        ("<p>a", "a", BlockKind.PARAGRAPH),
        ("a</p>", "a", BlockKind.PARAGRAPH),
        ('<p class="x">a <i>b</i></p>', "a <i>b</i>", BlockKind.PARAGRAPH),
        ("<center>a</center>", "a", BlockKind.CENTER),
        ('<p style="text-align: center">a</p>', "a", BlockKind.CENTER),
        ("[center]a[/center]", "a", BlockKind.CENTER),
        ("<blockquote><p>a</p></blockquote>", "a", BlockKind.QUOTE),
        ("[quote=Owl]a[/quote]", "Owl: a", BlockKind.QUOTE),
        ("<h2>Chapter 1</h2>", "Chapter 1", BlockKind.HEADING),
        ("a <hr> b", "a <hr> b", BlockKind.TEXT),
        ("<i>a</i>", "<i>a</i>", BlockKind.TEXT),
        ("<p", "<p", BlockKind.TEXT),
    ],
)
def test_block_tags(line: str, text: str, kind: BlockKind) -> None:
    assert strip_block_tags(line, Markup(html=True, bbcode=True)) == (text, kind)


@pytest.mark.parametrize("line", ["<p>a</p>", "a </p>", "[quote]a[/quote]", "<center>"])
def test_tags_of_blocks_are_text_where_they_do_not_count(line: str) -> None:
    assert strip_block_tags(line, PLAIN) == (line, BlockKind.TEXT)


ALL = Markup(html=True, references=True, bbcode=True, links=True, escapes=True)
PIECES = st.lists(
    st.sampled_from(
        [
            *(" ", "\\*", "猫"),
            *"a * _ ** <i> </i> <b> </b> <br> <ruby> </ruby> <rt> </rt> <td> <p> [i] [/i] [".split(),
            *"&amp; &#1; &lt; < > & ](http://x)".split(),
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(PIECES, st.text(max_size=60)))
def test_any_text_can_be_read(text: str) -> None:
    find_markup(text)
    strip_block_tags(text, ALL)
    for markup in (PLAIN, HTML, BBCODE, ALL):
        read_inlines(text, markup)
    assert without_marks(plain_text(read_inlines(text))) == without_marks(text)


def without_marks(text: str) -> str:
    return text.replace("*", "").replace("_", "")


@pytest.mark.parametrize(
    "unit",
    [
        *"* *_ < <i> </i> <br> <p> <b><i> <b></i> <ruby> <ruby>a <rt>a <ruby><rt>a <i>a".split(),
        *"& &amp; [i] [/i] [i]a[/i] [ ![ [a](http://( \\[ \\ \\*".split(),
        *("*a ", "*a* ", "_a ", "<i>a</i> ", "<i a=", '<i a="', "<i a=\"' ", "word ", "a<br><br> "),
    ],
)
def test_time_is_linear(unit: str) -> None:
    def work(text: str) -> None:
        strip_block_tags(text, ALL)
        read_inlines(text, find_markup(text))
        read_inlines(text, ALL)

    assert is_linear(work, unit, 80_000)


def test_a_square_is_noticed() -> None:
    assert is_linear(lambda text: [text[place] for place in range(len(text))], "a", 80_000)
    assert not is_linear(lambda text: [len(list(text[place:])) for place in range(len(text))], "a", 4_000)
