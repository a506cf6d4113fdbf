"""A ledger between two machines: whole, of this study, or refused."""

from __future__ import annotations

import pytest

from insight.errors import InputError
from insight.store import Ledger, StudyKey
from insight.store.exchanged import read_exchanged, write_exchanged
from insight.store.ledger import Decision

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
OTHER = StudyKey(b"another key, as long as the first one")


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append([Decision("theme", f"t-{n}", "d", "Ann", "2026-05-04", "name") for n in range(3)])
    ledger.without({"t-1"})
    return ledger


def test_every_line_arrives_tombstones_among_them(ledger, tmp_path):
    to = tmp_path / "coder-b.jsonl"
    assert write_exchanged(ledger, to, KEY) == 3
    arrived = read_exchanged(to, KEY)
    assert [one.line for one in arrived] == [one.line for one in ledger.lines()]
    assert {one.what for one in arrived} == {"theme", "forgotten"}
    with pytest.raises(InputError, match="already"):
        write_exchanged(ledger, to, KEY)


def test_the_ledger_of_another_study_is_refused(ledger, tmp_path):
    to = tmp_path / "coder-b.jsonl"
    write_exchanged(ledger, to, KEY)
    with pytest.raises(InputError, match="another study"):
        read_exchanged(to, OTHER)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda data: data.replace(b"Ann", b"Bob"), "changed, or cut short"),
        (lambda data: data[: data.rindex(b"{")], "changed, or cut short"),
        (lambda data: data + data.splitlines()[-1], "changed, or cut short"),
        (lambda data: b"".join(data.splitlines(keepends=True)[1:]), "not a ledger"),
        (lambda data: b"\xff", "not a ledger"),
        (lambda data: b"", "not a ledger"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(ledger, tmp_path, changed, said):
    to = tmp_path / "coder-b.jsonl"
    write_exchanged(ledger, to, KEY)
    to.write_bytes(changed(to.read_bytes()))
    with pytest.raises(InputError, match=said):
        read_exchanged(to, KEY)


def test_line_ends_of_another_system_change_nothing(ledger, tmp_path):
    to = tmp_path / "coder-b.jsonl"
    write_exchanged(ledger, to, KEY)
    to.write_bytes(to.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_exchanged(to, KEY)) == 3
