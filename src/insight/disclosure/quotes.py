"""Words that may be printed: allowed by who said them, screened, chosen to show both sides.

Quotes are the greatest risk in a small place. A quote is whole sentences of one person who allowed
it; it holds nothing that looks like a direct identifier; its speaker is told in at most two
attributes that many share, never with a place; and a named person approves that exact text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pandas as pd

from insight.schemas import (
    DECLINED,
    LIVED_EXPERIENCE,
    Quotes,
    empty,
    groups_in_words,
    validate,
)
from insight.settings import QuotePolicy

REVIEW_COLUMNS = [
    *("segment_id", "subjects", "valence", "said_by", "source_name"),
    *("text", "look_at", "status", "approve"),
]
SHORTEST = 6
SPEAKER_QUOTES = 3
"""Of one speaker in the whole report: a report of many is not the story of one."""
PASSAGE_SUBJECTS = 2
"""Under so many codes or themes the same words may stand."""
SHEET_ROWS = 250
"""What a person can read in a morning: spare quotes fill the sheet up to here."""
_IDENTIFIER = re.compile(
    r"\d(?:[\s-]?\d){5,}|@|https?://|www\.|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE
)
_NAME_LIKE = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+")
_NO_NAME = re.compile(
    "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    "|September|October|November|December|English|Easter|Christmas"
)
_REDACTION = re.compile(r"\[[^\]]*\]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
_ANYBODY = "a participant"
# An attribute that nobody told says nothing of who speaks.
_NOTHING_TOLD = ("", "not stated", DECLINED)
_Row = dict[Hashable, Any]
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Said:
    """What candidate quotes are chosen from, all de-identified.

    `segments`, `speakers` : DeidentifiedSegments, DeidentifiedSpeakers. `decided` : segment_id,
    code, basis of the codes that count. `codings` : Codings, for valence and where a code stands.
    `segment_themes` : SegmentThemes, or None.
    """

    segments: pd.DataFrame
    speakers: pd.DataFrame
    decided: pd.DataFrame
    codings: pd.DataFrame
    segment_themes: pd.DataFrame | None = None


def candidate_quotes(
    said: Said,
    policy: QuotePolicy,
    seed: int,
    digest: Callable[[str], str],
    approvals: Mapping[str, str] = _NONE,
    vetoed: Collection[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quotes, and the sheet on which people approve them (REVIEW_COLUMNS, `approve` empty).

    `approvals` : segment_id -> `digest` of the text approved; another text needs approving anew.
    `vetoed` : digests of texts that are not quoted, whoever approved them.
    Per theme, and per code and side, at most `policy.per_subject` quotes: approved ones first, then
    spread over valences, speakers, groups and sources; of one speaker at most SPEAKER_QUOTES in
    all, and one passage under PASSAGE_SUBJECTS at most. The sheet has as many spare ones besides,
    up to SHEET_ROWS passages.
    """
    eligible = _eligible(said, policy)
    eligible = eligible[~eligible["text"].map(digest).isin(list(vetoed))].copy()
    if eligible.empty:
        return empty(Quotes), pd.DataFrame(columns=REVIEW_COLUMNS)
    held = eligible["segment_id"].map(approvals)
    eligible["status"] = (held == eligible["text"].map(digest)).map(
        {True: "approved", False: "draft"}
    )
    chosen = _spread(_by_subject(eligible, said, seed), policy.per_subject)
    quotes = chosen[chosen["place"] < policy.per_subject].copy()
    quotes["quote_id"] = [
        f"q-{digest(f'{segment} {subject} {name}')[:12]}"
        for segment, subject, name in zip(
            quotes["segment_id"], quotes["subject"], quotes["subject_id"], strict=True
        )
    ]
    columns = ["quote_id", "subject", "subject_id", "valence", "said_by", "side", "source_name"]
    return validate(Quotes, quotes[[*columns, "text", "status"]]), _review_sheet(chosen, policy)


def passage(text: str, longest: int, start: int = 0, end: int = 0) -> str:
    """Whole sentences of `text`, `longest` words at most, with as much as can be of start:end.

    The whole text where it is short enough; empty where not one sentence is.

    >>> passage("It was cold. The bus never came. I walked home.", 4, 13, 32)
    'The bus never came.'
    """
    text = text.strip()
    if len(text.split()) <= longest:
        return text
    runs = [(a, b) for a, b in sentence_runs(text) if len(text[a:b].split()) <= longest]
    if not runs:
        return ""
    first, last = max(
        runs,
        key=lambda run: (
            min(run[1], end) - max(run[0], start) if end else 0,
            len(text[run[0] : run[1]].split()),
            -run[0],
        ),
    )
    return text[first:last].strip()


def sentence_runs(text: str) -> list[tuple[int, int]]:
    """Where every run of whole sentences of `text` starts and ends.

    >>> sentence_runs("It rained. We left.")
    [(0, 11), (0, 19), (11, 19)]
    """
    cuts = [0, *[found.end() for found in _SENTENCE_END.finditer(text)], len(text)]
    return [(a, b) for i, a in enumerate(cuts) for b in cuts[i + 1 :]]


