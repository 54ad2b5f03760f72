"""One address of each kind of page, for checks that apply to all of them."""

PAGES = {
    "start": "",
    "results": "search?q=зерно",
    "last page": "search?q=зерно&page=5&sort=newest",
    "past the last page": "search?q=зерно&page=9",
    "filtered": "search?q=зерно&source=Вестник порта&from=2023&to=2024-06&person=Анна Кузнецова",
    "filtered to nothing": "search?q=зерно&from=1999&to=1999",
    "folded": "search?q=разводной мост",
    "not folded": "search?q=разводной мост&fold=0",
    "corrected": "search?q=pthyj",
    "as typed": "search?q=pthyj&as_typed=1",
    "with notices": 'search?q="зерно (порт',
    "empty": "search?q=бегемот",
    "hostile": "search?q=жираф",
    "article": "article/news-1?q=зерно&back=page%3D2",
    "article without marks": "article/news-1?q=зерно&marks=0",
    "article with reprints": "article/bridge-0",
    "hostile article": "article/hostile?q=жираф",
    "comparison": "article/bridge-0/compare/bridge-1",
    "contexts": "concordance?q=зерно&order=left",
    "hostile contexts": "concordance?q=жираф",
    "no contexts": "concordance?q=бегемот",
    "sample": "concordance?q=зерно&order=right&words=1&sample=5&fold=0",
    "collocates": "collocates?q=зерно&least=1",
    "person": "person?name=Анна Кузнецова",
    "trends": "trends?q=зерно&q=мост",
    "trends of nothing": "trends",
    "help": "help",
    "about": "about",
}
ERRORS = {"400": "search?q=зерно&page=0", "404": "nowhere"}
UNAVAILABLE = {"503": "search?q=зерно"}  # of a site without an index
