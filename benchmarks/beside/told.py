"""Sections on the hearing, the demonstration study, comments and fixed forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import forms
import pandas as pd
from identifiers import PUBLIC, ROOT, Row, covered
from measures import Stretch, Table, count_touching, count_whole, is_whole, ratio, share
from rivals import PRODUCT, Found, Rivals, as_spans

from insight.anonymise import Register, find_identifiers
from insight.anonymise.detect import Span
from insight.anonymise.find import look, settle
from insight.anonymise.lexicon import kept_names
from insight.corpus import read_file
from insight.schemas import DIRECT_KINDS
from insight.settings import AnonymiseSettings
from insight.store import StudyKey

HEARINGS = (
    "pohi_human_impact_hearing/2022-03-16.rst",
    "pohi_focus_group/2022-03-18.rst",
)
IN_STUDY = "product in its study"
_TITLES = frozenset(("sir", "dame", "lord", "lady", "ms", "mr", "mrs", "miss", "dr", "kc", "qc"))
_ROLES = frozenset(("facilitator", "interviewer", "chair", "moderator", "speaker", "counsel"))
_LISTED = re.compile(
    r"^(?:\d{1,2} \w+ \d{4} – |Questioned by |Summary of witness statement of )(.+)$|"
    r"^\*([A-Z' -]+) \((?:sworn|affirmed)\)",
    re.MULTILINE,
)
"""How the transcript's own headings list who is heard."""
ISSUED = ("phone", "email", "postcode", "nhs_number", "ni_number", "vehicle", "reference")


def tokens(names: Sequence[str]) -> set[str]:
    """The parts of `names`, lower case, without titles and roles.

    >>> sorted(tokens(["Sir Alf O'Hare", "Facilitator"]))
    ['alf', "o'hare"]
    """
    words = {word.casefold() for name in names for word in re.findall(r"[^\W\d_][\w'’-]+", name)}
    return words - _TITLES - _ROLES


def mentions(text: str, names: set[str]) -> list[Stretch]:
    """Where a name stands in `text`, written with a capital, without its possessive ending.

    >>> mentions("Alf's cup, O'Hare's and alf", {"alf", "o'hare"})
    [(0, 3), (11, 17)]
    """
    words = re.finditer(r"(?<!\w)([^\W\d_][\w'’-]*?)(?:['’]s)?(?![\w'’-]*\w)", text)
    return [word.span(1) for word in words if word[1][0].isupper() and word[1].casefold() in names]


def hearing(rivals: Rivals) -> list[Table]:
    """Names of those heard, of judge and counsel, that survive."""
    lines = []
    for place in HEARINGS:
        path = PUBLIC.parent / "transcripts" / place
        read = read_file(path, StudyKey(b"benchmark of detectors, no secret"))
        texts = read.segments["text"].tolist()
        speakers = tokens(read.speakers["label_in_source"].tolist())
        raw = path.read_text(encoding="utf-8")
        listed = tokens([own or sworn for own, sworn in _LISTED.findall(raw)]) | speakers
        found = rivals.find(texts, f"hearing, {path.parent.name}")
        told = {}
        if PRODUCT in found:
            identifiers = find_identifiers(
                read.segments,
                read.speakers,
                read.documents,
                None,
                AnonymiseSettings(),
                Register(),
            )
            told["product, given the speaker labels"] = as_spans(
                identifiers, "segment_id", read.segments["segment_id"]
            )
        for who, spans in (told | found).items():
            line = {"transcript": path.parent.name, "who": who}
            for what, names in (("of speakers", speakers), ("of all listed", listed)):
                marks = [mentions(text, names) for text in texts]
                part, whole = count_whole(texts, marks, spans)
                line[f"mentions {what} surviving"] = share(whole - part, whole)
                line[f"names {what} surviving"] = surviving(texts, spans, names)
            lines.append(line)
    note = "A name is a part of a name without title. Nobody but the first row knows the labels."
    return [Table("hearing and focus group of a public inquiry", pd.DataFrame(lines), note)]


def surviving(texts: Sequence[str], found: Found, names: set[str]) -> str:
    """How many of `names` stand somewhere not wholly covered, of those that are said at all."""
    said, left = set(), set()
    for text, spans in zip(texts, found, strict=True):
        gone = covered(spans)
        for mark in mentions(text, names):
            said.add(text[slice(*mark)].casefold())
            if not is_whole(text, mark, gone):
                left.add(text[slice(*mark)].casefold())
    return f"{len(left)} of {len(said)}"


