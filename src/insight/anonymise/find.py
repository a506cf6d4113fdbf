"""Identifiers in the segments of a study, or in rows of unrelated texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.anonymise.general import Mention, normalised
from insight.anonymise.lexicon import HOME, WORD, is_ordinary, kept_names, plain, word_names
from insight.anonymise.register import Cast, Register
from insight.anonymise.rulings import Judged, Rulings
from insight.anonymise.told import names_told
from insight.anonymise.treatment import is_numbered, kept_kinds, replacements
from insight.errors import InputError
from insight.progress import Progress, silent
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS, Identifiers, empty, validate
from insight.settings import AnonymiseSettings
from insight.store import StudyKey

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

    from insight.anonymise.detect import Span

_MAY_BE_KEPT = frozenset(("place", "organisation", "person", "address", "role"))


def find_identifiers(
    segments: pd.DataFrame,
    speakers: pd.DataFrame,
    documents: pd.DataFrame,
    known_names: pd.DataFrame | None,
    settings: AnonymiseSettings,
    register: Register,
    progress: Progress = silent,
    decisions: Rulings | None = None,
    key: StudyKey | None = None,
    recognisers: Sequence[EntityRecognizer] = (),
) -> pd.DataFrame:
    """`Identifiers` of `segments`; `register` gets the new persons' numbers.

    `known_names` has columns name and kind; with the roster, the speaker labels, the names of the
    files and e-mail addresses it tells names to look for in every document. What is found in one
    document is looked for in all. What people made of it, `decisions`, holds against the detectors;
    all else is decided "auto".
    Surrogates are derived from the study's `key`. `recognisers`, Presidio's or one's own, look for
    more.
    """
    ordered = segments.sort_values(["document_id", "position", "segment_id"], kind="stable")
    texts = ordered["text"].tolist()
    people = speakers[speakers["role"] != "voice"]  # a voice is a group ("staff"), and no name
    roster = [*people["name"], *filter(_is_name, people["label_in_source"])]
    roster += names_told(texts, documents["source"])
    listed = _listed(known_names) + [(name, "person") for name in roster]
    listed += decisions.names(texts) if decisions else []
    found = _judged(
        ordered["segment_id"].tolist(),
        texts,
        _spans(texts, lambda place: "study", listed, settings, progress, recognisers),
        decisions,
    )
    told = speakers.groupby("source")["name"].agg(list).to_dict()
    source_of = documents.set_index("document_id")["source"].to_dict()
    parts = set(documents.loc[~documents["unit"].eq(""), "document_id"])
    rows: list[dict[str, Any]] = []
    of_document = zip(ordered["document_id"], ordered["segment_id"], texts, found, strict=True)
    for document, own in groupby(of_document, key=itemgetter(0)):
        # A survey's documents share one file: whoever else answered is no part of this answer.
        present = [name for name in told.get(source_of[document], []) if name]
        pairs = [(segment_id, text, spans) for _, segment_id, text, spans in own]
        surfaces = [name for _, text, spans in pairs for name in _people(text, spans)]
        cast = Cast.of(surfaces + ([] if document in parts else present))
        rows += [
            _row(segment_id, text, judged, cast, register, settings, str(document))
            for segment_id, text, spans in pairs
            for judged in spans
        ]
    if not rows:
        return empty(Identifiers)
    words = [*texts, *(name for name, _ in listed)]
    return validate(Identifiers, pd.DataFrame(_treated(rows, settings, key, words)))


def anonymise_texts(
    rows: pd.DataFrame,
    known_names: pd.DataFrame | None = None,
    settings: AnonymiseSettings | None = None,
    progress: Progress = silent,
    decisions: Rulings | None = None,
    key: StudyKey | None = None,
    recognisers: Sequence[EntityRecognizer] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Unrelated texts de-identified, each by itself.

    `rows` has columns id and text. Returns the same rows de-identified, and the spans: document_id
    (the row's id), start, end (code points of the untouched text), kind, score, detector,
    replacement, decision, decided_by. Persons are numbered within each row: what one row says tells
    nothing of another, and so rows may come in any order and in as many portions as one likes.
    Surrogates are derived from `key` and the row's id, for the same reason. `recognisers`,
    Presidio's or one's own, look for more.
    """
    from insight.anonymise.deidentify import replaced

    missing = {"id", "text"} - set(rows.columns)
    if missing:
        raise InputError(
            f"there is no column {', '.join(sorted(missing))}",
            where="the rows to anonymise",
            remedy="name the columns of the id and of the text",
        )
    settings = settings or AnonymiseSettings()
    texts = [text if isinstance(text, str) else "" for text in rows["text"]]
    listed = _listed(known_names) + (decisions.names(texts) if decisions else [])
    ids = [str(row_id) for row_id in rows["id"]]
    spans_of = _spans(texts, str, listed, settings, progress, recognisers)
    found = _judged(ids, texts, spans_of, decisions)
    clean: list[str] = []
    spans_found: list[dict[str, Any]] = []
    for row_id, text, spans in zip(ids, texts, found, strict=True):
        register = Register()
        cast = Cast.of(_people(text, spans))
        told = [_row(row_id, text, judged, cast, register, settings, row_id) for judged in spans]
        row_key = StudyKey(key.digest("row", row_id).encode()) if key else None
        told = _treated(told, settings, row_key, [text])
        put = [
            (s["start"], s["end"], s["replacement"]) for s in told if s["decision"] != "rejected"
        ]
        clean.append(replaced(text, put))
        spans_found += told
    columns = ["segment_id", "start", "end", "kind", "score", "detector", "replacement"]
    columns += ["decision", "decided_by"]
    table = pd.DataFrame(spans_found, columns=columns).rename(columns={"segment_id": "document_id"})
    return pd.DataFrame({"id": rows["id"].tolist(), "text": clean}), table


