"""The ledger: nothing lost, nothing rewritten but for a withdrawal, and two machines agree."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import insight.store.ledger as module
from insight.errors import InputError, StudyLockedError
from insight.store import Ledger
from insight.store.ledger import Decision, oldest_first

DAY = "2026-05-04"
Tick = Callable[[str], None]


def code(by: str, verdict: str = "applied", *, about: str = "s-1", place: str = "V4|0-9|1"):
    return Decision("code", about, "digest", by, DAY, place, verdict)


def quote(by: str, verdict: str = "", *, about: str = "s-1") -> Decision:
    return Decision("approve_quote", about, "digest", by, DAY, verdict=verdict)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Tick:
    """Sets the clock of the machine."""
    told = {"now": f"{DAY}T09:00:00+00:00"}

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):  # the name and the argument of datetime.now
            return datetime.fromisoformat(told["now"])

    monkeypatch.setattr(module, "datetime", Clock)
    return lambda now: told.update(now=f"{now}+00:00")


def standing(ledger: Ledger) -> dict[tuple[str, ...], str]:
    return {one.matter: one.verdict for one in ledger.decisions()}


def test_every_change_of_mind_is_a_further_line_and_none_is_ever_rewritten(tmp_path, clock):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    seen, files = b"", set[int]()
    for verdict in ("applied", "withdrawn", "withdrawn", "applied"):  # within one second
        ledger.append([code("ann", verdict)])
        now = ledger.path.read_bytes()
        assert now.startswith(seen)
        seen = now
        files.add(ledger.path.stat().st_ino)
    assert len(files) == 1  # one file from the first line on, never another in its place
    assert [one.verdict for one in ledger.decisions()] == ["applied", "withdrawn", "applied"]
    assert [one.at[-3:-1] for one in ledger.decisions()] == ["00", "01", "02"]


def test_what_is_decided_now_stands_whatever_the_clock_says(tmp_path, clock):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    clock("2031-01-01T00:00:00")
    ledger.append([quote("ann", "yes")])
    clock("2026-01-01T00:00:00")
    ledger.append([quote("ben", "no")])
    assert standing(Ledger(ledger.path)) == {quote("ben").matter: "no"}


def test_each_coder_has_a_word_of_their_own_and_a_quote_is_approved_once(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    told = [code("ann"), code("ben"), quote("ann", "yes"), quote("ben", "yes")]
    added = ledger.append(told)
    assert [(one.what, one.by) for one in added] == [
        ("code", "ann"),
        ("code", "ben"),
        ("approve_quote", "ann"),
    ]
    assert ledger.append(told) == []


def test_lines_from_before_there_were_seconds_are_read_as_they_are(tmp_path):
    old = {"what": "read", "about": "f-1", "text_digest": "d", "by": "Ann", "on": DAY}
    path = tmp_path / "ledger.jsonl"
    path.write_text(json.dumps(old, sort_keys=True) + "\n")
    before = path.read_bytes()
    ledger = Ledger(path)
    assert ledger.decisions() == [Decision("read", "f-1", "d", "Ann", DAY)]
    assert ledger.decisions()[0].line.encode() == before.strip()
    ledger.append([Decision("read", "f-2", "d", "Ann", DAY)])
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(
    "broken",
    [
        b'{"what": "read"}',
        b'{"what": "co',
        b"\xff\xfe",
        b'["Betty"]',
        b'{"what": "read", "about": 7, "text_digest": "d", "by": "Betty", "on": "2026-05-04"}',
        b'{"what": "read", "about": "f", "text_digest": "d", "by": "Betty", "on": "May"}',
    ],
)
def test_a_line_that_is_none_is_told_by_its_number_and_not_by_its_words(tmp_path, broken):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append([quote("Betty"), quote("Betty", about="s-2")])
    first, second = ledger.path.read_bytes().splitlines()
    for lines, number in (([broken, second], 1), ([first, second, broken], 3)):
        ledger.path.write_bytes(b"\n".join(lines))
        with pytest.raises(InputError, match=rf"ledger\.jsonl, line {number}: ") as told:
            ledger.decisions()
        assert "Betty" not in str(told.value)
        with pytest.raises(InputError):
            ledger.append([quote("Cy", about="s-3")])


def test_a_last_line_without_its_end_is_not_glued_to_the_next(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append([quote("ann")])
    ledger.path.write_bytes(ledger.path.read_bytes().rstrip(b"\n"))
    ledger.append([quote("ann", about="s-2")])
    assert [one.about for one in Ledger(ledger.path).decisions()] == ["s-1", "s-2"]


def test_a_decision_that_cannot_be_kept_is_not_half_kept(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append([quote("ann")])
    before = ledger.path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            ledger.append([quote("ann", about="s-2")])
    assert ledger.path.read_bytes() == before
    assert len(ledger.append([quote("ann", about="s-2")])) == 1


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_the_ledger_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text("")
    path.chmod(0o644)
    Ledger(path).append([quote("ann")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _append_singly(path: Path, by: str, n: int) -> None:
    ledger = Ledger(path)
    for number in range(n):
        ledger.append([code(by, about=f"s-{number}"), quote(by, about=f"{by}-{number}")])


def test_two_processes_that_decide_at_once_lose_nothing(tmp_path):
    path, n = tmp_path / "ledger.jsonl", 60
    spawned = multiprocessing.get_context("spawn")
    two = [spawned.Process(target=_append_singly, args=(path, by, n)) for by in ("ann", "ben")]
    for one in two:
        one.start()
    for one in two:
        one.join()
    assert [one.exitcode for one in two] == [0, 0]
    found = Ledger(path).decisions()
    assert len(found) == 4 * n
    assert {(one.by, one.about) for one in found if one.what == "code"} == {
        (by, f"s-{number}") for by in ("ann", "ben") for number in range(n)
    }


def test_nobody_writes_while_another_process_does(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with ledger._locked(), pytest.raises(StudyLockedError, match="another process"):
        Ledger(ledger.path).append([quote("ann")])


def test_what_others_decided_meanwhile_is_seen_and_never_overwritten(tmp_path):
    here, there = Ledger(tmp_path / "ledger.jsonl"), Ledger(tmp_path / "ledger.jsonl")
    here.append([quote("ann")])
    held = here.decisions()
    there.append([quote("ben", about="s-2")])
    with pytest.raises(InputError, match="in the meantime"):
        here.rewrite(held)
    assert len(here.decisions()) == 2
    here.rewrite(here.decisions())


# -- two machines ---------------------------------------------------------------------------------

CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben"]),
        st.sampled_from(["s-1", "s-2"]),
        st.sampled_from(["code", "approve_quote"]),
        st.sampled_from(["applied", "withdrawn"]),
        st.integers(0, 3),
    ),
    max_size=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=CHOICES, other=CHOICES, shared=CHOICES, gone=st.sampled_from([set(), {"s-2"}]))
def test_it_makes_no_difference_who_merges_into_whom_or_how_often(
    one, other, shared, gone, tmp_path_factory, clock
):
    folder = tmp_path_factory.mktemp("machines")
    a, b = Ledger(folder / "a.jsonl"), Ledger(folder / "b.jsonl")

    def work(ledger: Ledger, choices) -> None:
        for by, about, what, verdict, second in choices:
            clock(f"{DAY}T10:00:0{second}")
            ledger.append([Decision(what, about, "digest", by, DAY, "V4|0-9|1", verdict)])

    work(a, shared)
    b.merge(a.lines())
    work(a, one)
    work(b, other)
    a.without(gone)
    of_a, of_b = a.lines(), b.lines()
    a.merge(of_b)
    b.merge(of_a)
    assert sorted(one.line for one in a.lines()) == sorted(one.line for one in b.lines())
    assert standing(a) == standing(b)
    again = a.path.read_bytes() if a.path.exists() else b""
    repeated = a.merge(b.lines())
    assert (repeated.added, repeated.removed, repeated.conflicts) == (0, 0, ())
    assert (a.path.read_bytes() if a.path.exists() else b"") == again


def test_the_later_of_two_decisions_stands_and_both_are_kept_and_told(tmp_path, clock):
    here, there = Ledger(tmp_path / "a.jsonl"), Ledger(tmp_path / "b.jsonl")
    here.append([code("ann"), quote("ann", "yes")])
    clock(f"{DAY}T09:30:00")
    there.append([code("ann", "withdrawn"), code("ben"), quote("ben", "no")])
    before = here.path.read_bytes()
    done = here.merge(there.lines())
    assert here.path.read_bytes().startswith(before)
    assert (done.added, done.known) == (3, 0)
    assert standing(here) == {
        code("ann").matter: "withdrawn",
        code("ben").matter: "applied",
        quote("").matter: "no",
    }
    assert [(lost.verdict, kept.verdict) for lost, kept in done.conflicts] == [
        ("yes", "no"),
        ("applied", "withdrawn"),
    ]
    back = there.merge(here.lines())
    assert (back.added, back.known) == (2, 3)


def test_who_withdrew_does_not_come_back_from_another_machine(tmp_path, clock):
    here, there = Ledger(tmp_path / "a.jsonl"), Ledger(tmp_path / "b.jsonl")
    here.append([code("ann"), code("ann", about="s-2")])
    there.merge(here.lines())
    there.append([code("ben")])
    clock(f"{DAY}T10:00:00")
    here.without({"s-1"})
    assert "s-1" not in here.path.read_text()
    tombs = [one for one in here.lines() if one.what == "forgotten"]
    assert [one.at for one in tombs] == [f"{DAY}T10:00:00Z"]
    done = here.merge(there.lines())
    assert (done.added, done.withheld) == (0, 2)
    assert there.merge(here.lines()).removed == 2
    assert "s-1" not in there.path.read_text()
    assert {one.about for one in oldest_first(there.decisions())} == {"s-2"}
    clock(f"{DAY}T11:00:00")
    here.append([quote("ann")])  # new words under this id, decided upon since
    assert there.merge(here.lines()).added == 1
