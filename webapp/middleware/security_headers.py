"""Headers of every answer: what a browser may do with it."""

from flask import Flask, Response, current_app

from svodka.webapp.addresses import is_https

# Only what the pages use: their style sheet, script and icon, their forms and suggestions. Nothing is framed.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
# Of all that a browser can do, the site uses one thing: its button copies a citation.
UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection "
    "magnetometer microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock serial usb "
    "xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join(
    [*(f"{name}=()" for name in UNUSED.split()), "clipboard-write=(self)"]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",  # queries stay here
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = {
    "Strict-Transport-Security": "max-age=31536000"
}  # of one year; where the site is at https, it will stay there


def init_app(app: Flask) -> None:
    """Give the application's answers their headers."""
    app.after_request(_protect)


def protection(address: str) -> dict[str, str]:
    """The headers that protect an answer of the site at ``address``, which is empty where it was told none."""
    return HEADERS | HTTPS if is_https(address) else HEADERS


def _protect(response: Response) -> Response:
    response.headers.update(protection(current_app.config["ADDRESS"]))
    return response
