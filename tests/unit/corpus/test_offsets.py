"""Every segment is found again in the file as it was sent: same words, exact places."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus import Corpus, read_sources
from insight.corpus.formats import plain_text
from insight.corpus.offsets import original_spans
from insight.corpus.words.cleaning import clean
from insight.corpus.words.offsets import spans_in
from insight.settings import SourceSettings
from insight.store import StudyKey

Write = Callable[..., Path]

TURNS = (
    ("INT", "Did the warden ask you, Zoë?"),
    ("P1", "No."),
    ("INT", "Fish &amp; chips on Fridays\u00a0then?"),
    ("P1", "“Aye”, she saidâ€¦ it wasnâ€™t soft\u00adly meant. No. 👍"),
    ("P2", "It cost Â£5 at the cafÃ©."),
    ("P1", "No."),
)


def cleaned(text: str) -> str:
    return " ".join(clean(text, Counter()).split())


def source_of(**told: object) -> SourceSettings:
    return SourceSettings.model_validate({"name": "s", "sampling": "purposive", **told})


def located(
    root: Path, key: StudyKey, source: SourceSettings
) -> tuple[Corpus, list[tuple[object, ...]]]:
    found = read_sources(root, [source], key)
    found = replace(found, segments=found.segments.sort_values(["document_id", "position"]))
    table = original_spans(found, root, [source], key)
    assert list(table["segment_id"]) == list(found.segments["segment_id"])
    told = table[["row", "column", "start", "end"]].astype(object)
    return found, list(told.where(told.notna(), None).itertuples(index=False, name=None))


def as_text(turns: Sequence[tuple[str, str]]) -> bytes:
    return "\r\n\r\n".join(f"{label}: {words}" for label, words in turns).encode()


def as_word(turns: Sequence[tuple[str, str]]) -> bytes:
    document = docx.Document()
    for label, words in turns:
        document.add_paragraph().add_run(f"{label}: ").bold = True
        document.paragraphs[-1].add_run(words)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def as_captions(turns: Sequence[tuple[str, str]]) -> bytes:
    cues = ["WEBVTT"]
    for number, (label, words) in enumerate(turns):
        first, second = words[: len(words) // 2], words[len(words) // 2 :]
        cut = len(first) - len(first.split(" ")[-1])
        for half, part in enumerate((words[:cut], words[cut:] if second else "")):
            if part.strip():
                clock = f"00:{number:02d}:{half:02d}.000 --> 00:{number:02d}:{half + 1:02d}.000"
                cues.append(f"{clock}\n<v {label}>{part.strip()}</v>")
    return "\n\n".join(cues).encode()


@pytest.mark.parametrize(
    ("name", "written"), [("t.txt", as_text), ("t.docx", as_word), ("t.vtt", as_captions)]
)
def test_turns_are_found_in_the_text_of_their_file(
    name: str,
    written: Callable[[Sequence[tuple[str, str]]], bytes],
    write: Write,
    tmp_path: Path,
    key: StudyKey,
) -> None:
    raw = written(TURNS)
    write(name, raw)
    found, places = located(tmp_path, key, source_of(files=name, kind="transcript"))
    text = plain_text(raw, Path(name).suffix, name)
    before = 0
    for said, (row, column, start, end) in zip(found.segments["text"], places, strict=True):
        assert (row, column) == (None, "")
        original = re.sub(r"</v>|<v \w+>|\d\d:\d\d:\d\d\.000(?: --> )?", " ", text[start:end])
        assert cleaned(original) == cleaned(said)
        assert start >= before
        before = end
    # The short answer is the one behind its own question, not its twin.
    assert text[places[1][2] : places[1][3]] == "No."
    assert places[1][2] < places[2][2]


def test_answers_are_found_in_their_untouched_cells(
    write: Write, tmp_path: Path, key: StudyKey
) -> None:
    cells = {
        "a": "  Um, fish &amp; chips.  The cafÃ© wasnâ€™t open, er, ever.",
        "b": "Nothing odd about the bus here.",
        "c": "&quot;Aye&quot; \u200bshe said.<br>Twice she said it to us.",
    }
    rows = "".join(f'{unit},"{cell}"\n' for unit, cell in cells.items())
    write("s.csv", f"ref,What matters?\n{rows}")
    columns = {"id": "ref", "text": ["What matters?"]}
    source = source_of(files="s.csv", columns=columns, drop_fillers=True)
    found, places = located(tmp_path, key, source)
    wanted = [
        (2, "What matters?", cells["a"].index("fish"), len(cells["a"])),
        (3, "What matters?", 0, len(cells["b"])),
        (4, "What matters?", 0, len(cells["c"])),
    ]
    assert sorted(places) == wanted
    said = [text for _, text in sorted(zip(places, found.segments["text"], strict=True))]
    assert said == [
        "fish & chips.  The café wasn't open, ever.",
        "Nothing odd about the bus here.",
        '"Aye" she said.\nTwice she said it to us.',
    ]


WORDS = st.sampled_from(
    ["aye", "no", "the", "bus", "cafÃ©", "&amp;", "wasnâ€™t", "so\u00adon", "5"]
)
SAID = st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=8)


@given(SAID)
def test_what_was_said_in_turn_is_found_in_turn(turns: list[str]) -> None:
    original = "\n".join(f"SPEAKER{n}: {said}." for n, said in enumerate(turns))
    spans = spans_in(original, [clean(said, Counter()) + "." for said in turns])
    place = 0
    for number, (said, span) in enumerate(zip(turns, spans, strict=True)):
        place = original.index(f"SPEAKER{number}: ", place) + len(f"SPEAKER{number}: ")
        assert span == (place, place + len(said) + 1)


def test_what_is_not_there_is_not_found() -> None:
    assert spans_in("P1: the bus was late", ["a meal that nobody ever had here"]) == [None]
    assert spans_in("", ["aye"]) == [None]


@pytest.mark.parametrize("words", ["aye, it was late and nobody came to tell any of us at all"])
def test_what_the_file_puts_between_is_passed_over(words: str) -> None:
    first, second = words[:28].rsplit(" ", 1)[0], words[len(words[:28].rsplit(" ", 1)[0]) + 1 :]
    original = f"1\n00:00:01 --> 00:00:04\n{first}\n\n2\n00:00:04 --> 00:00:09\n{second}\n"
    assert spans_in(original, [words]) == [(original.index("aye"), len(original) - 1)]
