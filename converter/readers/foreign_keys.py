"""What the keys of a header are called in other languages than English, field by field.

One line a language or script. A word that a story's line may well begin with has no place here.
"""

FOREIGN_KEYS = {
    "title": "titel|titre|título|titolo|tytuł|tittel|název|cím|titlu|başlık|judul|tiêu đề|τίτλος"
    "|название|назва|заглавие|наслов"
    "|书名|書名|题名|題名|标题|標題|作品名|作品名称|タイトル|제목"
    "|العنوان|عنوان|כותרת|שם הסיפור|शीर्षक|ชื่อเรื่อง",
    "authors": "autor|autorin|autoren|autor(in)|verfasser|verfasserin|auteur|auteure|autrice|auteurs|autora"
    "|autores|autor(a)|autore|autori|autorka|autorzy|schrijver|schrijfster|författare|forfatter|kirjoittaja"
    "|szerző|yazar|penulis|tác giả|συγγραφέας"
    "|автор|авторы|авторка|автори|соавтор|соавторы|співавтор"
    "|作者|作者名|著者|작가|저자|글쓴이|지은이"
    "|المؤلف|المؤلفة|الكاتب|الكاتبة|تأليف|بقلم|نویسنده|מחבר|מחברת|כותב|כותבת|מאת|लेखक|ผู้แต่ง|ผู้เขียน",
    "series": "serie|reihe|série|seria|seri|sorozat|серия|серія|цикл|系列|シリーズ|시리즈"
    "|السلسلة|سلسلة|مجموعه|סדרה",
    "summary": "zusammenfassung|kurzbeschreibung|inhalt|résumé|resumen|sinopsis|descripción|resumo|sinopse"
    "|descrição|riassunto|sinossi|trama|streszczenie|opis|samenvatting|sammanfattning|sammendrag"
    "|tiivistelmä"
    "|shrnutí|anotace|összefoglaló|leírás|rezumat|özet|ringkasan|tóm tắt|περίληψη"
    "|описание|аннотация|саммари|краткое содержание|опис|анотація|короткий зміст|резюме"
    "|简介|簡介|内容简介|內容簡介|内容介绍|作品简介|文案|摘要|梗概|あらすじ|概要|줄거리|작품 소개"
    "|작품소개|요약"
    "|الملخص|ملخص|نبذة|الوصف|خلاصه|چکیده|תקציר|תיאור|सारांश|เรื่องย่อ",
    "notes": "anmerkung|anmerkungen|anmerkungen des autors|anmerkung des autors|anmerkungen der autorin"
    "|anmerkung der autorin|note de l'auteur|notes de l'auteur|notas|nota del autor|notas del autor"
    "|notas de la autora|notas do autor|notas da autora|note dell'autore|note dell'autrice|notatki"
    "|od autora"
    "|od autorki|notka autora|notka autorki|poznámky|megjegyzés|yazarın notu|yazar notu"
    "|примечания|примечание|примечания автора|примечание автора|от автора|авторские примечания"
    "|примітки|примітка|примітки автора|від автора"
    "|备注|備註|作者有话说|作者的话|備考|前書き|작가의 말"
    "|ملاحظات|ملاحظات المؤلف|ملاحظات الكاتب|یادداشت نویسنده|הערות|הערות הכותב|הערות הכותבת",
    "rating": "altersfreigabe|altersempfehlung|classification|clasificación|classificação|valutazione"
    "|kategoria wiekowa|besorolás|korhatár|derecelendirme"
    "|рейтинг|分级|分級|レーティング|年齢制限|등급|التصنيف|رده سنی|דירוג",
    "warnings": "warnung|warnungen|avertissement|avertissements|advertencia|advertencias|avisos"
    "|avvertimenti"
    "|avvertenze|ostrzeżenia|ostrzeżenie|waarschuwing|waarschuwingen|varování|figyelmeztetés|uyarılar"
    "|предупреждения|предупреждение|попередження"
    "|警告|预警|預警|注意事項|경고|تحذيرات|التحذيرات|هشدارها|אזהרות|אזהרה",
    "categories": "kategorie|catégorie|categoría|categoria|направленность|категория|категорія|カテゴリ",
    "fandoms": "fandomy|фэндом|фандом|фэндомы|фандомы|фендом|原作|同人|팬덤|원작|الفاندوم|فندوم|פאנדום",
    "relationships": "paarung|paarungen|pärchen|couple|couples|pareja|parejas|casal|casais|coppia|coppie"
    "|paring|paringi|pairingi|çift|çiftler"
    "|пэйринг|пейринг|пэйринги|пейринги|пэйринг и персонажи|пэйринг или персонажи|отношения|пейрінг"
    "|пейрінги"
    "|配对|配對|cp|カップリング|커플|커플링|الثنائي|זוג|זוגות",
    "characters": "charaktere|figuren|hauptfiguren|personnages|personajes|personagens|personaggi"
    "|postacie|bohaterowie|personages|postavy|szereplők|karakterler"
    "|персонажи|герои|основные персонажи|персонажі|герої"
    "|角色|人物|主角|登場人物|キャラクター|등장인물|캐릭터|الشخصيات|شخصیت ها|דמויות",
    "tags": "schlagwörter|schlagworte|étiquettes|mots-clés|etiquetas|palabras clave|palavras-chave"
    "|etichette"
    "|tagi|etiketler|género|gênero|genere|gatunek|žánr|műfaj|tür"
    "|метки|теги|жанр|жанры|ключевые слова|мітки|теґи|жанри"
    "|标签|標籤|内容标签|关键词|關鍵詞|关键字|类型|類型|タグ|キーワード|ジャンル|태그|키워드|장르"
    "|الوسوم|النوع|برچسب ها|ژانر|תגיות|תגים|ז'אנר|คำสำคัญ",
    "language": "sprache|langue|idioma|língua|lingua|taal|język|språk|sprog|kieli|jazyk|nyelv|limba"
    "|dil|bahasa"
    "|ngôn ngữ|γλώσσα|язык|мова|език|语言|語言|言語|언어|اللغة|زبان|שפה|भाषा|ภาษา",
    "words": "wörter|wortzahl|mots|nombre de mots|palabras|número de palabras|palavras|número de palavras"
    "|parole|numero di parole|słowa|liczba słów|woorden|aantal woorden|kelime sayısı|kelimeler"
    "|слова|количество слов|кількість слів|字数|字數|文字数|글자 수|글자수|عدد الكلمات|الكلمات|تعداد کلمات"
    "|מילים|מספר מילים",
    "chapters": "kapitel|anzahl kapitel|kapitler|kapitlar|kapittel|luvut|главы|розділи|الفصول|فصول|فصل ها"
    "|chapitres|nombre de chapitres|capítulos|capitoli|rozdziały|hoofdstukken|kapitoly|fejezetek"
    "|bölüm sayısı|количество глав|кол-во глав|кол-во частей|количество частей|кількість розділів"
    "|章节数|章數|章数|話数|총 화수|عدد الفصول|تعداد فصل ها|פרקים|מספר פרקים",
    "status": "statut|estado|stato|stav|durum|статус|状态|狀態|进度|進度|状態|상태|الحالة|وضعیت|סטטוס|מצב",
    "published": "veröffentlicht|veröffentlicht am|erstellt am|publié|publié le|publicado"
    "|pubblicato|opublikowano"
    "|yayınlanma tarihi|опубликовано|дата публикации|опубліковано|发布时间|发表时间|公開日|投稿日"
    "|掲載日|게시일"
    "|تاريخ النشر|تاریخ انتشار|תאריך פרסום",
    "updated": "aktualisiert|aktualisiert am|mis à jour|mis à jour le|actualizado|atualizado|aggiornato"
    "|zaktualizowano|обновлено|оновлено|更新时间|更新日|수정일|آخر تحديث",
    "publisher": "verlag|éditeur|editorial|editora|editore|wydawca|издательство|видавництво|出版社"
    "|출판사|الناشر|ناشر",
    "url": "quelle|lien|enlace|fuente|fonte|źródło|bron|источник|ссылка|джерело|посилання|链接|連結"
    "|来源|网址|링크|الرابط",
    "others": "übersetzer|übersetzerin|traducteur|traductrice|traductor|traductora|tradutor"
    "|tradutora|tłumacz"
    "|tłumaczka|переводчик|перекладач|译者|譯者|翻訳者|訳者|번역|역자|المترجم|ترجمة|مترجم|תרגום"
    "|бета|гамма|дисклеймер|посвящение|размер|публикация на других ресурсах|розмір|присвята",
}
"""The names of each field's key, as in ``ALIASES``."""
