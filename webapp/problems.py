"""What went wrong, for people as a kind page and for programs as a problem record (RFC 9457)."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from indexer.errors import IndexCorrupt, IndexMissing, IndexStale, RequestError, UnusableIndexError
from indexer.search import MAX_DEPTH
from webapp.api import json_response
from webapp.parameters import LIMIT, ParameterError
from webapp.rendering import render, shown

RETRY_AFTER = "10"  # seconds


@dataclass(frozen=True, slots=True)
class Advice:
    """What a page says of a problem: what happened, what can be done, and the command that does it."""

    title: str
    text: str
    command: str = ""


BAD_REQUEST = Advice("Так спросить не получится", "В адресе страницы есть ошибка. Попробуйте начать с самого запроса.")
BAD_PARAMETER = {
    "page": f"Номер страницы — целое число от 1 до {MAX_DEPTH // LIMIT}.",
    "sort": "Порядок бывает такой: relevance (по релевантности), newest (сначала новые), oldest (сначала старые).",
    "from": "Начало промежутка — день, месяц или год: 2024-03-01, 2024-03 или 2024, и не позже его конца.",
    "to": "Конец промежутка — день, месяц или год: 2024-03-31, 2024-03 или 2024.",
}
ADVICE = {
    404: Advice(
        "Такой страницы нет",
        "Возможно, в адресе опечатка или статьи больше нет в собрании. Попробуйте найти её поиском.",
    ),
    500: Advice(
        "Что-то сломалось",
        "Ошибка на нашей стороне, и она уже записана в журнал. Попробуйте ещё раз чуть позже.",
    ),
}
OTHER = Advice("Сервер не смог ответить", "К этой странице так обратиться нельзя. Попробуйте начать с поиска.")
INDEX_ADVICE: dict[type[UnusableIndexError], Advice] = {
    IndexMissing: Advice(
        "Поиск ещё не готов",
        "Индекс пока не построен. Постройте его командой, и поиск заработает сразу: перезапускать сервер не нужно.",
        "svodka index ПАПКА",
    ),
    IndexStale: Advice(
        "Индекс устарел",
        "Он построен другой версией программы. Перестройте его командой, и поиск заработает сразу.",
        "svodka index",
    ),
    IndexCorrupt: Advice(
        "Индекс повреждён",
        "Часть его файлов пропала или испорчена. Статьи целы: постройте индекс заново, и поиск заработает сразу.",
        "svodka index --full",
    ),
}
UNAVAILABLE = Advice("Поиск сейчас недоступен", "Индекс не отвечает. Попробуйте ещё раз через несколько секунд.")


def init_app(app: Flask) -> None:
    """Answer every error of the application, the expected and the unexpected."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RequestError, _request)
    app.register_error_handler(UnusableIndexError, _index)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    advice = BAD_REQUEST if status == 400 else ADVICE.get(status, OTHER)
    response = _answer(status, error.description or "", advice)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _request(error: RequestError) -> Response:
    rule = BAD_PARAMETER.get(error.parameter) if isinstance(error, ParameterError) else None
    return _answer(400, str(error), Advice(BAD_REQUEST.title, rule) if rule else BAD_REQUEST)


def _index(error: UnusableIndexError) -> Response:
    if not isinstance(error, IndexMissing):
        current_app.logger.error("%s", error)
    response = _answer(503, str(error), INDEX_ADVICE.get(type(error), UNAVAILABLE))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _answer(status: int, detail: str, advice: Advice) -> Response:
    if request.path.startswith("/api/"):
        title = HTTPStatus(status).phrase
        record = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return json_response(record, status, "application/problem+json")
    query = shown(request.args.get("q", ""))
    return Response(render("problem.html", advice=advice, status=status, query=query), status, mimetype="text/html")
