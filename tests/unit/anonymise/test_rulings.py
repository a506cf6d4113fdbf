"""Whatever is found and whatever is decided: what a person added is covered, and nothing twice."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insight.anonymise import Rulings
from insight.anonymise.detect import Span
from insight.anonymise.rulings import Place, Ruling, everywhere, here, normal, text_digest
from insight.store import StudyKey

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
WORDS = st.lists(
    st.sampled_from(["ada", "ives", "rang", "Low", "Row", "47", "'s", "😀"]), max_size=12
)


@st.composite
def cases(draw):
    """A text, spans in it without overlap, and a ruling at a place of it."""
    text = " ".join(draw(WORDS)) + " Ada."
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [
        Span(start, end, draw(st.sampled_from(["person", "place"])), 0.5, "names")
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if any(sign.isalnum() for sign in text[start:end])
    ]
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    verdict = draw(st.sampled_from(["added", "accepted", "rejected"]))
    return text, spans, start, end, verdict


def letters(text, spans):
    return {place for s in spans for place in range(s.start, s.end) if text[place].isalnum()}


def kept(judged, *decisions):
    return [one.span for one in judged if one.decision in decisions]


@given(cases())
def test_a_ruling_at_a_place_holds_there_and_leaves_the_rest_covered(case):
    text, spans, start, end, verdict = case
    place = Place("s1", start, end, text_digest(KEY, text))
    told = here(place, Ruling(verdict, "person", "person", "A. Reader"), "2026-04-01")
    judged = Rulings.of([told], KEY).judged("s1", text, spans)
    ends = [(one.span.start, one.span.end) for one in judged]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    replaced = letters(text, kept(judged, "auto", "accepted", "added"))
    if verdict == "rejected":
        exact = [span for span in spans if (span.start, span.end) == (start, end)]
        assert replaced == letters(text, spans) - letters(text, exact)
    else:
        decided = Span(start, end, "person", 1, "reader")
        assert replaced == letters(text, spans) | letters(text, [decided])
    elsewhere = Rulings.of([told], KEY).judged("s2", text, spans)
    assert kept(elsewhere, "auto") == spans


@given(cases())
def test_words_added_everywhere_are_covered_wherever_they_stand(case):
    text, spans, *_ = case
    told = everywhere("ADA", Ruling("added", "person", "person", "A. Reader"), KEY, "2026-04-01")
    judged = Rulings.of([told], KEY).judged("s1", text, spans)
    gone = kept(judged, "auto", "accepted", "added")
    left = "".join("#" if p in letters(text, gone) else sign for p, sign in enumerate(text))
    assert "ada" not in normal(left).split()
    assert letters(text, spans) <= letters(text, gone)