def look_at(text: str, *, survey: bool) -> str:
    """What a reader should look at before approving `text`, in words; empty where nothing."""
    names = [name for name in _NAME_LIKE.findall(text) if not _NO_NAME.fullmatch(name)]
    found = {
        "a word that could be a name": bool(names),
        "starts with a small letter: is it a whole sentence?": text[:1].islower(),
        "a number": bool(re.search(r"\d", text)),
        "if the answers were published, these words can be searched for": survey,
    }
    return "; ".join(words for words, true in found.items() if true)


def _eligible(said: Said, policy: QuotePolicy) -> pd.DataFrame:
    """Segments that may be quoted, with the passage, who said it and what to look at."""
    allowed = said.speakers.loc[said.speakers["consent_quote"], "speaker_id"]
    segments = said.segments
    published = (segments["role"] == "voice") & (segments["kind"] == "document")
    may = ((segments["role"] == "participant") | published) & segments["speaker_id"].isin(allowed)
    found = segments[may].sort_values(["source_name", "text", "segment_id"], ignore_index=True)
    spans = said.codings[said.codings["code"] != ""].groupby("segment_id")
    starts, ends = spans["start"].min().to_dict(), spans["end"].max().to_dict()
    found["text"] = [
        passage(text, policy.longest, starts.get(segment, 0), ends.get(segment, 0))
        for segment, text in zip(found["segment_id"], found["text"], strict=True)
    ]
    found = found[found["text"].map(_may_print).astype(bool)].copy()
    told = _who(said.speakers, policy)
    found["said_by"] = [
        _in_words(row["stakeholder_groups"]) + ", as a report tells it"
        if row["kind"] == "document"
        else told.get(row["speaker_id"], _ANYBODY)
        for row in found.to_dict("records")
    ]
    found["side"] = _sides(found, said.speakers, policy)
    found["look_at"] = [
        look_at(text, survey=mode == "survey")
        for text, mode in zip(found["text"], found["mode"], strict=True)
    ]
    return found


def _sides(found: pd.DataFrame, speakers: pd.DataFrame, policy: QuotePolicy) -> pd.Series:
    """Which side each segment's speaker stands on; empty where a report tells it, or too few do."""
    of = speakers.set_index("speaker_id")["stakeholder_groups"].map(_side)
    told = [side for side, n in of.value_counts().items() if n >= policy.population_k]
    side = found["speaker_id"].map(of)
    return side.where(
        side.isin(told if policy.attributes else []) & found["kind"].ne("document"), ""
    )


def _side(groups: str) -> str:
    if not groups:
        return ""
    return "lived" if set(groups.split(";")) & set(LIVED_EXPERIENCE) else "organisation"


def _may_print(text: str) -> bool:
    """Long enough to mean something, and without what looks like a direct identifier."""
    return len(_REDACTION.sub("", text).split()) >= SHORTEST and not _IDENTIFIER.search(text)


def _who(speakers: pd.DataFrame, policy: QuotePolicy) -> dict[str, str]:
    """speaker_id -> attributes in words: as many as are shared by enough people of the study."""
    wanted = ["stakeholder_groups", "age_band"][: policy.attributes]
    words: dict[str, str] = {}
    for number in range(1, len(wanted) + 1):
        columns = wanted[:number]
        known = speakers[~speakers[columns].isin(_NOTHING_TOLD).any(axis=1)]
        shared = known.groupby(columns)["speaker_id"].transform("nunique")
        for row in known[shared >= policy.population_k].to_dict("records"):
            age = row["age_band"].replace("-", " to ").replace("+", " or over")
            age = f", {age}" if number > 1 else ""
            words[row["speaker_id"]] = _in_words(row["stakeholder_groups"]) + age
    return words


def _in_words(groups: str) -> str:
    return groups_in_words(groups) or _ANYBODY


def _by_subject(eligible: pd.DataFrame, said: Said, seed: int) -> pd.DataFrame:
    """One row per eligible segment and code or theme: subject, subject_id, valence, rank."""
    codes = said.decided[["segment_id", "code", "basis"]].drop_duplicates()
    tone = _valences(said.codings)
    rows: list[dict[str, Any]] = [
        {
            "segment_id": row["segment_id"],
            "subject": "code",
            "subject_id": row["code"],
            "valence": tone.get((row["segment_id"], row["code"]), ""),
            "strength": 1.0 if row["basis"] == "human" else 0.0,
        }
        for row in codes.to_dict("records")
    ]
    if said.segment_themes is not None:
        rows += [
            {
                "segment_id": row["segment_id"],
                "subject": "theme",
                "subject_id": str(row["theme_id"]),
                "valence": "",
                "strength": round(row["weight"], 2),
            }
            for row in said.segment_themes.query("theme_id >= 0").to_dict("records")
        ]
    names = ["segment_id", "subject", "subject_id", "valence", "strength"]
    found = eligible.merge(pd.DataFrame(rows, columns=names), on="segment_id")
    # Chance decides between equals, by what was said: not by an id that depends on the key.
    found["lot"] = [sha256(f"{seed} {text}".encode()).hexdigest() for text in found["text"]]
    found["strength"] = -found["strength"]
    return found


