"""The embedded engine."""

import warnings

# Whoosh 2.7.4 is frozen: newer Pythons warn about its escapes when they compile it. Tools that
# install without compiling would show that to the user at the first start.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*[/.]?whoosh\b")
warnings.filterwarnings(
    "ignore", "invalid escape sequence", category=DeprecationWarning, module=r".*[/.]?whoosh\b"
)
