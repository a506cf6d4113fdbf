"""What holds for any text: generated ones, with names planted that nobody bears.

What is promised across portions: `anonymise_texts` treats each row by itself, so that any division
of the rows over calls, in any order, gives the same rows. Within a study everything belongs
together, and it is the order of rows and files that changes nothing; a later wave keeps the numbers
of an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.anonymise import Register, anonymise_texts, deidentify, find_identifiers
from insight.settings import AnonymiseSettings
from insight.store import StudyKey

GIVEN = ("Zebedine", "Quentilla", "Oswyth", "Marvolene", "Thaddea", "Hope", "Will", "Rose", "Jean")
FAMILY = ("Brockwhistle", "Fennimoor", "Quaddle", "Skarrow", "Plimsett", "Ives", "Marsh", "Little")
FRAMES = (
    "I rang {} on the Monday and nobody answered.",
    "{} was kind, and sat with us.",
    "We never saw {} again after that.",
    "It was {}'s idea to ask the council.",
    "They asked {}, who said no.",
    "The food was cold but the tea was hot.",
    "My hip was that sore I could not sleep.",
    "you could ring 01632 960 {:03d} all day",
    "I wrote to someone{:03d}@example.org about it.",
    "they had me down at ZZ99 3WZ, number {:03d}",
)
CASES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper)
KNOWN = pd.DataFrame(
    {"name": [f"{one} {other}" for one in GIVEN for other in FAMILY], "kind": "person"}
)
SETTINGS = AnonymiseSettings()
BOUNDED = settings(max_examples=12, deadline=None)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    frame = draw(st.sampled_from(FRAMES))
    if "{}" in frame:
        one, other = draw(st.sampled_from(GIVEN)), draw(st.sampled_from(FAMILY))
        return frame.format(draw(st.sampled_from([f"{one} {other}", other])))
    return frame.format(draw(st.integers(0, 999)))


@st.composite
def texts(draw: st.DrawFn) -> str:
    joined = " ".join(draw(st.lists(sentences(), min_size=1, max_size=3)))
    return draw(st.sampled_from(CASES))(joined)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    told = draw(st.lists(texts(), min_size=2, max_size=8))
    return pd.DataFrame({"id": [f"r{n}" for n in range(len(told))], "text": told})


def survivors(text: str) -> list[str]:
    """Parts of planted names that are no words of the language and still stand in `text`."""
    names = [*GIVEN[:5], *FAMILY[:5]]
    return [name for name in names if re.search(rf"\b{name}", text, re.IGNORECASE)]


@given(rows=tables())
@BOUNDED
def test_no_listed_identifier_survives_in_any_letter_case(rows: pd.DataFrame):
    made, _ = anonymise_texts(rows, KNOWN)
    assert [survivors(text) for text in made["text"]] == [[]] * len(rows)
    left = "\n".join(made["text"])
    assert not re.search(r"01632|example\.org|ZZ99", left, re.IGNORECASE)


@given(rows=tables())
@BOUNDED
def test_what_is_deidentified_stays_as_it_is(rows: pd.DataFrame):
    once, _ = anonymise_texts(rows, KNOWN)
    twice, _ = anonymise_texts(once, KNOWN)
    assert twice["text"].tolist() == once["text"].tolist()


@given(rows=tables())
@BOUNDED
def test_what_was_not_replaced_stands_where_the_spans_say(rows: pd.DataFrame):
    made, found = anonymise_texts(rows, KNOWN)
    for row_id, before, after in zip(rows["id"], rows["text"], made["text"], strict=True):
        spans = found[found["document_id"] == row_id].sort_values("start")
        reached = place = 0
        for span in spans.itertuples():
            kept = before[reached : span.start]
            assert after[place : place + len(kept)] == kept
            place += len(kept) + len(span.replacement)
            assert after[place - len(span.replacement) : place] == span.replacement
            reached = span.end
        assert after[place:] == before[reached:]


@given(rows=tables(), data=st.data())
@pytest.mark.parametrize("style", ["brackets", "described", "surrogates"])
@settings(max_examples=5, deadline=None)
def test_rows_may_come_in_any_order_and_in_any_portions(style: str, rows: pd.DataFrame, data):
    how, key = (
        AnonymiseSettings(style=style),
        StudyKey(b"a key for tests, not a secret, 32 letters"),
    )
    whole, found = anonymise_texts(rows, KNOWN, how, key=key)
    shuffled = rows.iloc[data.draw(st.permutations(range(len(rows))))]
    cut = data.draw(st.integers(0, len(rows)))
    parts = [anonymise_texts(part, KNOWN, how, key=key) for part in
             (shuffled.iloc[:cut], shuffled.iloc[cut:])]  # fmt: skip
    joined = pd.concat([made for made, _ in parts]).sort_values("id", ignore_index=True)
    assert joined["text"].tolist() == whole.sort_values("id")["text"].tolist()
    spans = pd.concat([told for _, told in parts]).sort_values(["document_id", "start"])
    ours = found.sort_values(["document_id", "start"])
    assert spans.astype(object).to_numpy().tolist() == ours.astype(object).to_numpy().tolist()


@given(told=st.lists(texts(), min_size=2, max_size=6), data=st.data())
@settings(max_examples=6, deadline=None)
def test_in_a_study_the_order_of_rows_and_documents_changes_nothing(told: list[str], data):
    from tests.unit.anonymise.tables import study

    segments, speakers, documents = study(*(("survey", {"R": ""}, [("R", text)]) for text in told))
    order = data.draw(st.permutations(range(len(told))))
    one, other = Register(), Register()
    made = find_identifiers(segments, speakers, documents, KNOWN, SETTINGS, one)
    turned = [frame.iloc[order].reset_index(drop=True) for frame in (segments, speakers, documents)]
    again = find_identifiers(*turned, KNOWN, SETTINGS, other)
    pd.testing.assert_frame_equal(made, again)
    assert one.numbers == other.numbers
    clean = deidentify(segments, speakers, documents, made, ())
    assert not [name for text in clean["text"] for name in survivors(text)]


@given(told=st.lists(texts(), min_size=2, max_size=5))
@settings(max_examples=6, deadline=None)
def test_a_later_wave_keeps_the_numbers_of_an_earlier_one(told: list[str]):
    from tests.unit.anonymise.tables import study

    tables = study(*(("survey", {"R": ""}, [("R", text)]) for text in told))
    first = tuple(frame.iloc[:1] for frame in tables)
    register = Register()
    find_identifiers(*first, KNOWN, SETTINGS, register)
    issued = {kind: dict(numbers) for kind, numbers in register.numbers.items()}
    find_identifiers(*tables, KNOWN, SETTINGS, register)
    for kind, numbers in issued.items():
        assert numbers.items() <= register.numbers[kind].items()
