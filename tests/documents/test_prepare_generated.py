"""Generated sentences of the whole dictionary pass through all code for articles and queries."""

from functools import partial
from pathlib import Path

import pytest
from generated_sentences import PER_ARTICLE, articles, run
from hypothesis import given, settings
from hypothesis import strategies as st
from running import shortest
from russian_sentences import Sentences, named_in_all_ways
from russian_words import with_grammemes

from svodka.indexer.article import Article
from svodka.indexer.documents.entities import entities, new_lexicon
from svodka.indexer.documents.preparation import prepare

SENTENCES = 2_000
NAMES = 200
LENGTH = 150  # sentences of a text; its time is compared with that of a text twice as long


def test_sentences_of_the_whole_dictionary_raise_nothing() -> None:
    sentences = Sentences(1)
    texts = (sentences.text(PER_ARTICLE) for _ in range(SENTENCES // PER_ARTICLE))
    count, _, _ = run(articles(texts, 1), 1)
    assert count == SENTENCES // PER_ARTICLE


def test_given_names_after_any_word_raise_nothing() -> None:
    names = with_grammemes("Name")
    either = with_grammemes("Name", "ms-f")
    assert len(either) > 30
    chosen = [*names[:: len(names) // NAMES], *either]
    count, _, _ = run(articles(named_in_all_ways(chosen, 2), 2), 2)
    assert count == len(chosen)


@pytest.mark.parametrize("gender", ["masc", "femn"])
def test_names_of_either_gender_are_read_by_the_surname(gender: str) -> None:
    """«Саша» with each surname of the sample in -ов, -ев, -ин, after a verb of its gender."""
    verb, ending = {
        "masc": ("приехал", ("ов", "ев", "ин")),
        "femn": ("приехала", ("ова", "ева", "ина")),
    }[gender]
    surnames = with_grammemes("Surn", gender, "nomn", "sing")
    families = [word.capitalize() for word in surnames if word.endswith(ending)]
    assert len(families) > 10
    words = new_lexicon()
    for family in families:
        for name in ("Саша", "Женя", "Валя"):
            text = f"Вчера {verb} {name} {family}."
            assert list(entities((text, words.read(text))).people) == [f"{name} {family}"]


@given(st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_the_same_seed_gives_the_same_sentences(seed: int) -> None:
    assert Sentences(seed).text(20) == Sentences(seed).text(20)


PATTERNS = [pattern.__name__ for pattern in dict.fromkeys(Sentences(1).patterns)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_takes_linear_time(pattern: str) -> None:
    sentences = Sentences(3)
    made = " ".join(getattr(sentences, pattern)() for _ in range(LENGTH))
    times = [shortest_time(made * times) for times in (1, 2, 4)]
    assert times[2] < 8 * times[0] + 0.1, times


def shortest_time(text: str) -> float:
    """The shortest of several CPU times, in seconds, of preparing an article with this text."""
    article = Article("a", "", text, "a.txt")
    # Fills the caches of words, whose cost does not depend on the length.
    prepare(article, "0" * 32)
    return shortest(partial(prepare, article, "0" * 32), times=4)


def test_the_script_says_what_it_did(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import generated_sentences

    monkeypatch.setattr("sys.argv", [str(Path(generated_sentences.__file__)), "--sentences", "50"])
    generated_sentences.main()
    assert "50 sentences in 10 articles" in capsys.readouterr().out
