# %% [markdown]
# # Слова во времени
#
# Из папки со статьями: таблица слов по месяцам, конкорданс и график. Этот файл — тетрадь: Jupyter
# и VS Code открывают его по ячейкам, `python words_over_time.py ПАПКА РИСУНОК.png` выполняет весь.

# %%
import sys

import matplotlib.pyplot as plt
import pandas as pd

from svodka import analyze, build

folder, picture = sys.argv[1:3]

# %% Индекс во временной папке живёт столько же, сколько `search`.
search = build([folder])
print(f"Статей: {len(search)}; пропущено: {len(search.report.skipped)}")

# %% Сколько статей в каждом месяце и в скольких из них есть слово в любой форме.
words = ("паром", "трамвай", "мост")
table = pd.DataFrame(
    {
        word: pd.DataFrame(search.timeline(word)).set_index("period")["articles"]
        for word in ("*", *words)
    }
).fillna(0)
shares = 100 * table[list(words)].div(table["*"], axis="index")
print(table.tail())

# %% Конкорданс — сразу таблица.
lines = pd.DataFrame(search.concordance("паром", order="right"))
print(lines[["date", "source", "left", "hit", "right"]].head())

# %% Кого упоминают рядом с этим словом.
people = pd.DataFrame(search.facets("мост", "person"))
print(people.head())

# %% Тексты и разбор слов.
texts = pd.DataFrame(search.export("трамвай"))
lemmas = texts["text"].map(lambda text: [word.lemmas[0] for word in analyze(text)])
print(lemmas.explode().value_counts().head())

# %% График: доля статей со словом, в процентах.
axes = shares.plot(title="Доля статей со словом, %", xlabel="месяц", ylabel="%")
axes.figure.savefig(picture)
plt.close(axes.figure)
