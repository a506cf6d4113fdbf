"""Official files from their publishers, checksummed and cached: the only code that goes online.

A file is fetched when somebody asks for it by name, over HTTPS with certificates verified, into a
cache outside the study. Its SHA-256 is recorded on first arrival and holds from then on; a file
that differs is not kept.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from insight.errors import InputError, SourceError, UnreachableError
from insight.progress import Progress, silent

if TYPE_CHECKING:
    import httpx

CHECKSUMS = "checksums.json"
SECONDS_OF_SILENCE = 30.0
_FINGERTIPS_INDICATORS = (
    "90631,20101,92517,92196,93378,20401,92313,93351,93700,93701,93759,93736,90280,11202,92443,"
    "93088,93014,93721,41001,91734,93867,93861,90362,90366,92901"
)
_UPPER_TIER_FROM_2023, _ENGLAND = "502", "15"


@dataclass(frozen=True)
class OfficialFile:
    """A published file. `living` ones change at the publisher's; `page` is for people."""

    file: str
    url: str
    page: str
    url_verified: bool
    living: bool = False
    sha256: str | None = None


CATALOGUE: dict[str, OfficialFile] = {
    "iod2019": OfficialFile(
        file="File_7_IoD2019.csv",
        url="https://assets.publishing.service.gov.uk/media/5dc407b440f0b6379a7acc8d/"
        "File_7_-_All_IoD2019_Scores__Ranks__Deciles_and_Population_Denominators_3.csv",
        page="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019",
        url_verified=False,
    ),
    "iod2025": OfficialFile(
        file="File_7_IoD2025.csv",
        url="https://assets.publishing.service.gov.uk/media/691ded56d140bbbaa59a2a7d/"
        "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
        page="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025",
        url_verified=False,
    ),
    "nspl": OfficialFile(  # the item of one edition; ONS gives each quarter a new one
        file="NSPL.zip",
        url="https://www.arcgis.com/sharing/rest/content/items/"
        "80592949bebd4390b2cbe29159a75ef4/data",
        page="https://geoportal.statistics.gov.uk/search?tags=PRD_NSPL",
        url_verified=False,
    ),
    "fingertips": OfficialFile(
        file="fingertips.csv",
        url="https://fingertips.phe.org.uk/api/all_data/csv/by_indicator_id"
        f"?indicator_ids={_FINGERTIPS_INDICATORS}&child_area_type_id={_UPPER_TIER_FROM_2023}"
        f"&parent_area_type_id={_ENGLAND}",
        page="https://fingertips.phe.org.uk/",
        url_verified=False,
        living=True,
    ),
}


def cache_folder() -> Path:
    """Where this system's user keeps what can be fetched again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "insight"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "insight"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "insight"


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
    Raises InputError for an unknown name, UnreachableError where the file cannot be had and
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
        _check(path, path, wanted, keep=True)
        return path
    part = path.with_name(path.name + ".part")
    try:
        _fetch(_at(wanted.url, base_url), part, progress)
    except _NotFetchedError as problem:
        raise UnreachableError(
            f"{wanted.file} cannot be fetched ({problem})",
            where=urlsplit(wanted.url).hostname,
            remedy=f"try again online, or save it by hand from {wanted.page} as {path}",
        ) from None
    if renewed:
        _record(path, None)
    _check(part, path, wanted, keep=False)
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

    tag = part.with_name(part.name + ".tag")
    started = part.stat().st_size if part.is_file() and tag.is_file() else 0
    headers = {"Accept-Encoding": "identity"}  # so that bytes on disk are bytes of the file
    if started:
        headers |= {"Range": f"bytes={started}-", "If-Range": tag.read_text("ascii")}
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=SECONDS_OF_SILENCE) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            _receive(answer, url, part, tag, started, progress)
    except httpx.RequestError as error:
        raise _NotFetchedError(type(error).__name__) from None
    tag.unlink(missing_ok=True)


def _receive(
    answer: httpx.Response, url: str, part: Path, tag: Path, started: int, progress: Progress
) -> None:
    if urlsplit(str(answer.url)).scheme != urlsplit(url).scheme:
        raise _NotFetchedError("sent on to an address that is not encrypted")
    if answer.is_error:
        part.unlink(missing_ok=True)
        tag.unlink(missing_ok=True)
        raise _NotFetchedError(f"the publisher answers {answer.status_code}")
    resumed = answer.status_code == 206
    done = started if resumed else 0
    confirmed_by = answer.headers.get("etag", "")
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


def _check(found: Path, path: Path, wanted: OfficialFile, *, keep: bool) -> None:
    """Hold `found` against the checksum known for `path`; record it where none is known yet."""
    with found.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    known = wanted.sha256 or _recorded(path.parent).get(path.name)
    if known is None:
        _record(path, digest)
    elif digest != known:
        if not keep:
            found.unlink()
        raise SourceError(
            f"its SHA-256 begins {digest[:12]}, and {known[:12]} is expected",
            where=path.name,
            remedy=f"compare with {wanted.page}; if the publisher corrected it, delete it and "
            f"its line in {path.parent / CHECKSUMS}",
        )


def _recorded(folder: Path) -> dict[str, str]:
    ledger = folder / CHECKSUMS
    if not ledger.is_file():
        return {}
    recorded: dict[str, str] = json.loads(ledger.read_text("utf-8"))
    return recorded


def _record(path: Path, digest: str | None) -> None:
    """Remember `digest` for `path`; None forgets it."""
    recorded = {name: known for name, known in _recorded(path.parent).items() if name != path.name}
    if digest is not None:
        recorded[path.name] = digest
    text = json.dumps(recorded, indent=1, sort_keys=True) + "\n"
    (path.parent / CHECKSUMS).write_text(text, "utf-8")
