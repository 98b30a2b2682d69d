"""What names and titles are filed under."""

import pytest

from converter.filing import filing_name, filing_title


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("The Clockmaker's Orchard", "en", "Clockmaker's Orchard, The"),
        ("An Orchard", "en-GB", "Orchard, An"),
        ("a kite, a lamp", "en", "kite, a lamp, a"),
        ("Die Laterne am Pier", "de", "Laterne am Pier, Die"),
        ("Die Laterne am Pier", "en", "Die Laterne am Pier"),
        ("Les Lampes", "fr", "Lampes, Les"),
        ("L'Étoile", "fr", "Étoile, L'"),
        ("Un’ora", "it", "ora, Un’"),
        ("Gli aquiloni", "it", "aquiloni, Gli"),
        ("El farol", "es", "farol, El"),
        ("'t Huis", "nl", "Huis, 't"),
        ("Theatre", "en", "Theatre"),
        ("The", "en", "The"),
        ("A", "en", "A"),
        ("Los geht's", "de", "Los geht's"),
        ("The Lamp", "und", "The Lamp"),
        ("ランプ", "ja", "ランプ"),
        ("", "en", ""),
    ],
)
def test_titles_are_filed_past_their_article(title: str, language: str, expected: str) -> None:
    assert filing_title(title, language) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tilda Marrow", "Marrow, Tilda"),
        ("Ida M. Lamp", "Lamp, Ida M."),
        ("J. R. Wick-Fennel", "Wick-Fennel, J. R."),
        ("Zoë O’Hara", "O’Hara, Zoë"),
        ("Ada de la Torre", "Torre, Ada de la"),
        ("Ursel Van der Berg", "Berg, Ursel Van der"),
        ("Nils Le Grand", "Le Grand, Nils"),
        ("Otto Kern Jr.", "Kern, Otto, Jr."),
        ("Otto Kern, III", "Kern, Otto, III"),
        ("Анна Светлова", "Светлова, Анна"),
    ],
)
def test_full_names_are_turned_round(name: str, expected: str) -> None:
    assert filing_name(name, "en") == expected


@pytest.mark.parametrize(
    "name",
    [
        "Anonymous",
        "Anonymous Author",
        "orphan_account",
        "fennel_wick [archived by harbour_library]",
        "Ida Lamp [archived by harbour_library]",
        "Ida (moth)",
        "moth",
        "moth and mole",
        "night moth",
        "Moth 42",
        "Ida K.",
        "Malcolm X",
        "The Harbour Choir",
        "Friends of the Gull",
        "芥川龍之介",
        "芥川 龍之介",
        "نورا سعيد",
        "🪁 Kite",
        "",
        " ",
    ],
)
def test_other_names_stay(name: str) -> None:
    assert filing_name(name, "en") == name


@pytest.mark.parametrize("language", ["hu", "ja", "zh-Hans", "ko", "vi"])
def test_where_the_family_comes_first_names_stay(language: str) -> None:
    assert filing_name("Kis Ida", language) == "Kis Ida"
