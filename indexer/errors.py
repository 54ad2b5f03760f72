"""All errors, as one tree. A message says who can act, and how.

SvodkaError
├── SourceError          an input that cannot be read: skipped with its reason; the run goes on
├── FaultError           Svodka itself fails on all articles alike; nothing is changed
├── WorkerDiedError      worker processes die one after the other; nothing is changed
├── RemovalError         a folder lacks most articles and may be unmounted; nothing is changed
├── SettingError         a file that a setting names cannot be read; names file and line
├── RequestError         a request for something impossible (page number -1, unknown sort)
└── UnusableIndexError   the index cannot serve or cannot be written
    ├── IndexMissing     nothing has been indexed yet
    ├── IndexStale       built by another schema or analysis: rebuild
    ├── IndexCorrupt     files are missing or damaged: rebuild
    ├── IndexUntrusted   others could have written it: set its permissions right
    ├── IndexLocked      another process is writing
    └── IndexUnreachable a cluster does not answer, or not for all of the index
"""


class SvodkaError(Exception):
    """Base of all errors that Svodka raises on purpose; ``str(error)`` is one line for the user."""

    exit_code = 2


class SourceError(SvodkaError):
    """An input file or record that cannot become an article.

    The message is the reason alone, without the path.
    """


class FaultError(SvodkaError):
    """Svodka itself fails on all articles alike; the message has the first failure."""

    exit_code = 70


class WorkerDiedError(SvodkaError):
    """Worker processes die one after the other, mostly because memory runs out."""

    def __init__(self) -> None:
        super().__init__(
            "Worker processes were killed one after the other, perhaps because memory ran out: "
            "nothing was changed; try fewer --jobs"
        )


class RemovalError(SvodkaError):
    """A run would remove all or most articles of a folder.

    The message names the folder, and the option that allows it.
    """


class SettingError(SvodkaError):
    """A setting of the user's, or a file that it names, is wrong.

    The message names the setting, or the file and line.
    """


class RequestError(SvodkaError, ValueError):
    """A request with a parameter out of its range; the message names the parameter."""


class UnusableIndexError(SvodkaError):
    """The index cannot serve or cannot be written.

    The message may name folders and hosts; ``public`` is a sentence for those who should not know.
    """

    public = "The index cannot serve."


class IndexMissing(UnusableIndexError):
    """There is no index yet at the given address."""

    public = "There is no index yet: run svodka index FOLDER."


class _RebuildError(UnusableIndexError):
    """An error whose message ends with its remedy; by default that is a rebuild."""

    what = ""
    remedy = "rebuild with svodka index"

    def __init__(self, what: str = "", remedy: str = "") -> None:
        super().__init__(what or self.what, remedy or self.remedy)

    def __str__(self) -> str:
        return ": ".join(self.args)


class IndexStale(_RebuildError):
    """The index was built by another schema, analysis or dictionary, and must be rebuilt."""

    what = "The index was built by another version of Svodka or its dictionary"
    public = "The index was built by another version: run svodka index."


class IndexCorrupt(_RebuildError):
    """Files of the index are missing or damaged.

    The message is ``what``, a colon and ``remedy``; by default that is a full rebuild.
    """

    what = "The index is damaged"
    public = "The index is damaged: run svodka index --full."
    remedy = "rebuild with svodka index --full"


class IndexUntrusted(UnusableIndexError):
    """The index belongs to another user, or others can write to it.

    The message says how to mend that.
    """

    public = "Others can write to the index: run chmod -R go-w on its folder."


class IndexLocked(UnusableIndexError):
    """Another process is writing to the index; the message names it."""


class IndexUnreachable(UnusableIndexError):
    """The cluster that holds the index does not answer, or not for all of the index.

    The index may be whole: nothing is rebuilt. The message names the hosts.
    """

    public = "The cluster of the index does not answer."
