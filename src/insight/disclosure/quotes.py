"""Words that may be printed: allowed by who said them, screened, chosen to show both sides.

Quotes are the greatest risk in a small place. A quote is whole sentences of one person who allowed
it; it holds nothing that looks like a direct identifier; its speaker is told in at most two
attributes that many share, never with a place; and a named person approves that exact text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pandas as pd

from insight.schemas import LIVED_EXPERIENCE, Quotes, empty, validate
from insight.settings import QuotePolicy

REVIEW_COLUMNS = [
    *("segment_id", "subjects", "valence", "said_by", "source_name"),
    *("text", "look_at", "status", "approve"),
]
SHORTEST = 6
SPARE = 2
_IDENTIFIER = re.compile(
    r"\d(?:[\s-]?\d){5,}|@|https?://|www\.|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE
)
_NAME_LIKE = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+")
_KNOWN_CAPITALS = frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "English",
        "Easter",
        "Christmas",
    ]
)
_REDACTION = re.compile(r"\[[^\]]*\]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
_ANYBODY = "a participant"
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
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quotes, and the sheet on which people approve them (REVIEW_COLUMNS, `approve` empty).

    `approvals` : segment_id -> `digest` of the text approved; another text needs approving anew.
    Per code or theme and group at most `policy.per_subject` quotes: approved ones first, then
    spread over valences and speakers. The sheet has as many spare ones besides.
    """
    eligible = _eligible(said, policy)
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
    columns = ["quote_id", "subject", "subject_id", "valence", "said_by", "source_name"]
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
    cuts = [0, *[found.end() for found in _SENTENCE_END.finditer(text)], len(text)]
    runs = [
        (a, b)
        for i, a in enumerate(cuts)
        for b in cuts[i + 1 :]
        if len(text[a:b].split()) <= longest
    ]
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


def look_at(text: str, *, survey: bool) -> str:
    """What a reader should look at before approving `text`, in words; empty where nothing."""
    names = [name for name in _NAME_LIKE.findall(text) if name not in _KNOWN_CAPITALS]
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
    found["look_at"] = [
        look_at(text, survey=mode == "survey")
        for text, mode in zip(found["text"], found["mode"], strict=True)
    ]
    return found


def _may_print(text: str) -> bool:
    """Long enough to mean something, and without what looks like a direct identifier."""
    return len(_REDACTION.sub("", text).split()) >= SHORTEST and not _IDENTIFIER.search(text)


def _who(speakers: pd.DataFrame, policy: QuotePolicy) -> dict[str, str]:
    """speaker_id -> attributes in words: as many as are shared by enough people of the study."""
    wanted = ["stakeholder_groups", "age_band"][: policy.attributes]
    words: dict[str, str] = {}
    for number in range(1, len(wanted) + 1):
        columns = wanted[:number]
        known = speakers[(speakers[columns] != "").all(axis=1)]
        shared = known.groupby(columns)["speaker_id"].transform("nunique")
        for row in known[shared >= policy.population_k].to_dict("records"):
            age = row["age_band"].replace("-", " to ").replace("+", " or over")
            age = f", {age}" if number > 1 else ""
            words[row["speaker_id"]] = _in_words(row["stakeholder_groups"]) + age
    return words


def _in_words(groups: str) -> str:
    """Stakeholder groups as a person would say them.

    >>> _in_words("person_using_services;unpaid_carer")
    'unpaid carer and person using services'
    """
    told = sorted(groups.split(";"), key=lambda group: group != LIVED_EXPERIENCE[1])
    words = [group.replace("_", " ").replace("vcs", "voluntary sector") for group in told if group]
    return " and ".join(words) or _ANYBODY


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


def _spread(found: pd.DataFrame, per_subject: int) -> pd.DataFrame:
    """Per subject and group the first and spare quotes, in `place` 0, 1, ...

    Each next one is approved rather than not, by somebody not heard yet, of the valence heard
    least, and then the strongest: so both sides of a disagreement stand beside each other.
    """
    chosen: list[dict[Hashable, Any]] = []
    keys = ["subject", "subject_id", "stakeholder_groups"]
    for _, rows in found.groupby(keys, sort=True):
        waiting = rows.drop_duplicates("text").to_dict("records")
        tones: dict[str, int] = {}
        people: dict[str, int] = {}
        for place in range(min(SPARE * per_subject, len(waiting))):
            best = min(
                waiting,
                key=lambda row: (
                    row["status"] != "approved",
                    people.get(row["speaker_id"], 0) > 0,
                    tones.get(row["valence"], 0),
                    people.get(row["speaker_id"], 0),
                    row["strength"],
                    row["lot"],
                ),
            )
            waiting.remove(best)
            tones[best["valence"]] = tones.get(best["valence"], 0) + 1
            people[best["speaker_id"]] = people.get(best["speaker_id"], 0) + 1
            chosen.append(dict(best) | {"place": place})
    return pd.DataFrame(chosen, columns=[*found.columns, "place"])


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
