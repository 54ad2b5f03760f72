"""The pattern of a word of a text, and of the signs and groups that count as words.

A surface form alone must say what it means. So a match takes in the neighbours that decide: «XX в.»
has the full stop of its abbreviation, «5 этаж» the noun that makes the number an ordinal.
"""

import re
from collections.abc import Iterator

from svodka.indexer.analysis.folding import INVISIBLE

BLANK = "[ \u00a0\u2009\u202f]"
HYPHEN = "[-\u2010\u2011]"
CURRENCIES = "$€£¥₽₴₸₹₩₿₺₼₾₪"

# Possessive: backtracking takes memory, for a hostile word half a gigabyte.
WORD = rf"[^\W_][^\W_]*+(?:[{INVISIBLE}]++[^\W_]*+)*+"
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_NO_MORE = r"(?![^\W_]|[.,]\d)"
_NO_ADDRESS = r"(?!(?:\.(?:1\d\d|2[0-4]\d|25[0-5])){3}(?![.,]?\d))"  # 192.168.100.100
# 10 000 and 10 000,5: digits grouped by a blank, a no-break or a thin space; 1.250.000; 1,250,000.
# Each way begins with the digit, so that words are passed over quickly.
_GROUPED = (
    rf"(?:\d{{1,3}}(?:{BLANK}\d{{3}}){{1,5}}(?:[.,]\d+)?{_NO_MORE}"
    rf"|\d(?<!\d[.,]\d)\d{{0,2}}+{_NO_ADDRESS}"
    rf"(?:(?:\.\d{{3}}){{2,5}}(?:,\d+)?|(?:,\d{{3}}){{2,5}}(?:\.\d+)?){_NO_MORE})"
)
# 1 ½
_MIXED = rf"\d{{1,3}}{BLANK}[¼½¾⅓⅔⅛]{_NO_MORE}"
# 1,5 and 1.5, but not the date 19.08.2024
_DECIMAL = r"(?<!\d[.,])\d+[.,]\d+(?![^\W_]|[.,]\d)"
_SCALE = r"(?:(?:тыс|млн|млрд|трлн)\b\.?|(?:тысяч|миллион|миллиард|триллион)[а-яё]{0,2}\b)"
# $100, € 1,5 млрд
_MONEY = rf"[{CURRENCIES}]{BLANK}?(?:{_GROUPED}|{_DECIMAL}|\d+{_END})(?:{BLANK}?{_SCALE})?"
_PERCENT_ENDING = "н(?:ый|ая|ое|ые|ого|ому|ой|ую|ым|ом|ых|ыми)"
_SIGN = (
    rf"[№§]|[{CURRENCIES.replace('$', '')}]"
    # $ and % stand in programs and addresses too
    rf"|(?:(?<=[\dа-яё.])|(?<=[\dа-яё.]{BLANK}))\$(?!\w)"
    rf"|(?:(?<=\d)|(?<=\d{BLANK}))%-{_PERCENT_ENDING}{_END}|(?:(?<=\d)|(?<=\d{BLANK}))"
    rf"(?:[%‰](?!\w)|[°˚º]{BLANK}?[CСFФ]{_END}|[°˚℃℉])"
)
_HASHTAG = (
    r"#(?=[^\W_]{0,64}[a-zа-яё\d][A-ZА-ЯЁ]|[^\W_]{0,64}[A-ZА-ЯЁ]{2}[a-zа-яё]"
    r"|[^\W_\d]{1,64}\d|\d{1,64}[^\W_\d])[^\W_]++"
)
# п р и к а з, П Р И К А З
_SPACED = (
    rf"{_START}[А-ЯЁа-яё](?:(?:[ \u00a0][а-яё]{_END}){{3,31}}|(?:[ \u00a0][А-ЯЁ]{_END}){{3,31}})"
)
_TENS = (
    r"(?=[дтспшвДТСПШВ])"
    r"(?i:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто)[ \u00a0]"
    r"(?i:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят)"
    r"(?i:[ыоаеиь][а-яё]{1,3}|ья|ье|ьи|ью)\b"
)
# Nouns that have their number before them as an ordinal: 5 этаж, на 9 месте, II квартал
_ORDERED = (
    r"(?:этаж|класс|курс|век|квартал|сезон|тур|раунд|подъезд|разряд|созыв)(?:а|у|ом|е)?"
    r"|мест(?:о|у|ом|е)|полугоди(?:е|я|ю|и)"
)
_NUMBERED = rf"\d{{1,2}}[ \u00a0](?:{_ORDERED}){_END}"
_AFTER_ROMAN = (
    rf"{_ORDERED}|этап[а-я]{{0,2}}|съезд[а-я]{{0,2}}|ранг[а-я]{{0,2}}|степен[а-я]{{1,2}}"
    r"|чтени[а-я]|категори[а-я]|групп[а-я]|том[а-я]{0,2}|глав[а-я]|част[а-я]{1,2}|вв?\b\.?"
    r"|(?:конгресс|форум|фестивал|чемпионат|конкурс|турнир|саммит)[а-я]{0,2}"
    r"|тысячелети[а-я]|дивизион[а-я]{0,2}|очеред[а-я]{1,2}|миров(?:ая|ой|ую)"
    r"|(?:[А-ЯЁ][а-яё]{2,30}(?:ск|н)|олимпийск|паралимпийск|международн|всероссийск)"
    r"(?:ий|ый|ая|ое|ие|ые|ой|ого|ому|ую|ом|им|ым|их|ых|ими|ыми)"
)
# A letter that could be another word is a Roman digit only before such a noun.
_ROMAN = rf"[IVXІХ][ \u00a0](?:{_AFTER_ROMAN}){_END}"
# Пётр I: after a Russian word. The blank or mark behind tells it from the English word.
_RULER = r"(?<=[а-яё][ \u00a0])[IV](?![ \u00a0][A-Za-z])[ \u00a0\t\n\r\f\v.,;:!?)»]"
# Adjectives before their noun: соц. сети
_CLIPPED_ADJECTIVES = (
    "авиац|адм|амер|белор|воен|вост|высш|гос|дет|ест|жен|зап|ист|каз|кап|кит|лит|макс|мат|матем|мед"
    "|муж|муз|муниц|нар|науч|нац|общ|отв|пед|пенс|полит|прав|пром|рос|росс|сан|сев|сов|совр|соц"
    "|спец|ср|тех|техн|укр|уч|фед|физ|фин|хим|хоз|худ|эл|экон|эконом|юж|юр|яп"
)
# Offices before a name or another word: деп. Иванов
_OFFICES = "деп|докт|каф|лаб|отд|преп|реж|секр|студ"
# Behind «т.» or «т» and a blank or a mark: 5 т, 5 млн т. The letter comes first, as it is rare.
_OF_TONNES = "|".join(
    rf"(?<={scale}{BLANK}т[^а-яё])"
    for scale in (r"\d", "тыс", r"тыс\.", "млн", r"млн\.", "млрд", "тысяч")
)
# 5 т, with the blank or mark behind that tells it from «т. е.»
_TONNES = rf"т[ \u00a0\t\n\r\f\v,;:!?)»](?:{_OF_TONNES})"
# XX в., 100 р.; г. Тула, д. 5; кв. м; им. Чехова
_ABBREVIATION = (
    rf"{_START}(?:(?:(?<=\d{BLANK})|(?<=[IVXХІ]{BLANK}))вв?\.(?!\w)"
    rf"|(?<=\d{BLANK})(?:[ркстч]|мар|сен|ноя)\.(?!\w)|т\.(?:{_OF_TONNES})(?!\w)"
    rf"|пр\.(?={BLANK}?[А-ЯЁ][а-яё])"
    rf"|(?:[гдклопрст]|[дпсч](?=\.{BLANK}?\d))\.(?={BLANK}?(?:[А-ЯЁ][а-яё]|\d))(?<!\d{BLANK}..)"
    rf"|(?:дер|ш|гл|ген)\.(?={BLANK}?[А-ЯЁ\d])"
    rf"|(?:гл|ген|нем|тел)\.(?={BLANK}?[а-яёA-Za-z+(])|тел\.(?={BLANK}?\d)"
    rf"|(?i:{_CLIPPED_ADJECTIVES})\.(?={BLANK}[а-яё]{{3}})"
    rf"|(?i:{_OFFICES})\.(?={BLANK}[А-ЯЁа-яё][а-яё]{{2}})"
    rf"|(?:род|ум)\.(?={BLANK}?(?:\d|в{BLANK}))"
    rf"|(?:кв|куб)\.(?={BLANK}?(?:[кдс]?м{_END}|метр))|им\.(?={BLANK}?[А-ЯЁ«]))"
)
# К.П.С.С., U.S.: three letters or more, as two are initials: А.С. Пушкин, А.С.Пушкин
_DOTTED = r"(?:[A-ZА-ЯЁ]\.){2,31}[A-ZА-ЯЁ](?![^\W_])|(?:U\.[SKN]|E\.U)(?![^\W_])"
_PROGRAMMING = rf"{_START}[A-Za-zСс](?:\+\+|#)(?![^\W_]|[+#])"
# The hyphen of «двух- и трёхкомнатные», «одно-, двух-»
_HANGING = rf"{HYPHEN}(?=,{BLANK}|{BLANK}(?:и|или|либо){BLANK})"

