"""Official files from their publishers, checksummed and cached: the only code that goes online.

A file is fetched when somebody asks for it by name, over HTTPS with certificates verified, into a
cache outside the study. Its SHA-256 is recorded on first arrival and holds from then on; a file
that differs is not kept. Until a file is whole it lies under a name that nothing reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from zipfile import is_zipfile

from insight.errors import InputError, SourceError, UnreachableError
from insight.places.official.catalogue import CATALOGUE
from insight.places.official.checksums import CHECKSUMS, record, recorded, refuse_changed, sha256_of
from insight.progress import Progress, silent
from insight.store.folder import cache_folder

if TYPE_CHECKING:
    import httpx

SECONDS_OF_SILENCE = 30.0


def download(
    name: str,
    folder: Path | None = None,
    *,
    refresh: bool = False,
    base_url: str | None = None,
    progress: Progress = silent,
) -> Path:
    """The official file called `name`, from the cache `folder` or else from its publisher.

    `refresh` fetches a living file anew. `base_url` (scheme and host) stands in for that of the
    publisher: a mirror. `progress` counts bytes; total is 0 where the publisher does not say.
    Raises InputError for an unknown name, UnreachableError where the file cannot be had whole and
    SourceError for a file with another checksum than the one known.
    """
    if name not in CATALOGUE:
        raise InputError(
            "no such official file", where=name, remedy=f"known: {', '.join(sorted(CATALOGUE))}"
        )
    wanted = CATALOGUE[name]
    place = folder if folder is not None else cache_folder()
    place.mkdir(parents=True, exist_ok=True)
    path = place / wanted.file
    renewed = refresh and wanted.living
    if path.is_file() and not renewed:
        if recorded(path) is None:  # saved by hand
            record(path, sha256_of(path))
        return refuse_changed(path)
    part = path.with_name(path.name + ".part")
    try:
        _fetch(_at(wanted.url, base_url), part, progress)
        _refuse_page(part, path.suffix)
    except _NotFetchedError as problem:
        raise UnreachableError(
            f"{wanted.file} cannot be fetched ({problem})",
            where=urlsplit(wanted.url).hostname,
            remedy=f"try again online, or save it by hand from {wanted.page} as {path}",
        ) from None
    digest = sha256_of(part)
    known = None if renewed else recorded(path)
    if known is not None and digest != known:
        _discard(part)
        raise SourceError(
            f"its SHA-256 begins {digest[:12]}, and {known[:12]} is expected",
            where=path.name,
            remedy=f"compare with {wanted.page}; if the publisher corrected it, delete it and "
            f"its line in {path.parent / CHECKSUMS}",
        )
    record(path, digest)
    part.replace(path)
    return path


class _NotFetchedError(Exception):
    """Why a file did not come, in words."""


def _at(url: str, base_url: str | None) -> str:
    if base_url is None:
        return url
    scheme, host, *_ = urlsplit(base_url)
    _, _, path, query, _ = urlsplit(url)
    return urlunsplit((scheme, host, path, query, ""))


def _fetch(url: str, part: Path, progress: Progress) -> None:
    """Bring `url` into the file `part`, going on where an earlier attempt broke off.

    It goes on only when the publisher can confirm (If-Range, RFC 9110 section 13.1.5) that the file
    is still the same one; otherwise the part is discarded.
    """
    import httpx

    tag = _tag(part)
    started = part.stat().st_size if part.is_file() and tag.is_file() else 0
    headers = {"Accept-Encoding": "identity"}  # so that bytes on disk are bytes of the file
    if started:
        headers |= {"Range": f"bytes={started}-", "If-Range": tag.read_text("ascii")}
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=SECONDS_OF_SILENCE) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            _refuse_answer(answer, url, part, started)
            _receive(answer, part, started, progress)
    except httpx.RequestError as error:
        raise _NotFetchedError(type(error).__name__) from None
    tag.unlink(missing_ok=True)


def _refuse_answer(answer: httpx.Response, url: str, part: Path, started: int) -> None:
    """Discard the part where `answer` is not the file, the rest of it, or shows no end."""
    if urlsplit(str(answer.url)).scheme != urlsplit(url).scheme:
        raise _NotFetchedError("sent on to an address that is not encrypted")
    told = answer.headers
    problem = ""
    if answer.is_error:
        problem = f"the publisher answers {answer.status_code}"
    elif answer.status_code == 206 and not told.get("content-range", "").startswith(
        f"bytes {started}-"
    ):
        problem = "the publisher goes on at another place than where it broke off"
    elif "content-length" not in told and told.get("transfer-encoding") != "chunked":
        problem = "the publisher does not say where the file ends"
    if problem:
        _discard(part)
        raise _NotFetchedError(problem)


def _receive(answer: httpx.Response, part: Path, started: int, progress: Progress) -> None:
    resumed = answer.status_code == 206
    done = started if resumed else 0
    confirmed_by, tag = answer.headers.get("etag", ""), _tag(part)
    if confirmed_by and not confirmed_by.startswith("W/"):
        tag.write_text(confirmed_by, "ascii")
    else:
        tag.unlink(missing_ok=True)
    length = answer.headers.get("content-length")
    total = done + int(length) if length else 0
    with part.open("ab" if resumed else "wb") as file:
        for block in answer.iter_bytes():
            file.write(block)
            done += len(block)
            progress(done, total)
    if part.stat().st_size != done:  # somebody else wrote to it at the same time
        _discard(part)
        raise _NotFetchedError("another program is fetching it too")


def _refuse_page(part: Path, kind: str) -> None:
    """Discard what is no file of its kind: a page of a network's log-in, or an error in JSON."""
    with part.open("rb") as file:
        begins = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_zipfile(part) if kind == ".zip" else not begins.startswith((b"<", b"{")):
        return
    _discard(part)
    raise _NotFetchedError("what came is another kind of file")


def _tag(part: Path) -> Path:
    """Where the mark of the edition that `part` is of is kept, while it is not whole."""
    return part.with_name(part.name + ".tag")


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag(part).unlink(missing_ok=True)
