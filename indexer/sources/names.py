"""The names by which sources call the fields of an article, in several languages."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args

from svodka.indexer.sources.mapping import Field, Mapped
from svodka.indexer.sources.record_dates import date_of


def _words(written: str) -> tuple[str, ...]:
    return tuple(written.split())


#: The names of each field without blanks and signs, the most specific first. A lead stands before
#: the text and is searched with it.
NAMES: dict[Field, tuple[str, ...]] = {
    "id": _words("id guid uid uuid ид идентификатор"),
    "title": _words(
        "title headline heading header subject заголовок название заглавие titleru zagolovok "
        "iename pagetitle posttitle h1"
    ),
    "text": _words(
        "text content body articletext fulltext articlebody contenttext contenthtml текст "
        "содержание текстстатьи maintext plaintext rawtext cleantext cleanedtext textcontent "
        "bodytext bodyhtml htmlbody contentencoded yandexfulltext textclean html message "
        "caption selftext posttext newstext detailtext postcontent paragraphs story article "
        "fullstory iedetailtext blocks contentraw rawcontent contentjson contentblocks "
        "полныйтекст основнойтекст тело содержимое сообщение tekst"
    ),
    "lead": _words(
        "subtitle subheading subheadline lead lede teaser intro introtext preamble excerpt summary "
        "abstract annotation description announce anons standfirst dek shorttext previewtext "
        "leadparagraph iepreviewtext "
        "postexcerpt shortstory подзаголовок лид анонс аннотация вводка описание резюме "
        "краткоесодержание краткоеописание itunessubtitle itunessummary mediadescription"
    ),
    "date": _words(
        "date published publishedat pubdate publishdate datepublish datepublished "
        "publicationdate datetime дата датапубликации опубликовано датаивремя датавремя "
        "датавыхода датаивремяпубликации "
        "датаивремявыхода activefrom dateactivefrom ieactivefrom publishup datepub seendate "
        "issued publishtime publishedtime publishedon publishedutc firstpublished createdat "
        "datecreated created timestamp createdutc pubtime posted postedat releasedate время "
        "eventtime creationtimestamp time ts dt dateunixtime dcdate updated updatedat modified "
        "datemodified year год"
    ),
    "url": _words(
        "url link href permalink webpage webpageurl canonicalurl sourceurl weburl ссылка адрес "
        "ссылканапубликацию ссылканастатью ссылканановость ссылканаматериал ссылканаисточник "
        "ссылканасообщение detailpageurl "
        "гиперссылка интернетадрес адресстраницы адрессайта pageurl ssylka"
    ),
    "section": _words(
        "section rubric topic category categories articlesection topics sectionname categoryname "
        "rubricname rubrictitle рубрика раздел тема "
        "категория категории rubrika icgroup0"
    ),
    "author": _words(
        "avtor autor createdbyalias author authors byline creator dccreator writer authorname "
        "postauthor автор авторы "
        "журналист корреспондент"
    ),
    "source": _words(
        "sourcehostname source publisher channel sitename sourcename outlet newspaper media agency "
        "istochnik источник канал издание названиесми сми наименованиесми названиеисточника "
        "наименованиеисточника площадка газета агентство "
        "sourcedomain domain hostname host website site сайт"
    ),
}
_FIELD_OF = {
    name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)
}
# «news_title», «Дата публикации», «Заголовок новости»: the record's kind around a field's name.
_BEFORE = re.compile(r"(?:news|article|post|item|page|story|doc|document|message)(?=.)")
_AFTER = re.compile(
    r"(?<=.)(?:новости|статьи|публикации|сообщения|материала|документа|поста|записи)$"
)
# Solr's kinds of dynamic fields, behind a name of letters: «pub_date_dt», «content_txt_ru».
_KIND = re.compile(r"(?<=[a-z])_(?:dts?|tdt|txt(?:_[a-z]{2})?|t|ts|s|ss)$", re.IGNORECASE)
_PRESENT: frozenset[str] = frozenset(get_args(Field))
_LONGEST_HEADING = 200  # characters of a name that may be a title


def named(record: Mapping[str, Any], mapping: Mapped = ()) -> dict[str, Any]:
    """Return the fields of an article in a record, by its names in any case.

    If a field has several names, the most specific counts. ``texts`` has all texts, leads first,
    if there are several. ``mapping`` are pairs of a field and the record's own name for it; they
    come before the known names.
    """
    found: dict[str, list[tuple[int, Any]]] = {}
    for name, value in record.items():
        field, rank = field_of(str(name), mapping)
        if field and not is_missing(value):
            found.setdefault(field, []).append((rank, value))
    for values in found.values():
        values.sort(key=lambda item: item[0])
    fields = {field: values[0][1] for field, values in found.items() if field != "lead"}
    if date := date_of(record, [value for _, value in found.get("date", ())]):
        fields["date"] = date
    # Scrapers call the address «source» beside the name of the host.
    addresses = (value for _, value in found.get("source", ())[1:] if _is_address(value))
    if "url" not in fields and (address := next(addresses, "")):
        fields["url"] = address
    if "text" in found and "title" not in found and (heading := _heading(_own_name(record))):
        fields["title"] = heading
    texts = [value for field in ("lead", "text") for _, value in found.get(field, ())]
    if texts and "text" not in fields:
        fields["text"] = texts[0]
    return fields | {"texts": texts} if len(texts) > 1 else fields


def field_of(name: str, mapping: Mapped = ()) -> tuple[Field | None, int]:
    """Return the field that a record calls so, and the rank of this name: 0 is the best."""
    for number, (field, own) in enumerate(mapping):
        if own == name:
            return field, number - len(mapping)
    return _known(name) if len(name) <= 60 else (None, 0)


def unknown(record: Mapping[str, Any], mapping: Mapped = ()) -> Iterator[tuple[str, Any]]:
    """Yield the items of a record whose names say no field."""
    for name, value in record.items():
        if not is_missing(value) and field_of(str(name), mapping)[0] is None:
            yield str(name), value


def is_missing(value: Any) -> bool:
    """True for what stands in a record for nothing."""
    if isinstance(value, float):
        return math.isnan(value)
    return (
        value is None
        or isinstance(value, bool)
        or (isinstance(value, str | list | dict) and not value)
    )


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"https?://\S+/\S", value) is not None


@lru_cache(4096)
def _known(name: str) -> tuple[Field | None, int]:
    for written in dict.fromkeys((name, _KIND.sub("", name))):
        bare = re.sub(r"[\W_]+", "", written).lower().replace("ё", "е")
        for form in dict.fromkeys((bare, _AFTER.sub("", bare), _BEFORE.sub("", bare))):
            if form in _FIELD_OF:
                return _FIELD_OF[form]
    return None, 0


def _own_name(record: Mapping[str, Any]) -> Any:
    """Return the value of «name», in capitals as in dumps of Bitrix too."""
    return record.get("name", record.get("NAME"))


def _heading(name: Any) -> str:
    """Return a name that reads as a heading, not as that of a person; empty for others."""
    if not isinstance(name, str) or len(name) > _LONGEST_HEADING:
        return ""
    return name if any(word[:1].islower() for word in name.split()[1:]) else ""
