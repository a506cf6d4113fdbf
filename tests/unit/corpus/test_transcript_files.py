"""Published transcripts and fixtures of other parsers: layout, speakers and turns of each file."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import Prose, Transcript
from insight.corpus.formats.transcripts.captions import UNNAMED
from insight.errors import SourceError

SHARED = Path(__file__).parents[3] / "../shared/data/transcripts"
FORMATS = SHARED / "formats"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the published transcripts are not on this machine"
)

# File, layout, speakers, turns: counted by eye in the files.
CAPTIONS = [
    ("webvttpy_captions_with_bom.vtt", "vtt", 1, 1),
    ("webvttpy_comments.vtt", "vtt", 1, 5),
    ("webvttpy_cue_tags.vtt", "vtt", 1, 1),
    ("webvttpy_invalid_timeframe.vtt", "vtt", 1, 1),
    ("webvttpy_metadata_headers.vtt", "vtt", 1, 1),
    ("webvttpy_missing_caption_text.srt", "srt", 1, 1),
    ("webvttpy_non_padded_timestamps.vtt", "teams-vtt", 2, 3),
    ("webvttpy_regions.vtt", "teams-vtt", 2, 2),
    ("webvttpy_sample.sbv", "sbv", 1, 1),
    ("webvttpy_sample.srt", "srt", 1, 1),
    ("webvttpy_sample.vtt", "vtt", 1, 1),
    ("webvttpy_styles.vtt", "vtt", 1, 1),
    ("webvttpy_using_identifiers.vtt", "vtt", 1, 1),
    ("webvttpy_youtube_dl.vtt", "vtt", 1, 1),
    ("qualcoder_transcript.txt", "labels-brackets", 3, 7),
]


def read(path: Path) -> Transcript | Prose:
    found = read_content(path.read_bytes(), path.suffix, path.name, Hints())
    assert isinstance(found, (Transcript, Prose))
    return found


@pytest.mark.parametrize(("name", "layout", "speakers", "turns"), CAPTIONS)
def test_each_file_has_its_layout(name: str, layout: str, speakers: int, turns: int) -> None:
    found = read(FORMATS / name)
    assert isinstance(found, Transcript)
    labels = {turn.label for turn in found.turns}
    assert (found.layout, len(labels), len(found.turns)) == (layout, speakers, turns)
    if layout in ("vtt", "srt", "sbv"):
        assert labels == {UNNAMED}


def words_of_captions(text: str) -> Counter[str]:
    """Words of cues: lines below a line with a time, without tags."""
    words: Counter[str] = Counter()
    is_cue = False
    for line in text.splitlines():
        if "-->" in line or re.match(r"\d:\d\d:\d\d\.\d{3},", line):
            is_cue = True
        elif not line.strip():
            is_cue = False
        elif is_cue:
            words.update(re.findall(r"[\w']+", re.sub(r"<[^>]*>", "", line).replace("’", "'")))
    return words


@pytest.mark.parametrize("name", [name for name, *_ in CAPTIONS if not name.endswith(".txt")])
def test_no_word_of_captions_is_lost_or_added(name: str) -> None:
    found = read(FORMATS / name)
    assert isinstance(found, Transcript)
    told = Counter(w for turn in found.turns for w in re.findall(r"[\w']+", turn.text))
    wanted = words_of_captions((FORMATS / name).read_text(encoding="utf-8-sig"))
    if "youtube" in name:
        # Its lines stand twice: as they are spoken, and above the next.
        assert set(told) == set(wanted)
        assert all(told[word] <= wanted[word] for word in told)
    else:
        assert told == wanted


@pytest.mark.parametrize("name", ["qualcoder_ID1.docx", "qualcoder_ID2.odt"])
def test_what_one_person_wrote_is_prose(name: str) -> None:
    assert isinstance(read(FORMATS / name), Prose)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(SourceError, match="the file is empty"):
        read(FORMATS / "webvttpy_empty.vtt")


@pytest.mark.parametrize("name", ["P1.pdf", "P2.pdf"])
def test_interviews_as_pdf_have_the_turns_that_their_labels_open(name: str) -> None:
    from pdfminer.high_level import extract_text

    path = SHARED / "pdpilot_interviews" / name
    opened = re.findall(r"^([A-Z]\w+):\s", extract_text(path), re.MULTILINE)
    found = read(path)
    assert isinstance(found, Transcript)
    assert found.layout == "labels"
    assert Counter(turn.label for turn in found.turns) == Counter(opened)
    # Numbers in the margin are nobody's words.
    assert not any(re.search(r"\n\d+\n", turn.text) for turn in found.turns)
