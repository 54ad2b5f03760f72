"""The version of the program."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version of the running program."""
    try:
        return version("svodka")
    except PackageNotFoundError:  # run from its sources
        return "0"
