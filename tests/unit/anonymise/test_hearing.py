"""In a public hearing nobody who speaks, judges, asks or is listed as heard is named any more.

The names are read from the transcript's speaker labels and headings; a failure tells how many
survive, never which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from insight.anonymise import Register, deidentify, find_identifiers
from insight.corpus import read_file
from insight.settings import AnonymiseSettings
from insight.store import StudyKey

REAL = Path(__file__).parents[3] / "../shared/data/transcripts"
TRANSCRIPTS = ("pohi_human_impact_hearing", "pohi_focus_group")
TITLES = frozenset(("sir", "dame", "lord", "lady", "ms", "mr", "mrs", "miss", "dr", "kc", "qc"))
ROLES = frozenset(("facilitator", "interviewer", "chair", "moderator", "speaker", "counsel"))
LISTED = re.compile(
    r"^(?:\d{1,2} \w+ \d{4} – |Questioned by |Summary of witness statement of )(.+)$|"
    r"^\*([A-Z' -]+) \((?:sworn|affirmed)\)",
    re.MULTILINE,
)
"""How the inquiry's headings list the day's witness, who asks, and whose words are read."""

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not on this machine")


def parts(names: Iterable[str]) -> frozenset[str]:
    """What `names` consist of, without titles and roles."""
    words = {word.casefold() for name in names for word in re.findall(r"[^\W\d_][\w'’-]+", name)}
    return frozenset(words - TITLES - ROLES)


def named(text: str, names: frozenset[str]) -> Iterator[str]:
    """Which of `names` stand in `text` as names do: with a capital, possessive or not."""
    for word in re.findall(r"(?<!\w)([^\W\d_][\w'’-]*?)(?:['’]s)?(?![\w'’-]*\w)", text):
        if word[0].isupper() and word.casefold() in names:
            yield word.casefold()


def test_the_way_names_are_looked_for() -> None:
    heard = parts(["Sir Alf O'Hare", "Ms Mist", "Facilitator"])  # invented

    assert heard == {"alf", "o'hare", "mist"}
    assert [*named("Alf’s cup: ALF, O'Hare, the mist over Mistfield.", heard)] == [
        "alf",
        "alf",
        "o'hare",
    ]


@pytest.mark.parametrize("transcript", TRANSCRIPTS)
def test_no_name_of_anybody_who_is_heard_survives(transcript: str) -> None:
    (path,) = sorted((REAL / transcript).glob("*.rst"))
    read = read_file(path, StudyKey(b"a key that guards nothing at all."))
    headings = LISTED.findall(path.read_text(encoding="utf-8"))
    heard = parts([*read.speakers["label_in_source"], *(own or sworn for own, sworn in headings)])
    tables = read.segments, read.speakers, read.documents
    identifiers = find_identifiers(*tables, None, AnonymiseSettings(), Register())
    clean = deidentify(*tables, identifiers, ())

    said = sum(1 for text in read.segments["text"] for _ in named(text, heard))
    shown = [*clean["text"], *clean["question_asked"]]
    left = sum(1 for text in shown for _ in named(text, heard))
    assert said > 50, "too few names are said for this to show anything"
    assert left == 0, f"{left} mentions survive, of {said}"
