"""Security headers of all responses."""

from flask import Flask, Response, current_app

from svodka.webapp.addresses import is_https

# Only what the pages use: their style sheet, script and icon, their forms and suggestions. Framing
# is forbidden.
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
# The site uses one browser feature: its button copies a citation.
UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope hid idle-detection "
    "magnetometer microphone midi payment picture-in-picture publickey-credentials-get "
    "screen-wake-lock serial usb "
    "xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join(
    [*(f"{name}=()" for name in UNUSED.split()), "clipboard-write=(self)"]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers without frame-ancestors
    "Referrer-Policy": "same-origin",  # queries are not sent to other sites
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# One year. A site at https stays there.
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def init_app(app: Flask) -> None:
    """Add the security headers to all responses."""
    app.after_request(_protect)


def protection(address: str) -> dict[str, str]:
    """The security headers of the site at ``address``, which may be empty."""
    return HEADERS | HTTPS if is_https(address) else HEADERS


def _protect(response: Response) -> Response:
    response.headers.update(protection(current_app.config["ADDRESS"]))
    return response
