# %% [markdown]
# # Слова во времени
#
# Из папки со статьями: таблица слов по кварталам, конкорданс и график. Этот файл — тетрадь: Jupyter
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

# %% Сколько статей каждого квартала содержат слово в любой форме.
points = pd.DataFrame(search.trends(["паром", "трамвай", "мост"], unit="month"))
points["quarter"] = pd.PeriodIndex(points["period"], freq="Q")
table = points.groupby(["quarter", "query"])[["articles", "of"]].sum()
shares = (100 * table["articles"] / table["of"]).unstack("query")
print(shares.round(1).tail())

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
axes = shares.plot(title="Доля статей со словом, %", xlabel="квартал", ylabel="%", ylim=(0, None))
axes.legend(title="слово")
axes.figure.savefig(picture, bbox_inches="tight")
plt.close(axes.figure)
