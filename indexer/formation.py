"""Regular word-formation: from a dictionary word to others that may be of its root.

The rules are few and sure ones; still, what they give need not be a word, so whoever asks must know that it is.
"""

_RULES = (
    # учитель, учительница; теннисист, теннисистка
    ("тель", ("тельница",)),
    ("тельница", ("тель",)),
    ("ист", ("истка", "изм")),
    ("истка", ("ист", "изм")),
    ("изм", ("ист", "истка")),
    ("ник", ("ница",)),
    # опасный, опасность; готовый, готовность
    ("ный", ("ность",)),
    ("ность", ("ный",)),
    ("вый", ("вость",)),
    ("вость", ("вый",)),
    ("лый", ("лость",)),
    ("лость", ("лый",)),
    # голосовать, голосование; финансировать, финансирование
    ("вание", ("вать",)),
    ("вать", ("вание",)),
    ("изация", ("изировать", "изационный")),
    ("изировать", ("изация",)),
    # энергетика, энергетический; география, географический
    ("тика", ("тический", "тик")),
    ("ический", ("ика", "ия", "ик")),
    ("фия", ("фический", "ф")),
    ("логия", ("логический", "лог")),
    ("лог", ("логия", "логический")),
    ("ция", ("ционный",)),
    ("ционный", ("ция",)),
)
_LEAST_ROOT = 3  # letters before the ending: shorter ones have too many namesakes


def derived(word: str) -> list[str]:
    """Folded words that may be of the root of a folded dictionary word, without the word itself."""
    found = []
    for ending, others in _RULES:
        root = word.removesuffix(ending)
        if root != word and len(root) >= _LEAST_ROOT:
            found += [root + other for other in others]
    return list(dict.fromkeys(found))
