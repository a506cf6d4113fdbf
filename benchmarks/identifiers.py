"""How much the detectors find of what people marked: `python benchmarks/identifiers.py [DATASET]`.

DATASET is presidio, wnut, textwash (public data, looked for beside the repository in
`../shared/data/pii_eval`) or study (the demonstration study with its gold). For each the table is
printed once for the whole ensemble and once without each member, in the original letter case and in
lower case.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from insight.anonymise.detect import Span
from insight.anonymise.find import look, settle
from insight.anonymise.lexicon import kept_names
from insight.settings import AnonymiseSettings

ROOT = Path(__file__).parents[1]
PUBLIC = ROOT.parent / "shared" / "data" / "pii_eval"
FILES = {
    "presidio": "presidio_synth_v2_dev.jsonl",
    "wnut": "wnut17_dev.jsonl",
    "textwash": "textwash_dev.jsonl",
}
MEMBERS = ("", "insight", "spacy", "names", "patterns", "places")
Row = dict[str, Any]


def has_public_data(dataset: str) -> bool:
    """Whether the public data set lies beside the repository; says so where it does not."""
    if (PUBLIC / FILES[dataset]).is_file():
        return True
    print(f"\n{dataset}: left out, the public data are not beside the repository")
    return False


def rows_of(dataset: str) -> list[Row]:
    """Texts with their gold."""
    lines = (PUBLIC / FILES[dataset]).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def without(seen: dict[str, list[Span]], member: str) -> dict[str, list[Span]]:
    """What is seen when `member` does not look."""
    return {text: [s for s in spans if s.detector != member] for text, spans in seen.items()}


def covered(spans: list[Span]) -> set[int]:
    """Code points that the spans cover."""
    return {place for span in spans for place in range(span.start, span.end)}


def by_span(rows: list[Row], texts: list[str], found: list[list[Span]]) -> Row:
    """Share of gold persons wholly covered; share of covered person characters that are gold."""
    whole = total = hit = claimed = 0
    for row, text, spans in zip(rows, texts, found, strict=True):
        everything = covered(spans)
        people = {
            place
            for span in row["spans"]
            if span["label"] in ("PERSON", "TITLE")
            for place in range(span["start"], span["end"])
        }
        anything = {p for span in row["spans"] for p in range(span["start"], span["end"])}
        for span in row["spans"]:
            if span["label"] == "PERSON":
                letters = {p for p in range(span["start"], span["end"]) if text[p].isalnum()}
                total += 1
                whole += letters <= everything
        claim = {p for p in covered([s for s in spans if s.kind == "person"]) if text[p].isalnum()}
        claimed += len(claim)
        hit += len(claim & people)
        row["false"] = len(claim - anything)
    return {
        "persons": total,
        "recall": round(whole / total, 3),
        "precision": round(hit / max(claimed, 1), 3),
        "not_any_identifier": round(sum(row["false"] for row in rows) / max(claimed, 1), 3),
    }


def by_subject(rows: list[Row], texts: list[str], found: list[list[Span]]) -> Row:
    """Share of descriptions in which a token of the subject's name survives."""
    leaks = 0
    for row, text, spans in zip(rows, texts, found, strict=True):
        gone = covered(spans)
        left = "".join("#" if place in gone else sign for place, sign in enumerate(text))
        names = [re.escape(token.casefold()) for token in row["subject_name_tokens"]]
        survived = any(re.search(rf"\b{name}\b", left.casefold()) for name in names)
        row["leak"] = survived
        leaks += survived
    share = sum(len(covered(spans)) for spans in found) / sum(map(len, texts))
    return {
        "texts": len(texts),
        "leaks": leaks,
        "share": round(leaks / len(texts), 4),
        "removed": round(share, 3),
    }


def measure(dataset: str) -> pd.DataFrame:
    """The table of one dataset."""
    rows = rows_of(dataset)
    score = by_subject if dataset == "textwash" else by_span
    lines = []
    for case in ("original", "lower"):
        texts = [row["text"] if case == "original" else lowered(row["text"]) for row in rows]
        started = time.perf_counter()
        seen = look(texts, [], AnonymiseSettings())
        taken = time.perf_counter() - started
        for member in MEMBERS:
            found = settle(texts, without(seen, member), str, kept_names())
            speed = round(len(texts) / taken) if not member else ""
            name = f"without {member}" if member else "all"
            lines.append(
                {"case": case, "members": name, **score(rows, texts, found), "texts_per_s": speed}
            )
    return pd.DataFrame(lines)


def lowered(text: str) -> str:
    """`text` in lower case, no code point longer or shorter."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def study() -> pd.DataFrame:
    """Recall per kind on the demonstration study, read from its gold texts."""
    gold = pd.read_csv(ROOT / "data/raw/gold/identifiers.csv", keep_default_na=False)
    units = pd.read_csv(ROOT / "data/raw/gold/texts.csv", keep_default_na=False)
    known = pd.read_csv(ROOT / "data/raw/known_names.csv", keep_default_na=False)
    roster = pd.read_csv(ROOT / "data/raw/speakers.csv", keep_default_na=False)["name"]
    names = [*known.itertuples(index=False, name=None), *((name, "person") for name in roster)]
    texts = units["text"].tolist()
    found = settle(texts, look(texts, names, AnonymiseSettings()), lambda _: "", kept_names())
    place_of = {
        key: n
        for n, key in enumerate(
            zip(units["file"], units["unit"].astype(str), units["field"], strict=True)
        )
    }
    marked: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    for row in gold.itertuples(index=False):
        place = place_of[row.file, str(row.unit), row.field]
        gone = covered(found[place])
        letters = {p for p in range(row.start, row.end) if texts[place][p].isalnum()}
        marked[row.kind] += 1
        if letters <= gone:
            whole[row.kind] += 1
        else:
            missed.append((row.kind, row.surface))
    if "--missed" in sys.argv:
        print(*sorted(missed), sep="\n")
    lines = [
        {"kind": k, "marked": n, "found": whole[k], "recall": round(whole[k] / n, 3)}
        for k, n in sorted(marked.items())
    ]
    removed = sum(len(covered(spans)) for spans in found) / sum(map(len, texts))
    print(f"share of characters removed: {removed:.3f}")
    return pd.DataFrame(lines)


if __name__ == "__main__":
    named = [name for name in sys.argv[1:] if not name.startswith("--")]
    for name in named or ("study", *FILES):
        if name == "study" or has_public_data(name):
            print(f"\n{name}")
            print((study() if name == "study" else measure(name)).to_string(index=False))
