"""Typography by tables: what is typed, and what a book has, language by language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from converter import Book, Chapter, Level, Metadata, convert, read_story
from converter.book import (
    Block,
    Emphasis,
    Footnote,
    Inline,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Series,
    Strong,
    Style,
    Styled,
    Text,
    Verse,
    plain_text,
    texts,
)
from converter.typography import repair_quotes, smarten
from tests.conftest import STORIES, Run, story_id
from tests.fidelity import differences, story_text, words

LANGUAGES = "en de de-CH fr fr-CA es it pt pl cs sv da nb nl ru uk hu fi el he ar ko ja zh und".split()


def book_of(*blocks: Block, language: str = "en") -> Book:
    """A story of these blocks."""
    return Book(Metadata(title="Rain", language=language), (Chapter(blocks),))


def paragraph(*inlines: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in inlines), 1)


def smart(text: str, language: str) -> str:
    """What becomes of a paragraph."""
    (changed,) = smarten(book_of(paragraph(text), language=language)).chapters[0].blocks
    return plain_text(changed.inlines)  # type: ignore[union-attr]


def table(language: str, cases: str) -> Iterator[object]:
    """A case a line: what is typed, and what a book has. ``~`` is a no-break space, ``_`` a narrow one."""
    for line in filter(None, map(str.strip, cases.splitlines())):
        typed, expected = (part.strip() for part in line.split(" => "))
        expected = expected.replace("~", "\u00a0").replace("_", "\u202f")
        yield pytest.param(language, typed, expected, id=f"{language}: {typed}")


CASES = [
    *table(
        "en",
        """
        "Hello," said the otter. "Goodbye." => “Hello,” said the otter. “Goodbye.”
        "Wait," she said, "I know 'Jerusalem' by heart." => “Wait,” she said, “I know ‘Jerusalem’ by heart.”
        'Wait,' she said, 'I know "Jerusalem" by heart.' => ‘Wait,’ she said, ‘I know “Jerusalem” by heart.’
        "'Tis nothing," he said. => “’Tis nothing,” he said.
        'Tis nothing. => ’Tis nothing.
        ''Tis nothing,' he said. => ‘’Tis nothing,’ he said.
        "Get 'em!" => “Get ’em!”
        'Get 'em,' he said. => ‘Get ’em,’ he said.
        It was the '90s. => It was the ’90s.
        the '90s and the kids' coats => the ’90s and the kids’ coats
        "That wasn't the '90s," she said. => “That wasn’t the ’90s,” she said.
        'I miss the '90s,' he said. => ‘I miss the ’90s,’ he said.
        class of '68 => class of ’68
        room '42' of the inn => room ‘42’ of the inn
        the 1990's => the 1990’s
        rock 'n' roll => rock ’n’ roll
        rock'n'roll => rock’n’roll
        fish 'n chips => fish ’n chips
        ten o'clock, y'all => ten o’clock, y’all
        the kids' coats and the dogs' bowls => the kids’ coats and the dogs’ bowls
        James's and James' boat => James’s and James’ boat
        dancin' an' singin' => dancin’ an’ singin’
        'Cause I said so. => ’Cause I said so.
        "'Cause I said so," he said. => “’Cause I said so,” he said.
        'Course,' he said. => ‘Course,’ he said.
        'Round the bend,' he said, 'and left.' => ‘Round the bend,’ he said, ‘and left.’
        Walk 'round the house. => Walk ’round the house.
        the 'ouse on the 'ill => the ’ouse on the ’ill
        'E said 'e saw 'er => ’E said ’e saw ’er
        shouldn't've, fo'c's'le => shouldn’t’ve, fo’c’s’le
        a so-called 'expert' came => a so-called ‘expert’ came
        a "word" alone => a “word” alone
        "word" => “word”
        ("Aside," he said.) => (“Aside,” he said.)
        ['a note'] => [‘a note’]
        "'Yes,' she told me." => “‘Yes,’ she told me.”
        "She told me 'yes.'" => “She told me ‘yes.’”
        "She told me, 'Say "yes".'" => “She told me, ‘Say “yes”.’”
        "A quotation that goes on => “A quotation that goes on
        'A quotation that goes on => ‘A quotation that goes on
        and the last closes." => and the last closes.”
        "But--" he said. => “But—” he said.
        "But --" he said. => “But —” he said.
        "No--!" => “No—!”
        he said--"wait"--and left => he said—“wait”—and left
        "--and then," she said => “—and then,” she said
        "...and then," she said => “…and then,” she said
        "Well..." => “Well…”
        "Well...?" => “Well…?”
        Well . . . perhaps => Well … perhaps
        Well.... Perhaps. => Well…. Perhaps.
        what..... => what.....
        said,"Hello," and => said,“Hello,” and
        "Hello!""Goodbye!" => “Hello!”“Goodbye!”
        He is 5'10" tall. => He is 5′10″ tall.
        He is 5' 10" tall. => He is 5′ 10″ tall.
        "He is 5'10" tall," she said. => “He is 5′10″ tall,” she said.
        a 12" ruler => a 12″ ruler
        "A 12" ruler," she said. => “A 12″ ruler,” she said.
        "I was born in 1990." => “I was born in 1990.”
        "I was born in 1990" => “I was born in 1990”
        "I have 12" and "you have 9" => “I have 12” and “you have 9”
        a wall of 6' and more => a wall of 6′ and more
        word -- word --- word--word => word — word — word—word
        word - word => word – word
        5 - 3 => 5 - 3
        D----n and --> and <!-- => D----n and --> and <!--
        well-known, a- and b-words => well-known, a- and b-words
        in 1914-18, pages 12-15 => in 1914–18, pages 12–15
        1905-08 and 24-7 => 1905–08 and 24-7
        555-1234, 2024-06-11, +1-2, 3-0-1 => 555-1234, 2024-06-11, +1-2, 3-0-1
        5 km at 20 °C and 5 kings => 5~km at 20~°C and 5 kings
        at 9 a.m. I am here. => at 9~a.m. I am here.
        Mr. Lumb and Mrs Lumb => Mr.~Lumb and Mrs~Lumb
        J. R. R. Otter => J.~R.~R. Otter
        vitamin C. The end => vitamin C. The end
        O'Neil's d'Artagnan => O’Neil’s d’Artagnan
        “Curly,” she said, "and straight." => “Curly,” she said, “and straight.”
        “Curly," she said. => “Curly,” she said.
        "Curly,” she said. => “Curly,” she said.
        Who? What! Then: this; that => Who? What! Then: this; that
        - an item => - an item
        " Hello, " she said. => “ Hello, ” she said.
        "'Tisn't so," he said, "is it?" => “’Tisn’t so,” he said, “is it?”
        "I'm--" she began. "--late," he said. => “I’m—” she began. “—late,” he said.
        'It's the dogs' bowls,' she said. => ‘It’s the dogs’ bowls,’ she said.
        a 6'2" man and a 5'-wide door => a 6′2″ man and a 5′-wide door
        She wrote "Dear 'All'" and stopped. => She wrote “Dear ‘All’” and stopped.
        "Was it 'no'?" "It was 'yes'!" => “Was it ‘no’?” “It was ‘yes’!”
        the '45 and the summer of '69 => the ’45 and the summer of ’69
        "...or not?" => “…or not?”
        No. 5-7 Quay Street, 9-5 => No. 5–7 Quay Street, 9-5
        "Hm," --said the cat-- "no." => “Hm,” —said the cat— “no.”
        A's and B's, the ABC's => A’s and B’s, the ABC’s
        """,
    ),
    *table(
        "de",
        """
        "Hallo", sagte sie. "Komm!" => „Hallo“, sagte sie. „Komm!“
        "Er rief 'Halt!' und ging." => „Er rief ‚Halt!‘ und ging.“
        Wie geht's? 's war spät, so 'ne Sache. => Wie geht’s? ’s war spät, so ’ne Sache.
        Hans' Boot => Hans’ Boot
        »Hallo«, sagte er. "Komm!" => »Hallo«, sagte er. »Komm!«
        »Hallo«, sagte er. "Sag 'ja'!" => »Hallo«, sagte er. »Sag ›ja‹!«
        „Hallo“, sagte er. "Komm!" => „Hallo“, sagte er. „Komm!“
        „Hallo", sagte er. => „Hallo“, sagte er.
        Haus--und--Hof, Haus -- Hof => Haus – und – Hof, Haus – Hof
        Ein Haus - ein Hof => Ein Haus – ein Hof
        1914-1918 => 1914–1918
        Um 9 Uhr kam Dr. Kern. => Um 9~Uhr kam Dr.~Kern.
        "Ich ..." => „Ich …“
        "Das ist 'ne Frage", sagte er. => „Das ist ’ne Frage“, sagte er.
        "Wer rief: 'Komm!'?", fragte sie. => „Wer rief: ‚Komm!‘?“, fragte sie.
        Max' Hut und Andrea's Imbiss => Max’ Hut und Andrea’s Imbiss
        Die 90er - so sagt man - waren laut. => Die 90er – so sagt man – waren laut.
        Ost-West-Konflikt, E-Mail, ein- und ausgehen => Ost-West-Konflikt, E-Mail, ein- und ausgehen
        "Ja ..." "Nein!" => „Ja …“ „Nein!“
        "Ich kann's nicht", rief er, "'s ist zu spät!" => „Ich kann’s nicht“, rief er, „’s ist zu spät!“
        """,
    ),
    *table("de-CH", '"Hallo", sagte sie. => «Hallo», sagte sie.\n"Sag \'ja\'!" => «Sag ‹ja›!»'),
    *table(
        "fr",
        """
        "Bonjour", dit-elle. => «_Bonjour_», dit-elle.
        " Bonjour ", dit-elle. => «_Bonjour_», dit-elle.
        « Bonjour », dit-elle. => «_Bonjour_», dit-elle.
        «Bonjour», dit-elle. => «_Bonjour_», dit-elle.
        "Il a dit 'oui'." => «_Il a dit “oui”._»
        « Il a dit "oui". » => «_Il a dit “oui”._»
        L'été, c'est l'ami d'Anne. => L’été, c’est l’ami d’Anne.
        l'"ami" d'hier => l’«_ami_» d’hier
        Quoi? Non! Si; mais: voilà => Quoi_? Non_! Si_; mais~: voilà
        Quoi ? Non ! Si ; mais : voilà => Quoi_? Non_! Si_; mais~: voilà
        Quoi ?! Non !!! => Quoi_?! Non_!!!
        à 12:30, http://a.b/?c;d => à 12:30, http://a.b/?c;d
        "Quoi?" dit-il. => «_Quoi_?_» dit-il.
        - Bonjour, dit-il. => —~Bonjour, dit-il.
        -- Bonjour. => —~Bonjour.
        — Bonjour. => —~Bonjour.
        Il vint -- enfin -- hier. => Il vint — enfin — hier.
        M. Roux et Mme Roux => M.~Roux et Mme~Roux
        Peut-être... => Peut-être…
        "L'homme", dit-il, "n'est pas venu." => «_L’homme_», dit-il, «_n’est pas venu._»
        C'est-à-dire... quoi? => C’est-à-dire… quoi_?
        aujourd'hui, presqu'île, quelqu'un => aujourd’hui, presqu’île, quelqu’un
        --Non! dit-elle. => —~Non_! dit-elle.
        "Viens", dit-il; "vite!" => «_Viens_», dit-il_; «_vite_!_»
        La Fontaine: "Rien ne sert" => La Fontaine~: «_Rien ne sert_»
        50 % des gens, 8 h du soir => 50~% des gens, 8~h du soir
        «Il a dit "non"!» => «_Il a dit “non”_!_»
        """,
    ),
    *table("fr-CA", "Quoi? Non! Mais: => Quoi? Non! Mais~:"),
    *table("fr-CH", "\"Il a dit 'oui'.\" => «_Il a dit ‹_oui_›._»"),
    *table(
        "es",
        """
        "Hola", dijo Ana. => «Hola», dijo Ana.
        "Dijo 'hola'." => «Dijo “hola”.»
        ¿"Hola"? => ¿«Hola»?
        - Hola -dijo Ana-. Adiós. => —Hola —dijo Ana—. Adiós.
        -Hola. => —Hola.
        --Hola --dijo Ana--, adiós. => —Hola —dijo Ana—, adiós.
        “Hola”, dijo Ana. "Adiós". => “Hola”, dijo Ana. “Adiós”.
        Un teórico-práctico -raro- => Un teórico-práctico -raro-
        —¿Vienes? -preguntó ella. => —¿Vienes? —preguntó ella.
        - Sí -dijo él-, claro. => —Sí —dijo él—, claro.
        ¡"Basta"! => ¡«Basta»!
        "¿Qué?", dijo. => «¿Qué?», dijo.
        en los años '90 => en los años ’90
        "Me dijo: 'ven', y fui." => «Me dijo: “ven”, y fui.»
        """,
    ),
    *table(
        "it",
        """
        Dell'amore e dell'"anima" => Dell’amore e dell’«anima»
        "Ciao", disse. => «Ciao», disse.
        - Ciao, disse. => –~Ciao, disse.
        un po' di pane, 'sto pane => un po’ di pane, ’sto pane
        L'"amico" dell'altr'anno => L’«amico» dell’altr’anno
        "Va' via!", gridò. => «Va’ via!», gridò.
        Negli anni '60 c'era la 'ndrangheta. => Negli anni ’60 c’era la ’ndrangheta.
        "Disse 'sì'." => «Disse “sì”.»
        - Sì, - disse, - vengo. => –~Sì, – disse, – vengo.
        """,
    ),
    *table(
        "pl",
        """
        "Witaj", rzekł. => „Witaj”, rzekł.
        - Witaj - rzekł. => –~Witaj~– rzekł.
        Dom w lesie i z wodą. => Dom w~lesie i~z~wodą.
        "Rzekł 'witaj' i wyszedł." => „Rzekł «witaj» i~wyszedł.”
        -- Nie -- odparł. -- Idę w góry. => –~Nie~– odparł.~– Idę w~góry.
        dr Kowalski i prof. Nowak => dr~Kowalski i~prof.~Nowak
        O'Neill'a i biało-czerwona => O’Neill’a i~biało-czerwona
        """,
    ),
    *table(
        "pt",
        """
        - Olá, disse. => —~Olá, disse.
        "Olá" => “Olá”
        "Disse 'olá'." => “Disse ‘olá’.”
        -- Não -- disse. -- Vou. => —~Não — disse. — Vou.
        copo d'água, guarda-chuva => copo d’água, guarda-chuva
        """,
    ),
    *table(
        "cs",
        """
        "Ahoj," řekl. => „Ahoj,“ řekl.
        V lese k domu => V~lese k~domu
        - Ne, - řekl. => –~Ne,~– řekl.
        "Řekl 'ne' a šel." => „Řekl ‚ne‘ a šel.“
        Šel k 5. domu v ulici. => Šel k~5. domu v~ulici.
        """,
    ),
    *table(
        "sv",
        """
        "Hej", sa hon. => ”Hej”, sa hon.
        - Hej. => –~Hej.
        "Hon sa 'hej'." => ”Hon sa ’hej’.”
        "Vänta", sa hon - och gick. => ”Vänta”, sa hon – och gick.
        Lars' båt och '90-talet => Lars’ båt och ’90-talet
        "Nej!" "Jo!" => ”Nej!” ”Jo!”
        """,
    ),
    *table(
        "da",
        """
        "Hej", sagde hun. => »Hej«, sagde hun.
        - Nej, sagde han. => –~Nej, sagde han.
        "Han sagde 'hej'." => »Han sagde ›hej‹.«
        "Ka' du se'n?" => »Ka’ du se’n?«
        """,
    ),
    *table(
        "nb",
        """
        "Hei", sa hun. => «Hei», sa hun.
        "Hei", sa'n. - Ja - kanskje. => «Hei», sa’n. – Ja – kanskje.
        "Han sa 'hei'." => «Han sa “hei”.»
        """,
    ),
    *table(
        "fi",
        """
        "Hei", hän sanoi. => ”Hei”, hän sanoi.
        - Hei, sanoi hän. => –~Hei, sanoi hän.
        "Hän sanoi 'hei'." => ”Hän sanoi ’hei’.”
        vaa'an, rei'itys, EU:n => vaa’an, rei’itys, EU:n
        s. 12-15 => s. 12–15
        """,
    ),
    *table(
        "nl",
        """
        "Dag", zei ze, "'s avonds is 't stil." => “Dag”, zei ze, “’s avonds is ’t stil.”
        'Ja,' zei ze. 'Zo'n dag.' => ‘Ja,’ zei ze. ‘Zo’n dag.’
        "'t Is laat", zei hij. => “’t Is laat”, zei hij.
        foto's uit de jaren '90, z'n hoed => foto’s uit de jaren ’90, z’n hoed
        """,
    ),
    *table(
        "ru",
        """
        "Да", сказал он. => «Да», сказал он.
        - Да -- вот. => —~Да~— вот.
        "Он сказал: "Да"." => «Он сказал: „Да“.»
        - Да, - сказал он. - Иду. => —~Да,~— сказал он.~— Иду.
        кто-то из-за угла, 1941-1945 => кто-то из-за угла, 1941–1945
        """,
    ),
    *table(
        "he",
        """
        הוא בצה"ל, "כן" אמר => הוא בצה"ל, “כן” אמר
        הג'ירפה אמרה "שלום". => הג'ירפה אמרה “שלום”.
        "אמר 'כן' והלך." => “אמר ‘כן’ והלך.”
        """,
    ),
    *table(
        "ja",
        """
        彼は"はい"と言った... => 彼は「はい」と言った……
        家--庭 => 家——庭
        "彼は'はい'と言った。" => 「彼は『はい』と言った。」
        「はい」と"いいえ" => 「はい」と「いいえ」
        えっ......なに => えっ……なに
        """,
    ),
    *table(
        "zh",
        """
        她说:"好。"他走了... => 她说:“好。”他走了……
        "他说'好'。" => “他说‘好’。”
        是--吗 => 是——吗
        他走了...... => 他走了……
        """,
    ),
    *table(
        "zh-Hant",
        """
        她說:"好。" => 她說:「好。」
        "他說'好'。" => 「他說『好』。」
        """,
    ),
    *table(
        "sk",
        """
        "Ahoj," povedal. => „Ahoj,“ povedal.
        """,
    ),
    *table(
        "hu",
        """
        "Jó napot", mondta. => „Jó napot”, mondta.
        - Jó napot - mondta. - Hogy van? => –~Jó napot – mondta. – Hogy van?
        "Azt mondta: 'igen'." => „Azt mondta: »igen«.”
        """,
    ),
    *table(
        "uk",
        """
        "Так", м'яко сказала п'ята. => «Так», м’яко сказала п’ята.
        """,
    ),
    *table(
        "bg",
        """
        "Да", каза той. => „Да“, каза той.
        """,
    ),
    *table(
        "el",
        """
        "Ναι", είπε. => «Ναι», είπε.
        - Ναι, είπε. => —~Ναι, είπε.
        σ' αγαπώ απ' το πρωί => σ’ αγαπώ απ’ το πρωί
        """,
    ),
    *table(
        "ro",
        """
        "Da", zise. => „Da”, zise.
        - Da, zise el. => —~Da, zise el.
        """,
    ),
    *table(
        "tr",
        """
        "Evet," dedi. "İstanbul'da." => “Evet,” dedi. “İstanbul’da.”
        """,
    ),
    *table(
        "ar",
        """
        قالت: "نعم." => قالت: «نعم.»
        """,
    ),
    *table(
        "fa",
        """
        گفت: "بله." => گفت: «بله.»
        """,
    ),
    *table(
        "ko",
        """
        "네." 그가 '아니'라고 했다... => “네.” 그가 ‘아니’라고 했다…
        """,
    ),
    *table("und", '"Hm." => “Hm.”'),
    *table(
        "en",
        """
        See "http://a.org/x--y/'z'" -- now. => See “http://a.org/x--y/'z'” — now.
        Write to ida--q@a.org -- or don't. => Write to ida--q@a.org — or don’t.
        It is in /home/ida--q/notes -- there. => It is in /home/ida--q/notes — there.
        Add --no-cover, and it goes --and stays. => Add --no-cover, and it goes —and stays.
        and/or--well--nothing. => and/or—well—nothing.
        """,
    ),
]


@pytest.mark.parametrize(("language", "typed", "expected"), CASES)
def test_what_is_typed_and_what_a_book_has(language: str, typed: str, expected: str) -> None:
    assert smart(typed, language) == expected


MANY_RUNS = [
    pytest.param(
        ('"It was ', Emphasis((Text("mine,"),)), '" she said, ', Emphasis((Text('"all'),)), ' of it."'),
        ("“It was ", Emphasis((Text("mine,"),)), "” she said, ", Emphasis((Text("“all"),)), " of it.”"),
        id="a quotation closes outside of emphasis, or opens in it",
    ),
    pytest.param(
        (Emphasis((Text('"No," '), Strong((Text("'never'"),)), Text('"'))), " - he"),
        (Emphasis((Text("“No,” "), Strong((Text("‘never’"),)), Text("”"))), " – he"),
        id="emphasis in emphasis",
    ),
    pytest.param(
        ('"Word"', ReferenceMark("[1]", "n1"), " and 'word", ReferenceMark("'2'", "n2"), "' too"),
        ("“Word”", ReferenceMark("[1]", "n1"), " and ‘word", ReferenceMark("'2'", "n2"), "’ too"),
        id="marks of footnotes are kept, and seen through",
    ),
    pytest.param(
        ('say "', Styled(Style.CODE, (Text('echo "it\'s" -- ...'),)), '" -- so'),
        ("say “", Styled(Style.CODE, (Text('echo "it\'s" -- ...'),)), "” — so"),
        id="code is kept",
    ),
    pytest.param(
        ('"', Ruby("猫", '"ねこ"'), '"', LineBreak(), '"So"'),
        ("“", Ruby("猫", '"ねこ"'), "”", LineBreak(), "“So”"),
        id="ruby and line breaks are kept",
    ),
    pytest.param(
        ("kids", Emphasis((Text("'"),)), " l", Emphasis((Text("'été"),)), " -", Strong((Text("- x"),))),
        ("kids", Emphasis((Text("’"),)), " l", Emphasis((Text("’été"),)), " -", Strong((Text("- x"),))),
        id="what is in two runs is left alone",
    ),
]


@pytest.mark.parametrize(("typed", "expected"), MANY_RUNS)
def test_rules_see_the_whole_paragraph(typed: tuple[Inline | str], expected: tuple[Inline | str]) -> None:
    assert smarten(book_of(paragraph(*typed))) == book_of(paragraph(*expected))


def test_every_kind_of_block_is_set() -> None:
    typed, set_ = (Text('"It\'s..."'),), (Text("“It’s…”"),)
    blocks = (
        Quote((Paragraph(typed, 1), SceneBreak('"', 2)), 1),
        Note("Author's Notes", (Paragraph(typed, 1),), 1),
        Footnote("n1", "'", typed, 1),
    )
    assert smarten(book_of(*blocks)) == book_of(
        Quote((Paragraph(set_, 1), SceneBreak('"', 2)), 1),
        Note("Author's Notes", (Paragraph(set_, 1),), 1),
        Footnote("n1", "'", set_, 1),
    )


def test_headings_are_set() -> None:
    book = Book(Metadata(), (Chapter((), label="Chapter 1", title='"It\'s"'),))
    assert smarten(book).chapters[0].heading == "Chapter 1: “It’s”"


def test_the_header_is_set_where_it_is_prose() -> None:
    typed = Metadata(
        title="The Otter's End",
        authors=("o'brien",),
        series=(Series("Otters' Tales", "2"),),
        summary=('"It\'s late..."',),
        notes=("That's all.",),
        tags=("Don't Feed the Otters",),
        language="en",
    )
    metadata = smarten(Book(typed, (Chapter(()),))).metadata
    assert metadata == replace(
        typed,
        title="The Otter’s End",
        series=(Series("Otters’ Tales", "2"),),
        summary=("“It’s late…”",),
        notes=("That’s all.",),
    )
    assert repair_quotes(Book(typed, (Chapter((paragraph("“It's”"),)),)))[0].metadata == typed


def test_verse_keeps_its_shape() -> None:
    verse = Verse(((Text("  \"I don't -- ..."),), (Text("      5 - 3 . . ."),), (Text('know."'),)), 1)
    assert smarten(book_of(verse)) == book_of(
        Verse(((Text("  “I don’t -- ..."),), (Text("      5 - 3 . . ."),), (Text("know.”"),)), 1)
    )


def test_senders_in_chats_keep_their_names() -> None:
    chat = Lines(
        (
            (Text("xX'otter\"Xx: it's me"),),
            (Text('[12:01] <d\'otter> "hi"'),),
            (Text("d'otter: "), Emphasis((Text("it's"),))),
            (Text("it's me"),),
            (),
        ),
        1,
    )
    assert smarten(book_of(chat)) == book_of(
        Lines(
            (
                (Text("xX'otter\"Xx: it’s me"),),
                (Text("[12:01] <d'otter> “hi”"),),
                (Text("d'otter: "), Emphasis((Text("it’s"),))),
                (Text("it’s me"),),
                (),
            ),
            1,
        )
    )
    assert smarten(book_of(Lines((), 1))) == book_of(Lines((), 1))


def test_a_story_keeps_its_way_of_quoting() -> None:
    book = book_of(paragraph("»Ja.«"), paragraph("»Nein.«"), paragraph('"Ja", sagte er.'), language="de")
    assert list(texts(smarten(book).chapters[0].blocks)) == ["»Ja.«", "»Nein.«", "»Ja«, sagte er."]


REPAIRS = [
    pytest.param(["“Yes.”", '"No."'], ["“Yes.”", "“No.”"], 2, id="double marks"),
    pytest.param(["It’s so.", "It's not."], ["It’s so.", "It’s not."], 1, id="apostrophes"),
    pytest.param(["“It's so.”", '"No."'], ["“It’s so.”", "“No.”"], 3, id="apostrophes with double marks"),
    pytest.param(["“It's so.”"], ["“It's so.”"], 0, id="apostrophes all straight stay so"),
    pytest.param(
        ["It’s so.", '"No," he said.'], ["It’s so.", '"No," he said.'], 0, id="doubles all straight"
    ),
    pytest.param(['"It\'s," he said.'], ['"It\'s," he said.'], 0, id="straight alone"),
    pytest.param(["“It’s,” he said."], ["“It’s,” he said."], 0, id="curly alone"),
    pytest.param(
        ["It’s 5'10\"", '“a 9" nail”'], ["It’s 5'10\"", '“a 9" nail”'], 0, id="inches are no quotations"
    ),
    pytest.param(
        ["“Yes” -- ...", '"No" -- ...'], ["“Yes” -- ...", "“No” -- ..."], 2, id="nothing but quotes"
    ),
]


@pytest.mark.parametrize(("typed", "expected", "count"), REPAIRS)
def test_mixed_quotes_are_repaired(typed: list[str], expected: list[str], count: int) -> None:
    book, notices = repair_quotes(book_of(*map(paragraph, typed)))
    assert list(texts(book.chapters[0].blocks)) == expected
    found = [(notice.code, int(notice.text.split()[0]), notice.level) for notice in notices]
    assert found == ([("quotes-repaired", count, Level.NOTE)] if count else [])


def test_a_french_repair_has_its_spaces() -> None:
    book, _ = repair_quotes(book_of(paragraph('« Oui. » " Non. "'), language="fr"))
    assert list(texts(book.chapters[0].blocks)) == ["« Oui. » «\u202fNon.\u202f»"]


PIECES = (
    *(
        "--",
        "---",
        "...",
        ". . .",
        " - ",
        "5'10\"",
        "'tis",
        "Mr. A",
        "l'été",
        "1914-18",
        "'n'",
        "- ",
        "kids'",
    ),
    *("5 km", "J. R. ", "-->", "צה", "好。", "word", "\"'"),
)
TYPED = st.lists(
    st.sampled_from([*" \t\n\"'“”‘’„«»‹›「」-–—.…:;?!,()1930sxI\u00a0\u202f,", *PIECES]), max_size=25
).map("".join)


def inlines() -> st.SearchStrategy[tuple[Inline, ...]]:
    leaves = st.one_of(
        TYPED.map(Text),
        TYPED.map(lambda text: Styled(Style.CODE, (Text(text),))),
        st.just(ReferenceMark("'1'", "n1")),
        st.builds(Ruby, st.just("猫"), TYPED),
        st.just(LineBreak()),
    )
    nested = st.lists(leaves, max_size=3).map(tuple)
    whole = st.one_of(leaves, nested.map(Emphasis), nested.map(Strong))
    return st.lists(whole, max_size=5).map(tuple)


BOOKS = st.builds(
    lambda language, blocks: book_of(*blocks, language=language),
    st.sampled_from(LANGUAGES),
    st.lists(
        st.one_of(
            inlines().map(lambda found: Paragraph(found, 1)),
            st.lists(inlines(), max_size=3).map(lambda found: Verse(tuple(found), 1)),
            st.lists(inlines(), max_size=3).map(lambda found: Lines(tuple(found), 1)),
        ),
        max_size=4,
    ),
)


def letters(book: Book) -> list[str]:
    """The letters and figures of each paragraph or line."""
    return ["".join(filter(str.isalnum, text)) for chapter in book.chapters for text in texts(chapter.blocks)]


@given(BOOKS)
def test_letters_stay_and_a_second_time_changes_nothing(book: Book) -> None:
    once = smarten(book)
    assert letters(once) == letters(book)
    assert smarten(once) == once


@given(BOOKS)
def test_a_repair_keeps_letters_and_a_second_time_changes_nothing(book: Book) -> None:
    once, _ = repair_quotes(book)
    assert letters(once) == letters(book)
    assert repair_quotes(once) == (once, ())


@pytest.mark.parametrize("story", STORIES, ids=story_id)
def test_stories_keep_their_letters(story: Path) -> None:
    book = read_story(story).book
    once = smarten(book)
    assert letters(once) == letters(book)
    assert smarten(once) == once


@pytest.mark.slow
def test_real_books_keep_their_letters(corpus: Path) -> None:
    books = sorted(corpus.glob("dev/*/*.txt"))
    assert books
    for path in books:
        book = read_story(path).book
        once = smarten(book)
        assert letters(once) == letters(book), path
        assert smarten(once) == once, path


def test_smart_is_an_option(tmp_path: Path, fascicle: Run) -> None:
    (tmp_path / "story.txt").write_text(
        'Title: A\nAuthor: B\n\n"It\'s late -- in 1914-18."\n', encoding="utf-8"
    )
    assert '"text": "“It’s late — in 1914–18.”"' in made(fascicle, tmp_path, "--smart")
    assert '"text": "\\"It\'s late -- in 1914-18.\\""' in made(fascicle, tmp_path)


def made(fascicle: Run, folder: Path, *options: str) -> str:
    done = fascicle("convert", "story.txt", "-t", "json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    return (folder / "story.json").read_text(encoding="utf-8")


def test_a_repair_is_said(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text('Title: A\nAuthor: B\n\n“Yes.”\n\n"No."\n', encoding="utf-8")
    result = convert(story, formats=["json"])
    assert [(n.line, n.text) for n in result.notices if n.code == "quotes-repaired"] == [
        (6, "2 straight quotation marks and apostrophes made curly, as others of this story are.")
    ]
    assert "“No.”" in result.outputs[0].read_text(encoding="utf-8")


def test_every_word_is_in_a_smart_book(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        'Title: A\nAuthor: B\nLanguage: German\n\n"1914-18 war\'s," sagte er--still... wie 5 km.\n',
        encoding="utf-8",
    )
    (book,) = convert(story, formats=["epub"], smart=True).outputs
    assert len(words(story_text(story))) == 9
    assert differences(story, book) == []
