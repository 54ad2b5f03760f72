"""One-line answers to requests that never reach the application, or fail there."""

from collections.abc import Mapping
from http import HTTPStatus

from gunicorn.http import errors

_OURS = (
    errors.ConfigurationProblem,
    errors.InvalidResponseHeader,
    errors.InvalidResponseHeaderName,
)
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}


def status_of(fault: Exception) -> HTTPStatus | None:
    """Return the status of a request that is at fault; None for a fault of the server."""
    if isinstance(fault, _OURS):
        return None
    return next((status for kind, status in _STATUS.items() if isinstance(fault, kind)), None)


def refusal(status: HTTPStatus, protection: Mapping[str, str]) -> bytes:
    """Return an answer of one line, which says nothing of the request."""
    body = f"{status.value} {status.phrase}\n"
    headers = {
        **protection,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n{body}".encode("ascii")
