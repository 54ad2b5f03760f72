"""Segments give back the words of their articles, and stay the same when they are merged."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from hostile import payloads
from hypothesis import given
from hypothesis import strategies as st
from russian_sentences import Sentences

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.documents import preparation
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines.whoosh.format import schema, value_columns
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, reading
from svodka.indexer.engines.whoosh.storage.files import Storage
from svodka.indexer.engines.whoosh.write import collection, inversion
from svodka.indexer.engines.whoosh.write.merging import merge
from svodka.indexer.engines.whoosh.write.segment_writer import SegmentSink
from svodka.indexer.errors import IndexCorrupt

HYPHENS = (
    "Мэр Нью-Йорка приехал в Санкт-Петербург, а Ту-154 улетел в Ростов-на-Дону.",
    "НЬЮ-ЙОРК ждёт. Ёлки-палки! Кто-то где-то сказал: «Ещё чуть-чуть».",
    "",
    "a" * 300 + "-" + "б" * 300,
    f"начало{' ' * 700}конец{'.' * 70_000}совсем",
)


def articles(seed: int, size: int) -> list[Article]:
    """Articles of the whole dictionary, with odd texts among them."""
    sentences = Sentences(seed)
    odd = [*HYPHENS, *payloads()]
    return [
        Article(
            f"{seed}-{number}",
            sentences.text(1),
            odd[number % len(odd)] if number % 3 == 0 else sentences.text(6),
            f"{seed}/{number}.txt",
            date=f"2024-05-{number % 28 + 1:02}" if number % 4 else None,
            source=("Вестник", "Новости Севера", "")[number % 3],
            author="Анна Котова" if number % 5 == 0 else "",
            url="https://news.vestnik.example/1" if number % 2 else "",
        )
        for number in range(size)
    ]


def prepared(some: Iterable[Article]) -> list[Document]:
    """Documents, the second half with words of another lexicon."""
    every = [*some]
    found = []
    for number, article in enumerate(every):
        if number == len(every) // 2:
            preparation._lexicon = new_lexicon()
        found.append(prepare(article, f"{number:032x}", ("прежний",) if number == 1 else ()))
    return found


def written(folder: Path, some: Iterable[Document]) -> OpenSegment:
    """One segment with these documents."""
    sink = SegmentSink(folder)
    for document in some:
        sink.add(document)
    (segment,) = sink.close().part
    return OpenSegment(Storage(str(folder)), segment)


def said(segment: OpenSegment) -> dict[str, object]:
    """All that the living documents of a segment say, by the ids of the articles."""
    ids = {doc: segment.entry(doc).id for doc in np.flatnonzero(segment.alive).tolist()}
    lists = {}
    for field, terms in segment.fields.items():
        for number, name in enumerate(terms.names(0, len(terms))):
            found = [
                (ids[one >> 32], one & 0xFFFFFFFF)
                for one in terms.postings(number).occurrences.tolist()
                if one >> 32 in ids
            ]
            if found:
                lists[field, name] = sorted(found)
    rows = {
        id: (
            segment.article(doc),
            segment.entry(doc).former,
            segment.sentences(doc).tolist(),
            segment.columns.signatures[doc].tolist(),
            {name: int(numbers[doc]) for name, numbers in segment.numbers.items()},
            segment.title(doc).tokens(),
            segment.text(doc).tokens(),
            segment.text(doc).words.flags[segment.text(doc).ids].tolist(),
            {name: named(column, doc) for name, column in segment.values.items()},
        )
        for doc, id in ids.items()
    }
    return {"lists": lists, "rows": rows}


def named(column: value_columns.Column, doc: int) -> list[str]:
    return sorted(column.values()[ref] for ref in column.refs_of(np.array([doc])).tolist())


@given(st.text(), st.text('абвё🙂\u2028\ud800\\"\x98\x85ўЉ'))
def test_packed_articles_lose_nothing(title: str, text: str) -> None:
    article = Article("a", title, text, "а.txt", date=None, url="https://a.example/?q=№")
    assert schema.unpack_article(schema.pack_article(article)) == article


def test_a_letter_takes_a_byte() -> None:
    article = Article("a", "", "Ёлки, «ели» и пихты — №1", "")
    assert len(schema.pack_article(article)) < len(article.text) + 60


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_raise_one_kind_of_error(tmp_path: Path, seed: int) -> None:
    """Even where their checksums are right."""
    segment = written(tmp_path, prepared(articles(9, 12)))
    entry = SimpleNamespace(
        segment_id=lambda: segment.name, doc_count_all=lambda: 12, deleted_docs=list
    )
    random = Random(seed)
    files = [path for path in tmp_path.iterdir() if path.name.startswith(segment.name)]
    assert len(files) == 7
    errors = 0
    for path in [*files, *files]:
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        try:
            opened = OpenSegment(Storage(str(tmp_path)), entry)
            with reading():
                read_through(opened)
            opened.check()
        except IndexCorrupt:
            errors += 1
        path.write_bytes(whole)
    assert errors


def read_through(segment: OpenSegment) -> None:
    """Read what queries and pages read."""
    for doc in range(segment.size):
        segment.title(doc).tokens()
        segment.text(doc).tokens()
        segment.sentences(doc)
        segment.entry(doc)
    for term in ("стать", "в", "и"):
        segment.postings("lemma", term)
        segment.document_frequency("form", term)
        list(segment.terms("form", term))


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything come in many blocks."""
    monkeypatch.setattr(inversion, "PIECE", 300)
    monkeypatch.setattr(inversion, "_ROWS", 70)
    monkeypatch.setattr(inversion.block_bounds, "__defaults__", (90,))


