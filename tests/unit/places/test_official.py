"""Official files over a connection to this machine alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from insight.errors import InputError, SourceError, UnreachableError
from insight.places import CATALOGUE, download, read_reference
from insight.settings import PlacesSettings

CONTENT = b"area,rank\n" + b"E01,1\n" * 50_000
ROOT = Path(__file__).parents[3]
FILE = CATALOGUE["iod2025"].file


class Publisher(BaseHTTPRequestHandler):
    """Answers every path with `content`; can break off once, and resumes like a real one."""

    def __init__(self, *args: Any, server_state: dict[str, Any], **options: Any) -> None:
        self.state = server_state
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        self.state["asked"].append(dict(self.headers))
        content, tag = self.state["content"], self.state["tag"]
        if content is None:
            self.send_error(404)
            return
        start, wanted = 0, self.headers.get("Range")
        if wanted and self.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        if start:
            told = self.state.pop("goes_on_at", start)
            self.send_header("Content-Range", f"bytes {told}-{len(content) - 1}/{len(content)}")
        if self.state.get("says_length", True):
            self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", tag)
        self.end_headers()
        end = self.state.pop("break_off", len(content))
        self.wfile.write(content[start:end])

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    state: dict[str, Any] = {"content": CONTENT, "tag": '"one"', "asked": []}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Publisher, server_state=state))
    thread = Thread(target=server.serve_forever)
    thread.start()
    state["base_url"] = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_is_fetched_once_and_its_checksum_kept(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    path = download(
        "iod2025",
        tmp_path,
        base_url=publisher["base_url"],
        progress=lambda done, total: told.append((done, total)),
    )
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    checksums = json.loads((tmp_path / "checksums.json").read_text())
    assert checksums == {FILE: sha256(CONTENT).hexdigest()}
    assert download("iod2025", tmp_path, base_url=publisher["base_url"]) == path
    assert len(publisher["asked"]) == 1


def test_a_file_with_another_checksum_is_not_kept(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    path.unlink()
    publisher["content"] = CONTENT + b"E02,2\n"
    with pytest.raises(SourceError, match="SHA-256"):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert [found.name for found in tmp_path.iterdir()] == ["checksums.json"]


def test_a_changed_file_in_the_cache_is_not_used(publisher: dict[str, Any], tmp_path: Path) -> None:
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    path.write_bytes(b"something else")
    with pytest.raises(SourceError, match="SHA-256"):
        download("iod2025", tmp_path, base_url=publisher["base_url"])


def test_a_broken_connection_is_resumed(publisher: dict[str, Any], tmp_path: Path) -> None:
    publisher["break_off"] = 100_000
    with pytest.raises(UnreachableError, match="save it by hand"):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    part = (tmp_path / f"{FILE}.part").stat().st_size
    assert part > 0
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert path.read_bytes() == CONTENT
    assert publisher["asked"][-1]["Range"] == f"bytes={part}-"


def test_a_part_of_an_older_edition_is_discarded(publisher: dict[str, Any], tmp_path: Path) -> None:
    publisher["break_off"] = 100_000
    with pytest.raises(UnreachableError):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    publisher |= {"content": b"new edition", "tag": '"two"'}
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert path.read_bytes() == b"new edition"


def test_a_publisher_who_goes_on_elsewhere_is_asked_for_the_whole_file(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    publisher |= {"break_off": 100_000, "goes_on_at": 7}
    for _ in range(2):  # broken off; then something else than the rest
        with pytest.raises(UnreachableError):
            download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert list(tmp_path.iterdir()) == []
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert path.read_bytes() == CONTENT


def test_a_file_that_shows_no_end_could_be_a_part_and_is_not_taken(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    publisher["says_length"] = False
    with pytest.raises(UnreachableError, match="does not say where the file ends"):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["iod2025", "nspl"])
@pytest.mark.parametrize("came", [b"<!doctype html><p>Log in</p>", b'{"error": {"code": 400}}'])
def test_a_page_in_place_of_the_file_is_not_taken(
    publisher: dict[str, Any], tmp_path: Path, name: str, came: bytes
) -> None:
    publisher["content"] = came
    with pytest.raises(UnreachableError, match="another kind of file"):
        download(name, tmp_path, base_url=publisher["base_url"])
    assert list(tmp_path.iterdir()) == []


def test_no_study_uses_a_part_or_a_file_that_changed(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    (study := tmp_path / "study").mkdir()
    settings = PlacesSettings(authority="E07900001", reference=".")
    publisher["break_off"] = 100_000
    with pytest.raises(UnreachableError):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    with pytest.raises(SourceError, match="there is no index"):
        read_reference(study, settings, tmp_path)
    path = download("iod2025", tmp_path, base_url=publisher["base_url"])
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(SourceError, match="SHA-256"):
        read_reference(study, settings, tmp_path)


def test_checksums_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(CONTENT)
    (tmp_path / "checksums.json").write_text("[", "utf-8")
    with pytest.raises(SourceError, match=r"checksums\.json"):
        download("iod2025", tmp_path)


def test_a_living_file_is_renewed_when_asked(publisher: dict[str, Any], tmp_path: Path) -> None:
    download("fingertips", tmp_path, base_url=publisher["base_url"])
    publisher["content"] = b"next year"
    path = download("fingertips", tmp_path, base_url=publisher["base_url"])
    assert path.read_bytes() == CONTENT
    download("fingertips", tmp_path, base_url=publisher["base_url"], refresh=True)
    assert path.read_bytes() == b"next year"


def test_offline_and_missing_files_say_where_to_put_one_by_hand(
    publisher: dict[str, Any], tmp_path: Path
) -> None:
    publisher["content"] = None
    with pytest.raises(UnreachableError, match="answers 404"):
        download("iod2025", tmp_path, base_url=publisher["base_url"])
    with pytest.raises(UnreachableError, match="by hand") as refused:
        download("iod2025", tmp_path, base_url="http://127.0.0.1:9")
    assert str(tmp_path / FILE) in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_saved_by_hand_is_taken_without_asking_anybody(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(CONTENT)
    assert download("iod2025", tmp_path, base_url="http://127.0.0.1:9").read_bytes() == CONTENT


def test_unknown_names_are_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fingertips, iod2019, iod2025, nspl"):
        download("imd", tmp_path)


def test_every_address_is_encrypted_and_stands_with_its_licence_in_the_docs() -> None:
    lines = (ROOT / "docs" / "places.md").read_text("utf-8").splitlines()
    for name, wanted in CATALOGUE.items():
        assert wanted.url.startswith("https://")
        assert wanted.page.startswith("https://")
        (line,) = [line for line in lines if line.startswith(f"| `{name}` |")]
        tried = "yes" if wanted.url_verified else "no"
        address = f"[{urlsplit(wanted.url).hostname}]({wanted.url})"
        told = [f"`{name}`", wanted.publisher, address, f"<{wanted.page}>", wanted.licence, tried]
        assert [cell.strip() for cell in line.strip("|").split("|")] == told
