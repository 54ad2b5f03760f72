"""The weights of the ranking, the same on every engine.

They were chosen together on judged collections of names, headlines and questions, each alone and
the headlines also among 23,000 other, mostly shorter texts (svodka eval,
tests/benchmarks/tools/mixed_headlines.py). Lengths are normalised by their root, not by the usual
b .75. That b punishes articles of 1,000 words too much beside posts of 20 words. A small b serves
collections of articles alone worse.

An index in OpenSearch holds scores of single words: a change of K1, or of what is said here of
titles, leads and their lengths, also needs another ``VERSION`` in ``opensearch/mapping.py``.
"""

K1 = 0.9  # saturation of the frequency of a word
TITLE_WEIGHT = 2.0  # weight of a word in the title; in the text it is 1
TITLE_B = 0.4  # share of a title's length in the norm of its words

LEAD = 40  # words: a news article says in its first sentences what it is about
LEAD_WEIGHT = 1.0  # additional weight of a word in the lead of a long text
SHORT, LONG = 120, 180  # words: a shorter text has no lead, a longer one has

FORM_WEIGHT = 0.1  # additional weight of the exact form that was typed
# Share of their rarity that neighbours in the query earn as neighbours in the text, in any form.
PAIR_WEIGHT = 0.3
PASSAGE_WEIGHT = 0.5  # share of their rarity that words earn in one passage
PASSAGE = 40  # words; passages overlap by half
NEAR_WORDS = 16  # words of the query that count for proximity
# Words that spell a name are hardly one where they stand apart, and are one as neighbours.
SPELT_WEIGHT, SPELT_PAIR_WEIGHT = 0.3, 0.8