# Most words of a text, found without a look at the rarer patterns.
_PLAIN = r"[А-ЯЁа-яё][а-яё]++(?=[ ,\n»\":;!?)])(?<!дцать)(?<!десят)(?<!сорок)(?<!носто)"

# A word of a text.
TOKEN = re.compile(
    rf"(?=[^\W_]|[{CURRENCIES}№§%‰°˚º℃℉#])(?:{_PLAIN}|{_MONEY}|{_SIGN}|{_HASHTAG}"
    rf"|{_START}(?:{_NUMBERED}|{_GROUPED}|{_DECIMAL}|{_MIXED}|{_ROMAN}|{_RULER}|{_TENS}|{_TONNES}"
    rf"|{_DOTTED})"
    rf"|{_SPACED}|{_ABBREVIATION}|{_PROGRAMMING}"
    # Нью-Йорк, О’Нил, Ту-154, Москва[1] with the mark of a footnote, and двух- before «и»
    rf"|{WORD}(?:[-\u2010\u2011'’ʼ]{WORD})*+(?:(?<=[^\W\d_])\[\d{{1,3}}\]|{_HANGING})?)"
)

# An address of the web. It is for programs: what its path spells, nobody has written.
_ADDRESS = re.compile(
    rf"{_START}(?:https?|ftp|tg)://[^\s<>\"«»()\[\]{{}}|*]{{1,2000}}", re.IGNORECASE
)


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of TOKEN in a text, in order; an address like https://… has no words."""
    if "://" in text:
        text = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    return TOKEN.finditer(text)


def is_hanging(surface: str) -> bool:
    """True for the first part of a compound, with a hyphen at its end: «двух-»."""
    return surface[-1] in HYPHEN[1:-1]


def is_address(text: str) -> bool:
    """True for an address of the web without anything beside it."""
    return bool(_ADDRESS.fullmatch(text))