def _judged(
    ids: Sequence[str],
    texts: Sequence[str],
    found: Sequence[Sequence[Span]],
    decisions: Rulings | None,
) -> list[list[Judged]]:
    """What was found in each text, and what people decided on it."""
    if not decisions:
        return [[Judged(span) for span in spans] for spans in found]
    return [decisions.judged(*each) for each in zip(ids, texts, found, strict=True)]


def _people(text: str, spans: Sequence[Judged]) -> list[str]:
    """The names that `text` calls people by; what was rejected names nobody."""
    people = [one.span for one in spans if one.span.kind == "person" and one.decision != "rejected"]
    return [text[span.start : span.end] for span in people]


def _spans(
    texts: Sequence[str],
    scope_of: Callable[[int], str],
    names: Sequence[tuple[str, str]],
    settings: AnonymiseSettings,
    progress: Progress,
    recognisers: Sequence[EntityRecognizer] = (),
) -> list[list[Span]]:
    from insight.anonymise.resolve import resolve

    seen = look(texts, names, settings, progress, recognisers)
    if stay := kept_kinds(settings):
        # What a stretch is has to be settled before it may stay: a model may call it otherwise.
        seen = {
            text: [span for span in resolve(text, spans) if span.kind not in stay]
            for text, spans in seen.items()
        }
    kept = kept_names() | {_phrase(name) for name in settings.keep}
    return settle(texts, seen, scope_of, kept)


def look(
    texts: Sequence[str],
    names: Sequence[tuple[str, str]],
    settings: AnonymiseSettings,
    progress: Progress = silent,
    recognisers: Sequence[EntityRecognizer] = (),
) -> dict[str, list[Span]]:
    """What any detector sees in each distinct text; `names` are known names and kinds.

    `recognisers` are those that the caller brings along.
    """
    from insight.anonymise.detect import of_study
    from insight.anonymise.members import readers
    from insight.anonymise.ruled import asked, ruled

    distinct = sorted({text for text in texts if text.strip()})
    adopted = of_study((), recognisers)
    # The runtime of the models waits for its cores without Python, so the rules look meanwhile.
    with ThreadPoolExecutor(max_workers=1) as beside:
        told = beside.submit(copy_context().run, ruled, distinct, names, settings.patterns)
        models = readers(distinct, settings, progress)
        seen = told.result()
    return {
        text: [span for model in models for span in asked(model, text)]
        + seen[text]
        + [span for one in adopted for span in asked(one, text)]
        for text in distinct
    }


