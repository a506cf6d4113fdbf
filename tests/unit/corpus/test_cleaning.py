"""What programs did to a text is undone; no word is changed, and every place is found again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus.words.cleaning import clean, cleaned, notes_of
from insight.corpus.words.fillers import drop_fillers, without_fillers

WELSH_FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the cafÃ© wasnâ€™t open", "the café wasn't open"),
        ("“Aye”, she said, ‘it’s done’", "\"Aye\", she said, 'it's done'"),
        ("â€œAye, pet,â€ he said; ZoÃ« paid Â£5", '"Aye, pet," he said; Zoë paid £5'),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("a\u00a0wide\u2009space", "a wide space"),
        ("fish &amp; chips &pound;3 AT&T R&D;", "fish & chips £3 AT&T R&D;"),
        ("it&amp;#39;s twice over", "it's twice over"),
        ("&notit; is no entity", "&notit; is no entity"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("one<br/>two_x000D_\nthree\x0bfour", "one\ntwo\nthree\nfour"),
        ("Ma\u200drk", "Mark"),
        ("Zoe\u0308 had the \ufb01rst", "Zoë had the first"),
        ("a \u200fmark that strayed\u202e", "a mark that strayed"),
        ("half \ud83d\ude00 and \ud83d", "half 😀 and \ufffd"),
        ("hid\U000e0061\U000e0062den", "hidden"),
    ],
)
def test_what_programs_did_is_undone(written: str, meant: str) -> None:
    assert clean(written, Counter()) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Zoë, Siân, Łukasz and Ngữ cost £9",
        "👩\u200d🦽 👍🏽 👨\u200d👩\u200d👧 🇬🇧 ❤️ 1️⃣ are one sign each",
        f"the dragon of {WELSH_FLAG}",
        "קופת חולים\u200f (GP) was kind",
        "می\u200cخواهم",  # Persian: the joiner parts two halves of one word.
        "क्\u200dष",  # Hindi: the joiner decides the shape of the letter.
        "Проблема з аптекою",
        "ਡਾਕਟਰ ਨਾਲ ਗੱਲ",
        "CO² at 3½ °C, 50 % off – so – they say…",
    ],
)
def test_what_means_something_stays(text: str) -> None:
    assert clean(text, Counter()) == text


def test_every_repair_is_counted_and_what_is_lost_is_told() -> None:
    tally: Counter[str] = Counter()
    clean("caf\ufffd &amp; bar “so”", tally)
    clean("plain words", tally)
    assert notes_of(tally) == (
        "repaired: 1 HTML entities, 2 typographic quotation marks",
        "1 characters lost before the file was written stay as marks",
    )


def letters(text: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()]


SIGNS = st.characters(exclude_categories=["Co", "Cn", "Cs"], exclude_characters="&<_Ââã°ÃÅÄÐÑØÙ")
WORDS = st.text(
    st.one_of(SIGNS, st.sampled_from(" \n\r\u00a0\u200b\u200d\u00ad\u202e\ufeff“”’\u0301eÉ"))
)


@given(WORDS)
def test_no_letter_and_no_figure_is_changed(text: str) -> None:
    tally: Counter[str] = Counter()
    found = clean(text, tally)
    if not tally["words with wrongly decoded characters"]:
        assert letters(found) == letters(text)


@given(st.text(), st.sampled_from(["", "&amp;", "Ã©", "“", "\u200b", "_x000D_", "&lt;br&gt;"]))
def test_what_is_clean_stays_as_it_is(text: str, damage: str) -> None:
    once = clean(text + damage + text, Counter())
    assert clean(once, Counter()) == once


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="&<_")))
def test_plain_words_are_never_changed(text: str) -> None:
    assert clean(text, Counter()) == text


DAMAGED = st.sampled_from(
    ["aye", "cafÃ©", "wasnâ€™t", "&amp;", "&amp;amp;", "“so”", "soft\u00adly", "Zoe\u0308",
     "\u200b", "👩\u200d🦽", "a\u00a0b", "x\r\ny", "Â£5", "\ufb01ne"]
)  # fmt: skip


@given(st.lists(DAMAGED, min_size=1, max_size=12), st.data())
def test_every_stretch_is_found_in_the_text_as_it_was(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    found = cleaned(text)
    assert found.original_span(0, len(found.text))[1] <= len(text)
    ends = sorted({0, len(found.text), *(n for n, c in enumerate(found.text) if c in " \n")})
    start, end = sorted(data.draw(st.tuples(st.sampled_from(ends), st.sampled_from(ends))))
    first, last = found.original_span(start, end)
    assert clean(text[first:last], Counter()) == found.text[start:end]


@given(st.lists(DAMAGED, min_size=1, max_size=12))
def test_single_signs_follow_each_other_in_the_text_as_it_was(words: list[str]) -> None:
    found = cleaned(" ".join(words))
    spans = [found.original_span(n, n + 1) for n in range(len(found.text))]
    assert spans == sorted(spans)
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    ("spoken", "kept", "dropped"),
    [
        ("Um, we went, er, to the, erm, shop.", "we went, to the, shop.", 3),
        ("I was, er. No, erm", "I was. No", 2),
        ("Um... er...", "", 2),
        ("the- um- the bairn", "the- the bairn", 1),
        ("Uh-huh. Mm. Aye, you know, like.", "Uh-huh. Mm. Aye, you know, like.", 0),
        ("the ER was full, her umbrella summery", "the ER was full, her umbrella summery", 0),
        ("Esperei um mês por um médico e nada.", "Esperei um mês por um médico e nada.", 0),
    ],
)
def test_only_sounds_without_meaning_are_left_out(spoken: str, kept: str, dropped: int) -> None:
    tally: Counter[str] = Counter()
    assert drop_fillers(spoken, tally) == kept
    assert sum(tally.values()) == dropped


SPEECH = st.lists(
    st.sampled_from(["um,", "Er.", "erm", "uh...", "we", "waited", "three", "hours.", "Aye?", "\n"])
)


@given(SPEECH.map(" ".join))
def test_without_sounds_every_word_is_there_and_is_found_again(text: str) -> None:
    found = without_fillers(cleaned(text), Counter())
    sounds = {"um", "er", "erm", "uh"}
    words = [word for word in re.findall(r"\w+", text) if word.casefold() not in sounds]
    assert re.findall(r"\w+", found.text) == words
    for word in re.finditer(r"\w+", found.text):
        start, end = found.original_span(*word.span())
        assert text[start:end] == word[0]
