"""Example answers of the API description (OpenAPI), by the names of their schemas."""

from typing import Any
from urllib.parse import quote

_SEARCH, _QUERY = "/api/search", quote("товарооборот")
_ID = "3f1c9a5e7d2b4c68"
_ARTICLE: dict[str, Any] = {
    "id": _ID,
    "title": "Товарооборот порта вырос на треть",
    "title_marks": [[0, 12]],
    "date": "2024-08-19",
    "source": "Вестник порта",
    "section": "Экономика",
    "author": "Анна Лебедева",
    "url": "https://example.org/news/41",
    "path": "port/41.txt",
    "page_url": f"/article/{_ID}",
}
_TEXT = "За полгода порт принял рекордный груз. Товарооборот вырос на треть."

ANSWERS: dict[str, Any] = {
    "Page": {
        "query": "товарооборот",
        "understood": "товарооборот",
        "total": 37,
        "also": 212,
        "articles": 41,
        "page": 2,
        "pages": 25,
        "prev": f"{_SEARCH}?q={_QUERY}&page=1",
        "next": f"{_SEARCH}?q={_QUERY}&page=3",
        "took_ms": 3.1,
        "relaxed": False,
        "notices": [],
        "correction": None,
        "wider": {"query": "~товарооборот", "more": 12},
        "results": [
            {
                **_ARTICLE,
                "score": 7.3,
                "reprints": 0,
                "missing": [],
                "snippets": [{"text": "Товарооборот вырос на треть.", "marks": [[0, 12]]}],
            }
        ],
        "counts": None,
    },
    "Article": {
        **_ARTICLE,
        "published": "2024-08-19T10:30+03:00",
        "text": _TEXT,
        "text_marks": [[39, 51]],
    },
    "Concordance": {
        "query": "товарооборот",
        "understood": "товарооборот",
        "total": 37,
        "articles": 37,
        "found": 41,
        "lines_total": 41,
        "cut": False,
        "page": 1,
        "pages": 1,
        "prev": None,
        "next": None,
        "order": "rank",
        "words": 3,
        "sample": None,
        "seed": 1,
        "took_ms": 8.2,
        "notices": [],
        "lines": [
            {
                "id": _ID,
                "title": "Товарооборот порта вырос на треть",
                "date": "2024-08-19",
                "source": "Вестник порта",
                "field": "text",
                "range": [39, 51],
                "left": "принял рекордный груз. ",
                "hit": "Товарооборот",
                "right": " вырос на треть.",
                "lemma": "товарооборот",
                "page_url": f"/article/{_ID}",
            }
        ],
        "forms": [{"value": "товарооборот", "count": 41}],
    },
    "Trends": {
        "unit": "month",
        "took_ms": 4.1,
        "series": [
            {
                "query": "нефть",
                "understood": "нефть",
                "total": 12,
                "undated": 0,
                "notices": [],
                "points": [{"period": "2024-08", "articles": 12, "of": 480, "share": 25.0}],
            }
        ],
    },
    "Suggestions": [
        "товарооб",
        ["товарооборот"],
        ["37 статей"],
        [f"/search?q={_QUERY}"],
    ],
}