def settle(
    texts: Sequence[str],
    seen: Mapping[str, Sequence[Span]],
    scope_of: Callable[[int], str],
    kept: frozenset[str],
) -> list[list[Span]]:
    """Spans of each text without overlap; what is found spreads within texts of one scope."""
    from insight.anonymise.propagate import again, gather, misspellings, plain_words
    from insight.anonymise.resolve import resolve

    first = {text: _stays(text, resolve(text, spans), kept) for text, spans in seen.items()}
    scopes: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text in first:
            scopes.setdefault(scope_of(place), []).append(place)
    result: list[list[Span]] = [[] for _ in texts]
    for places in scopes.values():
        own = sorted({texts[place] for place in places})
        known = gather((text, first[text]) for text in own)
        plain_of = plain_words(own)
        slips = misspellings(set(plain_of.values()), known.names)
        telling = {
            word
            for word, looked_up in plain_of.items()
            if looked_up in known.names or looked_up in slips or looked_up in known.heads
        }
        whole = {}
        for text in own:
            seen_again = again(text, known, slips, telling)
            new = [span for span in seen_again if not _within(span, first[text])]
            whole[text] = _stays(text, resolve(text, [*first[text], *new]), kept)
        for place in places:
            result[place] = whole[texts[place]]
    return result


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _stays(text: str, spans: Sequence[Span], kept: frozenset[str]) -> list[Span]:
    stretches = [match.span() for match in _kept_phrases(kept).finditer(text)]
    return [
        span
        for span in spans
        if span.kind not in _MAY_BE_KEPT
        or not any(start <= span.start and span.end <= end for start, end in stretches)
        or HOME in span.detector.split("+")
        # The month May stays, the woman May does not; the detectors have told them apart.
        or (span.kind == "person" and _phrase(text[span.start : span.end]) in word_names())
    ]


@cache
def _kept_phrases(kept: frozenset[str]) -> re.Pattern[str]:
    listed = sorted(kept, key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(re.escape(p).replace(r"\ ", r"\s+").replace("'", "['’]") for p in listed)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _phrase(words: str) -> str:
    return " ".join(words.casefold().replace("’", "'").split())


def _row(
    segment_id: str,
    text: str,
    judged: Judged,
    cast: Cast,
    register: Register,
    settings: AnonymiseSettings,
    scope: str,
) -> dict[str, Any]:
    """A row of `Identifiers`; its replacement is still a mention, or empty where words stay."""
    span = judged.span
    surface = text[span.start : span.end]
    stays = judged.decision == "rejected"
    entity = cast.person(surface) if span.kind == "person" else normalised(surface)
    numbered = not stays and is_numbered(span.kind, settings)
    number = register.number(span.kind, entity) if numbered else None
    mention = Mention.at(text, span.start, span.end, span.kind, entity, number, scope)
    return {
        "segment_id": segment_id,
        "start": span.start,
        "end": span.end,
        "kind": span.kind,
        "score": round(span.score, 3),
        "detector": span.detector,
        "replacement": "" if stays else mention,
        "decision": judged.decision,
        "decided_by": judged.by,
    }


def _treated(
    rows: list[dict[str, Any]],
    settings: AnonymiseSettings,
    key: StudyKey | None,
    words: Sequence[str],
) -> list[dict[str, Any]]:
    """`rows` with what stands in place of each mention; invented names keep clear of `words`."""
    mentions = [row["replacement"] for row in rows if isinstance(row["replacement"], Mention)]
    invents = settings.style == "surrogates"
    vocabulary = {plain(word) for text in words for word in WORD.findall(text)} if invents else ()
    put = iter(replacements(mentions, settings, key, vocabulary))
    return [
        row | {"replacement": next(put) if isinstance(row["replacement"], Mention) else ""}
        for row in rows
    ]


def _listed(known_names: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Names and kinds of the list; an empty kind is a person's."""
    if known_names is None:
        return []
    told = known_names[["name", "kind"]].fillna("").astype(str)
    strange = set(told["kind"]) - {"", *DIRECT_KINDS, *INDIRECT_KINDS}
    if strange:
        raise InputError(
            "the list of known names has a kind that does not exist",
            where="known names, column kind",
            remedy="use person, place or organisation",
        )
    return [(name.strip(), kind or "person") for name, kind in told.itertuples(index=False)]


def _is_name(label: str) -> bool:
    """Whether a speaker's label is a name rather than INT, P1 or Carer 2."""
    words = WORD.findall(label)
    return any(
        len(word) > 3 and (plain(word) in word_names() or not is_ordinary(plain(word)))
        for word in words
    )