def _valences(codings: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(segment_id, code) -> valence that people gave; mixed (~) where they differ."""
    given = codings[(codings["decision"] == "applied") & (codings["valence"] != "")]
    found: dict[tuple[str, str], str] = {}
    for row in given[["segment_id", "code", "valence"]].drop_duplicates().to_dict("records"):
        key = (row["segment_id"], row["code"])
        found[key] = "~" if key in found else row["valence"]
    return found


class _Choice:
    """Quotes chosen so far, and which row should be the next one."""

    def __init__(self, found: pd.DataFrame) -> None:
        self.waiting: dict[tuple[str, str, str], list[_Row]] = {}
        for row in found.sort_values(["subject", "subject_id", "side"]).to_dict("records"):
            # In a published document, each voice that it gives words to is a side of its own.
            side = row["stakeholder_groups"] if row["kind"] == "document" else row["side"]
            slot = (row["subject"], row["subject_id"], side if row["subject"] == "code" else "")
            self.waiting.setdefault(slot, []).append(row)
        self.chosen: list[_Row] = []
        self._seen: Counter[tuple[Any, ...]] = Counter()

    def take(self, slot: tuple[str, str, str], place: int, *, limited: bool) -> None:
        """Choose the best waiting row of `slot`, if there is one; `limited` keeps to the limits."""
        may = [row for row in self.waiting[slot] if not limited or self._within_limits(row)]
        if not may:
            return
        best = min(may, key=lambda row: self._rank(slot, row))
        self.waiting[slot] = [row for row in self.waiting[slot] if row["text"] != best["text"]]
        self.chosen.append(best | {"place": place})
        self._seen.update(self._traits(slot, best).values())

    def _within_limits(self, row: _Row) -> bool:
        # A voice of a document is no person: its many quotes are nobody's story.
        n = 0 if row["kind"] == "document" else self._seen["speaker", row["speaker_id"]]
        return n < SPEAKER_QUOTES and self._seen["passage", row["text"]] < PASSAGE_SUBJECTS

    def _traits(self, slot: tuple[str, str, str], row: _Row) -> dict[str, tuple[Any, ...]]:
        told: dict[str, tuple[Any, ...]] = {
            "speaker": ("speaker", row["speaker_id"]),
            "passage": ("passage", row["text"]),
        }
        for name in ("speaker_id", "valence", "side", "stakeholder_groups", "source_name"):
            told[f"same {name}"] = (*slot, name, row[name])
        return told

    def _rank(self, slot: tuple[str, str, str], row: _Row) -> tuple[Any, ...]:
        n = {name: self._seen[trait] for name, trait in self._traits(slot, row).items()}
        return (
            row["status"] != "approved",
            n["same speaker_id"] > 0,
            n["same valence"],
            n["same side"],
            n["same stakeholder_groups"] + n["same source_name"],
            n["same speaker_id"],
            n["passage"],
            n["speaker"],
            row["strength"],
            row["lot"],
        )


def _spread(found: pd.DataFrame, per_subject: int) -> pd.DataFrame:
    """Per theme, and per code and side, the quotes and their spares, in `place` 0, 1, ...

    Every subject has its first quote before any has its second, and those with fewest to choose
    from come first: so a speaker's few quotes go where they are needed. Each next one is approved
    rather than not, by somebody not heard yet, of the valence, side, group and source heard least.
    """
    choice = _Choice(found)
    slots = sorted(choice.waiting, key=lambda slot: (slot[0], len(choice.waiting[slot]), slot))
    for place in range(per_subject):
        for slot in slots:
            choice.take(slot, place, limited=True)
    for place in range(per_subject, 2 * per_subject):
        for slot in slots:
            if len({row["segment_id"] for row in choice.chosen}) < SHEET_ROWS:
                choice.take(slot, place, limited=False)
    return pd.DataFrame(choice.chosen, columns=[*found.columns, "place"])


def _review_sheet(chosen: pd.DataFrame, policy: QuotePolicy) -> pd.DataFrame:
    """One row per passage, with all it stands for."""
    if chosen.empty:
        return pd.DataFrame(columns=REVIEW_COLUMNS)
    named = chosen.assign(
        subjects=chosen["subject"] + " " + chosen["subject_id"],
        status=chosen["status"].where(chosen["place"] < policy.per_subject, "spare"),
        approve="",
    )
    rank = {"approved": 0, "draft": 1, "spare": 2}
    named = named.sort_values("status", key=lambda status: status.map(rank), kind="stable")
    each = named.groupby("segment_id", sort=False)
    sheet = each[REVIEW_COLUMNS[1:]].first()
    sheet["subjects"] = each["subjects"].agg(lambda told: ", ".join(sorted(set(told))))
    sheet["valence"] = each["valence"].agg(lambda told: " ".join(sorted(set(told) - {""})))
    return sheet.reset_index().sort_values(
        ["source_name", "text", "segment_id"], ignore_index=True
    )[REVIEW_COLUMNS]