def test_words_come_back_as_analysis_gives_them(tmp_path: Path) -> None:
    some = articles(1, 150)
    segment = written(tmp_path, prepared(some))
    segment.check()
    for doc, article in enumerate(some):
        assert segment.title(doc).tokens() == analyze(article.title)
        assert segment.text(doc).tokens() == analyze(article.text)
        text = segment.text(doc)
        assert text.length == segment.numbers["text_length"][doc]
        assert text.words.hashes[text.words.forms[text.ids]].dtype == np.uint32


def test_postings_are_those_of_the_tokens(tmp_path: Path, small_blocks: None) -> None:
    some = articles(2, 120)
    segment = written(tmp_path, prepared(some))
    segment.check()
    forms, lemmas = expected(some)
    for field, lists in (("form", forms), ("lemma", lemmas)):
        terms = segment.fields[field]
        assert [name.decode() for name in terms.names(0, len(terms))] == sorted(lists)
        for term, occurrences in lists.items():
            postings = segment.postings(field, term)
            assert postings is not None
            assert postings.occurrences.tolist() == occurrences
            docs = {one >> 32 for one in occurrences}
            assert segment.document_frequency(field, term) == len(docs)


def expected(some: Sequence[Article]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """The occurrences of forms and lemmas, one by one."""
    forms: dict[str, list[int]] = {}
    lemmas: dict[str, list[int]] = {}
    for doc, article in enumerate(some):
        for zone, text in enumerate((article.title, article.text)):
            for token in analyze(text):
                occurrence = doc << 32 | zone << 31 | token.position
                forms.setdefault(token.form, []).append(occurrence)
                for lemma in token.lemmas:
                    lemmas.setdefault(lemma, []).append(occurrence)
    return forms, lemmas


def test_merged_segments_say_what_they_said(tmp_path: Path, small_blocks: None) -> None:
    parts = [written(tmp_path, prepared(articles(seed, 60))) for seed in (3, 4, 5)]
    parts[1].alive[::2] = False
    parts[1]._has_no_deletions = False
    parts[2].alive[:] = False
    parts[2]._has_no_deletions = False
    merged = OpenSegment(Storage(str(tmp_path)), merge(tmp_path, parts))
    merged.check()
    assert merged.size == 90
    rows: dict[str, object] = {}
    lists: dict[tuple[str, bytes], list[object]] = {}
    for part in parts:
        own = said(part)
        rows |= own["rows"]  # type: ignore[operator]
        for term, found in own["lists"].items():  # type: ignore[attr-defined]
            lists.setdefault(term, []).extend(found)
    assert said(merged) == {
        "lists": {term: sorted(found) for term, found in lists.items()},  # type: ignore[type-var]
        "rows": rows,
    }


def test_merging_writes_what_writing_at_once_does(tmp_path: Path) -> None:
    some = [prepared(articles(seed, 40)) for seed in (6, 7)]
    parts = [written(tmp_path, one) for one in some]
    merged = OpenSegment(Storage(str(tmp_path)), merge(tmp_path, parts))
    at_once = written(tmp_path, [*some[0], *some[1]])
    for extension in (".trm", ".pst", ".tok", ".lex", ".art", ".values"):
        first, second = (tmp_path / f"{one.name}{extension}" for one in (merged, at_once))
        assert first.read_bytes() == second.read_bytes(), extension


def test_words_of_one_spelling_keep_their_lemmas_in_merged_segments(tmp_path: Path) -> None:
    texts = (
        "Награду вручили Маску лично.",
        "Маску носят все.",
        "Рыболовные суда ушли, пост-Ё14 пуст.",
        "Суда нет. Ё14 и Ё14.",
    )
    some = [Article(f"t{at}", "Заметка", text, f"t{at}.txt") for at, text in enumerate(texts)]
    parts = [written(tmp_path, prepared([one])) for one in some]
    merged = OpenSegment(Storage(str(tmp_path)), merge(tmp_path, parts))
    merged.check()
    assert [merged.text(doc).tokens() for doc in range(4)] == [*map(analyze, texts)]
    for lemma, docs in (("маск", {0}), ("судно", {2}), ("суд", {2, 3}), ("маска", {0, 1})):
        postings = merged.postings("lemma", lemma)
        assert postings is not None
        assert {one >> 32 for one in postings.occurrences.tolist()} == docs


def test_a_failed_document_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = prepared(articles(8, 30))
    sink = SegmentSink(tmp_path)
    packed = collection.columns.packed_article

    def failing(article: Article) -> bytes:
        if article.id.endswith("7"):
            raise RuntimeError("сбой")
        return packed(article)

    monkeypatch.setattr(collection.columns, "packed_article", failing)
    failed = 0
    for document in some:
        try:
            sink.add(document)
        except RuntimeError:
            failed += 1
    (segment,) = sink.close().part
    opened = OpenSegment(Storage(str(tmp_path)), segment)
    opened.check()
    kept = [document for document in some if not document.article.id.endswith("7")]
    assert (failed, opened.size) == (3, 27)
    assert said(opened) == said(written(tmp_path, kept))
