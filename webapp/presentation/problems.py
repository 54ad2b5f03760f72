"""Error responses: a page for people, a problem record (RFC 9457) for programs."""

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException

from svodka.indexer.errors import (
    IndexCorrupt,
    IndexMissing,
    IndexStale,
    IndexUnreachable,
    IndexUntrusted,
    RequestError,
    UnusableIndexError,
)
from svodka.indexer.results.collocates import MOST_LEAST
from svodka.indexer.results.concordance import MOST_SAMPLED
from svodka.indexer.results.request import LIMIT, MAX_DEPTH
from svodka.indexer.results.trends import MOST_QUERIES
from svodka.webapp.monitoring.logs import LOG, sentence
from svodka.webapp.parameters import ParameterError, UnknownParameterError
from svodka.webapp.presentation.language import chosen
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.presentation.responses import json_response

RETRY_AFTER = "10"  # seconds
BUSY_FOR = "3"  # seconds: a crowd passes sooner than an index is repaired


@dataclass(frozen=True, slots=True)
class Advice:
    """The text of an error page: what happened, what to do, and the command for it."""

    title: str
    text: str
    command: str = ""


BAD_REQUEST = Advice(
    _("Неверный адрес"),
    _("В адресе страницы есть ошибка. Попробуйте начать с самого запроса."),
)
BAD_PARAMETER = {
    "page": _("Номер страницы — целое число от 1 до %(most)s.", most=MAX_DEPTH // LIMIT),
    "language": _("Допустимые языки: ru (русский), en (английский)."),
    "sort": _(
        "Допустимые значения: relevance (по релевантности), newest (сначала новые), oldest "
        "(сначала старые), added (недавно добавленные)."
    ),
    "from": _("Не удалось распознать дату начала. Подойдёт 2024, 03.2024 или 01.03.2024."),
    "to": _("Не удалось распознать дату конца. Подойдёт 2024, 03.2024 или 31.03.2024."),
    "sample": _("Размер выборки — целое число от 1 до %(most)s.", most=MOST_SAMPLED),
    "least": _("Наименьшее число статей — целое число от 1 до %(most)s.", most=MOST_LEAST),
    "q": _("Сравнить можно не больше %(most)s запросов.", most=MOST_QUERIES),
}
ADVICE = {
    404: Advice(
        _("Такой страницы нет"),
        _(
            "Возможно, в адресе опечатка или статьи больше нет в архиве. Попробуйте найти её "
            "поиском."
        ),
    ),
    401: Advice(
        _("Нужен пароль"),
        _("Этот архив открыт не всем. Имя и пароль знает администратор сайта."),
    ),
    413: Advice(
        _("Слишком большой запрос"),
        _("Такой большой запрос сайт не принимает. Попробуйте начать с поиска."),
    ),
    421: Advice(
        _("Сайт не обслуживает это имя"),
        _(
            "Сервер отвечает только по своим именам и адресам. Проверьте адрес в браузере; если "
            "имя верное, его может добавить администратор сайта."
        ),
        _("SVODKA_HOSTS=ИМЯ svodka serve"),
    ),
    429: Advice(
        _("Слишком много попыток"),
        _("Слишком много неверных паролей. Попробуйте ещё раз через минуту."),
    ),
    500: Advice(
        _("Что-то сломалось"),
        _("Ошибка на нашей стороне, и она уже записана в журнал. Попробуйте ещё раз чуть позже."),
    ),
}
OTHER = Advice(
    _("Сервер не смог ответить"),
    _("Такой запрос к странице не поддерживается. Попробуйте начать с поиска."),
)
INDEX_ADVICE: dict[type[UnusableIndexError], Advice] = {
    IndexMissing: Advice(
        _("Поиск ещё не готов"),
        _(
            "Индекс пока не построен. Постройте его командой, и поиск заработает сразу: "
            "перезапускать сервер не нужно."
        ),
        _("svodka index ПАПКА"),
    ),
    IndexStale: Advice(
        _("Индекс устарел"),
        _(
            "Он построен другой версией программы. Перестройте его командой, и поиск заработает "
            "сразу. Серверы прежней версии тем временем продолжают отвечать."
        ),
        "svodka index",
    ),
    IndexCorrupt: Advice(
        _("Индекс повреждён"),
        _(
            "Часть его файлов пропала или испорчена. Статьи целы: постройте индекс заново, и "
            "поиск заработает сразу."
        ),
        "svodka index --full",
    ),
    IndexUntrusted: Advice(
        _("Индексу нельзя доверять"),
        _(
            "Его файлы может изменить посторонний, поэтому поиск по ним не ведётся. "
            "Оставьте право на запись только владельцу, и поиск заработает сразу."
        ),
        _("chmod -R go-w ПАПКА_ИНДЕКСА"),
    ),
    IndexUnreachable: Advice(
        _("Кластер не отвечает"),
        _(
            "Индекс цел, но серверы, на которых он хранится, сейчас недоступны. Попробуйте ещё "
            "раз через несколько секунд."
        ),
    ),
}
UNAVAILABLE = Advice(
    _("Поиск сейчас недоступен"),
    _("Индекс не отвечает. Попробуйте ещё раз через несколько секунд."),
)
NO_ADDRESS = Advice(
    _("Адрес сайта не задан"),
    _(
        "Этот файл состоит из полных адресов страниц. Его нет, пока администратор не задал адрес "
        "сайта."
    ),
    _("SVODKA_ADDRESS=https://АДРЕС/ svodka serve"),
)
BUSY = Advice(
    _("Сейчас слишком много запросов"),
    _("Сервер перегружен. Попробуйте ещё раз через несколько секунд."),
)
FOR_PROGRAMS = ("/suggest", "/healthz", "/livez", "/metrics")  # besides everything under /api/
FILES = ("/export.", "/feed.atom", "/trends.csv")


def init_app(app: Flask) -> None:
    """Handle all errors of the application, expected and unexpected."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RequestError, _request)
    app.register_error_handler(UnusableIndexError, _index)


def no_address() -> Response:
    """The response for files that need absolute addresses, if no address is configured."""
    return _answer(404, "The site was told no address: set SVODKA_ADDRESS.", NO_ADDRESS)


def busy() -> Response:
    """The response to requests above the limit. It is cheap: it is sent under full load."""
    if _for_programs():
        response = _answer(
            503, f"Too many requests are at work. Ask again in {BUSY_FOR} seconds.", BUSY
        )
    else:
        response = Response(_busy_page(chosen(), request.script_root), 503, mimetype="text/html")
    response.headers["Retry-After"] = BUSY_FOR
    return response


@lru_cache(16)
def _busy_page(_language: str, _root: str) -> str:
    return render("busy.html", advice=BUSY, status=HTTPStatus.SERVICE_UNAVAILABLE.value)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    advice = BAD_REQUEST if status == 400 else ADVICE.get(status, OTHER)
    response = _answer(status, error.description or "", advice)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _request(error: RequestError) -> Response:
    if isinstance(error, UnknownParameterError):
        # As plain text, which templates escape: they trust lazy ones.
        rule = str(_("Параметра «%(name)s» в этом адресе не бывает.", name=error.parameter))
        return _answer(400, str(error), Advice(BAD_REQUEST.title, rule))
    if isinstance(error, ParameterError):
        return _answer(400, str(error), parameter_advice(error), _without(error.parameter))
    return _answer(400, str(error), BAD_REQUEST)


def parameter_advice(error: ParameterError) -> Advice:
    """The advice about a wrong value: which ones are right, if readers type it themselves."""
    rule = BAD_PARAMETER.get(error.parameter)
    return Advice(BAD_REQUEST.title, rule) if rule else BAD_REQUEST


def _without(parameter: str) -> str:
    """The address that was asked for without a parameter; empty if nothing would be left of it."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != parameter]
    return f"{request.script_root}{request.path}?{urlencode(kept)}" if kept else ""


def index_advice(error: UnusableIndexError) -> Advice:
    """The advice about an index that cannot serve."""
    return INDEX_ADVICE.get(type(error), UNAVAILABLE)


def _index(error: UnusableIndexError) -> Response:
    if not isinstance(error, IndexMissing):
        LOG.error("index unusable", extra={"facts": {"detail": sentence(error)}})
    response = _answer(503, error.public, index_advice(error))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _answer(status: int, detail: str, advice: Advice, without: str = "") -> Response:
    if _for_programs():
        title = HTTPStatus(status).phrase
        record = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return json_response(record, status, "application/problem+json")
    # A request with an untrusted Host gets nothing of its query or of our pages.
    if status == HTTPStatus.MISDIRECTED_REQUEST:
        return Response(
            render("misdirected.html", advice=advice, status=status), status, mimetype="text/html"
        )
    query = shown(request.args.get("q", ""))
    return Response(
        render("problem.html", advice=advice, status=status, query=query, without=without),
        status,
        mimetype="text/html",
    )


def _for_programs() -> bool:
    """True if a program asks. People open files for programs too: their browsers say so."""
    if request.path.startswith(FILES) and "text/html" not in request.headers.get("Accept", ""):
        return True
    return (
        request.path.startswith("/api/")
        or request.path.endswith(".json")
        or request.path in FOR_PROGRAMS
    )
