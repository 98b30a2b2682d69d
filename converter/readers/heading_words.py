"""The words by which headings are known, in many languages, as parts of regular expressions."""

import re

from converter.expressions import expression

PART_WORDS = (
    "part|book|volume|act|partie|livre|teil|buch|parte|libro|deel|boek|часть|том|книга|część|tom|księga|del|bok"
    "|osa|rész|könyv|kısım|bölge|phần"
    "|الجزء|חלק|भाग"
)
"""Words for what stands above chapters."""
WEAK_WORDS = frozenset(
    "letter episode section scene adventure story tale day night arc prompt verse fit entry"
    " brief szene carta escena lettre scène épisode lettera scena письмо".split()
)
"""Words that stories use as well: headings only in a series."""
EASTERN_PARTS = "卷巻部本冊册篇編권부"
CHAPTER_WORDS = {
    "en": "chapter|chap\\.?|ch\\.?|stave|letter|canto|episode|section|scene|adventure|story|tale|day|night"
    "|arc|prompt|verse|fit|entry",
    "ar": "الفصل|فصل|الباب|الحلقة",
    "ca": "capítol",
    "cs": "kapitola",
    "da": "kapitel",
    "de": "kapitel|abschnitt|brief|szene",
    "es": "cap[ií]tulo|cap\\.|carta|escena",
    "et": "peatükk",
    "eu": "kapitulua",
    "fa": "فصل|بخش",
    "fi": "luku",
    "fr": "chapitre|chap\\.|lettre|scène|épisode",
    "he": "פרק",
    "hi": "अध्याय",
    "hr": "poglavlje",
    "hu": "fejezet",
    "id": "bab",
    "it": "capitolo|cap\\.|lettera|scena",
    "lt": "skyrius",
    "lv": "nodaļa",
    "ms": "bab",
    "nb": "kapittel",
    "nl": "hoofdstuk|brief",
    "no": "kapittel",
    "pl": "rozdział",
    "pt": "cap[ií]tulo|cap\\.|carta",
    "ro": "capitolul",
    "ru": "глава|письмо",
    "sk": "kapitola",
    "sl": "poglavje",
    "sr": "poglavlje|поглавље",
    "sv": "kapitlet|kapitel",
    "tr": "bölüm",
    "uk": "розділ|глава",
    "bg": "глава",
    "el": "κεφάλαιο",
    "vi": "chương|hồi",
    "th": "บทที่",
}
_EXTRA_WORDS = (
    "(?:the\\s+)?(?:final|last|bonus|extra|special|side)\\s+chapter|chapter\\s+the\\s+last|extra|bonus"
)
EXTRA_WORDS = expression(_EXTRA_WORDS, re.IGNORECASE)
"""Words for chapters beside the numbered ones: headings only where there are such."""
BOOK_WORDS = (
    f"{_EXTRA_WORDS}"
    "|(?:the\\s+)?(?:author|editor|translator|publisher)(?:['’]s|s['’])\\s+(?:preface|foreword|introduction)"
    "|(?-i:(?:PREFACE|FOREWORD|INTRODUCTION) (?:TO|BY) [^a-z]{3,60})|introductory"
    "|prolog(?:ue)?|epilog(?:ue)?|interlude|intermission|side story|omake|foreword|preface|introduction"
    "|afterword|postscript|coda|appendix|dedication|acknowledge?ments|conclusion|finale|teaser"
    "|pr[oó]logo|ep[ií]logo|préface|avant-propos|postface|épilogue|vorwort|nachwort|einleitung"
    "|voorwoord|nawoord|proloog|epiloog|prefacio|prefácio|prefazione|введение|пролог|эпилог|предисловие"
    "|послесловие|епілог|przedmowa|posłowie|förord|efterord|esipuhe|önsöz|sonsöz"
    "|مقدمة|تمهيد|خاتمة|الخاتمة|مقدمه|پیشگفتار|הקדמה|פרולוג|אפילוג|प्रस्तावना|उपसंहार"
    "|序|序章|序幕|楔子|引子|番外.{0,12}|后记|後記|尾声|尾聲|终章|終章|前言|あとがき|まえがき|プロローグ|エピローグ"
)
LOOSE_WORDS = frozenset(["part", "book", "act", "volume"])
WEAK_BOOK_WORDS = frozenset(
    "introduction introductory postscript coda appendix dedication conclusion finale teaser".split()
)