def study(rivals: Rivals) -> list[Table]:
    """The demonstration study, never trained on: marks wholly covered, by kind."""
    folder = ROOT / "data/raw"
    gold = pd.read_csv(folder / "gold/identifiers.csv", keep_default_na=False, dtype={"unit": str})
    units = pd.read_csv(folder / "gold/texts.csv", keep_default_na=False, dtype={"unit": str})
    texts = units["text"].tolist()
    keys = list(zip(units["file"], units["unit"], units["field"], strict=True))
    found = rivals.find(texts, "demonstration")
    if PRODUCT in found:
        found = {IN_STUDY: _in_study(folder, texts), **found}
    own: dict[tuple[str, ...], list[dict[Any, Any]]] = {key: [] for key in keys}
    for row in gold.to_dict("records"):
        own[row["file"], row["unit"], row["field"]].append(row)
    kinds = sorted(gold["kind"].unique(), key=lambda kind: (kind not in DIRECT_KINDS, kind))
    sorts = {"all direct": [kind for kind in kinds if kind in DIRECT_KINDS]}
    sorts["all indirect"] = [kind for kind in kinds if kind not in DIRECT_KINDS]
    lines: list[Row] = []
    for name, of in [*sorts.items(), *((kind, [kind]) for kind in kinds)]:
        marks = [
            [(row["start"], row["end"]) for row in own[key] if row["kind"] in of] for key in keys
        ]
        line: Row = {"marks": name, "n": sum(map(len, marks))}
        for who, spans in found.items():
            part, whole = count_whole(texts, marks, spans)
            line[who] = share(part, whole).split(" of")[0] if name in sorts else part / whole
        lines.append(line)
    marks = [[(row["start"], row["end"]) for row in own[key]] for key in keys]
    line = {"marks": "spans that touch a mark", "n": ""}
    for who, spans in found.items():
        line[who] = share(*count_touching(marks, spans))
    note = f"'{IN_STUDY}' has the study's list of names and its roster, and looks across texts."
    return [Table("demonstration study", pd.DataFrame([*lines, line]), note)]


def _in_study(folder: Path, texts: list[str]) -> Found:
    known = pd.read_csv(folder / "known_names.csv", keep_default_na=False)
    roster = pd.read_csv(folder / "speakers.csv", keep_default_na=False)["name"]
    names = [*known.itertuples(index=False, name=None), *((name, "person") for name in roster)]
    seen = look(texts, names, AnonymiseSettings())
    return settle(texts, seen, lambda _: "", kept_names())


def comments(rivals: Rivals) -> list[Table]:
    """Real comments, of which few hold an identifier: how many change, how many words stay."""
    told = pd.read_parquet(PUBLIC.parent / "fft_comments_dev.parquet", columns=["text"])["text"]
    texts = [text for text in told.dropna().tolist() if text.strip()]
    words = [len(text.split()) for text in texts]
    lines = []
    for who, found in rivals.find(texts, "comments").items():
        left = [_words_left(text, spans) for text, spans in zip(texts, found, strict=True)]
        kinds = pd.Series([span.kind for spans in found for span in spans]).value_counts()
        lines.append(
            {
                "who": who,
                "changed": share(sum(map(bool, found)), len(texts)),
                "words kept": ratio(left, words),
                "most": ", ".join(f"{kind} {n}" for kind, n in kinds.head(5).items()),
            }
        )
    return [Table("fft_comments_dev", pd.DataFrame(lines))]


def _words_left(text: str, spans: Sequence[Span]) -> int:
    """Words of which no letter is covered."""
    return sum(
        not any(span.start < word.end() and word.start() < span.end for span in spans)
        for word in re.finditer(r"\S+", text)
    )


def fixed_forms(rivals: Rivals) -> list[Table]:
    """Numbers, codes and addresses as they are written and said."""
    made = forms.cases()
    found = rivals.find([case.text for case in made], "forms")
    whole = {
        who: [forms.is_covered(*pair) for pair in zip(made, spans, strict=True)]
        for who, spans in found.items()
    }
    places = range(len(made))
    apart = [n for n in places if made[n].half == "apart"]
    rows = {
        "all kinds": list(places),
        "all kinds, sentences apart": apart,
        "seven kinds in official forms": [n for n in places if made[n].kind in ISSUED],
        "the seven, sentences apart": [n for n in apart if made[n].kind in ISSUED],
    }
    for n, case in enumerate(made):
        rows.setdefault(f"{case.kind}, {case.form}", []).append(n)
    lines = []
    for name, own in rows.items():
        line: Row = {"identifier": name, "n": len(own)}
        for who, hit in whole.items():
            line[who] = share(sum(hit[n] for n in own), len(own)).split(" of")[0]
        lines.append(line)
    note = "Rules were written against the misses of the sentences that are not 'apart'."
    return [Table("fixed forms, drawn at random", pd.DataFrame(lines), note)]
