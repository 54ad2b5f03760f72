"""One address of each kind of page, for what has to hold of all of them."""

PAGES = {
    "start": "",
    "results": "search?q=зерно",
    "last page": "search?q=зерно&page=5&sort=newest",
    "corrected": "search?q=pthyj",
    "empty": "search?q=бегемот",
    "article": "article/news-1?q=зерно",
    "article without a query": "article/bridge-0",
    "comparison": "article/bridge-0/compare/bridge-2?q=мост",
    "hostile": "search?q=жираф",
    "hostile article": "article/hostile?q=жираф",
}
ERRORS = {"400": "search?q=зерно&page=0", "404": "nowhere"}
UNAVAILABLE = {"503": "search?q=зерно"}  # of a site whose index is not there
