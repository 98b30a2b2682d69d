"""Names of languages, as archives of stories show and abbreviate them, and the tags they stand for."""

import pytest

from converter import languages
from converter.languages import tag_of

NAMES = """\
af Soomaali : so : so
Afrikaans : afr : af
Aynu itak | アイヌ イタㇰ : ain : ain
𒀝𒅗𒁺𒌑 : akk : akk
العربية : ar : ar
አማርኛ : amh : am
𓂋𓏺𓈖 𓆎𓅓𓏏𓊖 : egy : egy
Anishinaabemowin : oji : oj
ܐܪܡܝܐ | ארמיא : arc : arc
հայերեն : hy : hy
American Sign Language : ase : ase
asturianu : ast : ast
Azərbaycan dili | آذربایجان دیلی : azj : az
Bahasa Indonesia : id : id
Bahasa Malaysia : ms : ms
Български : bg : bg
বাংলা : bn : bn
Basa Jawa : jv : jv
Башҡорт теле : ba : ba
беларуская : be : be
Boarisch : bar : bar
Bosanski : bos : bs
Brezhoneg : br : br
British Sign Language : bfi : bfi
Буряад хэлэн | ᠪᠤᠷᠢᠶᠠᠳ ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ : bua : bua
Català : ca : ca
Cebuano : ceb : ceb
Čeština : cs : cs
Chinuk Wawa : chn : chn
къырымтатар тили | qırımtatar tili : crh : crh
Cymraeg : cy : cy
Dansk : da : da
Deutsch : de : de
eesti keel : et : et
Ελληνικά : el : el
𒅴𒂠 : sux : sux
English : en : en
Eald Englisċ : ang : ang
Español : es : es
Esperanto : eo : eo
Euskara : eu : eu
فارسی : fa : fa
Filipino : fil : fil
Finuʼ Chamorro : cha : ch
Français : fr : fr
Friisk : frr : frr
Frysk : fry : fy
Furlan : fur : fur
Gaeilge : ga : ga
Gàidhlig : gd : gd
Galego : gl : gl
𐌲𐌿𐍄𐌹𐍃𐌺𐌰 : got : got
Creolese : gyn : gyn
中文-客家话 : hak : hak
한국어 : ko : ko
Hausa | هَرْشَن هَوْسَ : hau : ha
हिन्दी : hi : hi
Hrvatski : hr : hr
ʻŌlelo Hawaiʻi : haw : haw
Interlingua : ia : ia
isiZulu : zu : zu
Íslenska : is : is
Italiano : it : it
עברית : he : he
Kalaallisut : kal : kl
Хальмг Өөрдин келн : xal : xal
ಕನ್ನಡ : kan : kn
ქართული : kat : ka
Kernewek : cor : kw
ភាសាខ្មែរ : khm : km
Khuzdul : qkz : qkz
Kiswahili : sw : sw
kreyòl ayisyen : ht : ht
Kurdî | کوردی : ku : ku
Кыргызча : kir : ky
Langue des signes québécoise : fcs : fcs
Latviešu valoda : lv : lv
Lëtzebuergesch : lb : lb
Lietuvių kalba : lt : lt
Lingua latina : la : la
Magyar : hu : hu
македонски : mk : mk
മലയാളം : ml : ml
Malti : mt : mt
ᠮᠠᠨᠵᡠ ᡤᡳᠰᡠᠨ : mnc : mnc
Mando'a : qmd : qmd
मराठी : mr : mr
Mikisúkî : mik : mik
ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ | Монгол Кирилл үсэг : mon : mn
မြန်မာဘာသာ : my : my
Эрзянь кель : myv : myv
Nāhuatl : nah : nah
中文-闽南话 臺語 : nan : nan
Nawat : ppl : ppl
Nederlands : nl : nl
日本語 : ja : ja
Norsk : no : no
Нохчийн мотт : ce : ce
O’odham Ñiok : ood : ood
لسان عثمانى : ota : ota
پښتو : ps : ps
Plattdüütsch : nds : nds
Polski : pl : pl
Português brasileiro : ptBR : pt-BR
Português europeu : ptPT : pt-PT
Pulaar : fuc : fuc
ਪੰਜਾਬੀ : pa : pa
qazaqşa | қазақша : kaz : kk
Uncategorized Constructed Languages : qlq : art
Quenya : qya : qya
Română : ro : ro
RRomani Ćhib : rom : rom
Русский : ru : ru
Sámi : smi : smi
саха тыла : sah : sah
Scots : sco : sco
Shqip : sq : sq
Sindarin : sjn : sjn
සිංහල : si : si
Slovenčina : sk : sk
Slovenščina : slv : sl
Slověnьskъ Językъ : sla : cu
Sprēkō Þiudiskō : gem : gem
Српски : sr : sr
suomi : fi : fi
Svenska : sv : sv
தமிழ் : ta : ta
татар теле : tat : tt
te reo Māori : mri : mi
తెలుగు : tel : te
ትግርኛ : tir : ti
ไทย : th : th
Thermian : tqx : art-x-thermian
བོད་སྐད་ : bod : bo
Tiếng Việt : vi : vi
ϯⲙⲉⲧⲣⲉⲙⲛ̀ⲭⲏⲙⲓ : cop : cop
tlhIngan-Hol : tlh : tlh
toki pona : tok : tok
Trinidadian Creole : trf : trf
τσακώνικα : tsd : tsd
ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ : chr : chr
Türkçe : tr : tr
Українська : uk : uk
Unangam Tunuu : ale : ale
اُردُو : urd : ur
ئۇيغۇر تىلى : uig : ug
Volapük : vol : vo
中文-吴语 : wuu : wuu
יידיש : yi : yi
maayaʼ tʼàan : yua : yua
中文-广东话 粵語 : yue : yue
中文-普通话 國語 : zh : zh
"""
ROWS = [tuple(row.split(" : ")) for row in NAMES.splitlines()]


@pytest.mark.parametrize(("name", "short", "tag"), ROWS, ids=[row[1] for row in ROWS])
def test_names_and_their_short_forms(name: str, short: str, tag: str) -> None:
    assert tag_of(name) == tag
    assert tag_of(short) == tag
    assert {tag_of(part) for part in name.split(" | ")} == {tag}
    assert tag_of(name.upper()) == tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("German", "de"),
        ("français", "fr"),
        ("Chinese", "zh"),
        ("pt-BR", "pt-BR"),
        ("eng", "en"),
        ("cmn", "zh"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("Mandarin", "zh"),
        ("Brazilian Portuguese", "pt-BR"),
        ("Bahasa Indonesia", "id"),
        ("en_US.UTF-8", None),
        ("root", None),
        ("../", None),
        ("", None),
        (" | ", None),
        ("Klingonish", None),
    ],
)
def test_other_names(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


def test_the_table_of_scripts_says_what_the_cldr_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from_table = {code: languages.script_of(code) for code in languages._SCRIPTS}
    monkeypatch.setattr(languages, "_SCRIPTS", {})
    assert {code: languages.script_of(code) for code in from_table} == from_table
