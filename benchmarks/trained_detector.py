"""What the detector trained here finds, alone and beside the others.

`python benchmarks/trained_detector.py [presidio|wnut|textwash|study|comments|fairness|speed ...]`.
Public data are looked for beside the repository in `../shared/data`. Of the Presidio set only the
half of the templates that the detector was not trained on is counted.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from identifiers import PUBLIC, ROOT, by_span, by_subject, covered, lowered, rows_of

from insight.anonymise.detect import Span
from insight.anonymise.detect.trained import Trained
from insight.anonymise.find import look, settle
from insight.anonymise.lexicon import kept_names
from insight.schemas import DIRECT_KINDS
from insight.settings import AnonymiseSettings

sys.path.insert(0, str(ROOT / "training"))

Row = dict[str, Any]
Seen = dict[str, list[Span]]
CASES: dict[str, Callable[[str], str]] = {
    "original": str,
    "lower": lowered,
    "upper": lambda text: "".join(up if len(up := sign.upper()) == 1 else sign for sign in text),
}
NAMED_SPEED = 500


def own(texts: Sequence[str]) -> Seen:
    """What the trained detector sees in each distinct text."""
    detector = Trained()
    distinct = sorted({text for text in texts if text.strip()})
    detector.read(distinct)
    return {text: list(detector.spans(text)) for text in distinct}


def both(one: Seen, other: Seen) -> Seen:
    """What either sees."""
    return {text: [*one.get(text, []), *other.get(text, [])] for text in {**one, **other}}


def views(
    texts: Sequence[str], names: Sequence[tuple[str, str]] = (), scope: Callable[[int], str] = str
) -> dict[str, list[list[Span]]]:
    """Spans by the trained detector alone, by the present ensemble, and by both."""
    mine = own(texts)
    seen = {"trained": mine}
    if "--alone" not in sys.argv:
        present = look(texts, names, AnonymiseSettings())
        seen |= {"ensemble": present, "both": both(present, mine)}
    return {who: settle(texts, told, scope, kept_names()) for who, told in seen.items()}


def touching(rows: list[Row], found: list[list[Span]]) -> float:
    """Of the spans in texts that hold a marked span, the share that touches one."""
    touched = claimed = 0
    for row, spans in zip(rows, found, strict=True):
        gold = {p for span in row["spans"] for p in range(span["start"], span["end"])}
        if gold:
            claimed += len(spans)
            touched += sum(bool(gold & set(range(s.start, s.end))) for s in spans)
    return round(touched / max(claimed, 1), 3)


def addresses(rows: list[Row], texts: list[str], found: list[list[Span]]) -> str:
    """Share of marked addresses wholly covered."""
    whole = total = 0
    for row, text, spans in zip(rows, texts, found, strict=True):
        gone = covered(spans)
        for span in row["spans"]:
            if span["label"] == "STREET_ADDRESS":
                total += 1
                whole += {p for p in range(span["start"], span["end"]) if text[p].isalnum()} <= gone
    return f"{whole}/{total}"


def spans_table(dataset: str) -> pd.DataFrame:
    """Recall and precision of persons on a set with marked spans."""
    from public import half

    rows = rows_of(dataset)
    if dataset == "presidio":
        rows = [row for row in rows if not half(row["template_id"])]
    lines = []
    for case, change in CASES.items():
        texts = [change(row["text"]) for row in rows]
        for who, found in views(texts).items():
            told = by_span(rows, texts, found)
            told |= {"touching": touching(rows, found), "addresses": addresses(rows, texts, found)}
            lines.append({"case": case, "who": who, **told})
    return pd.DataFrame(lines)


def subjects_table() -> pd.DataFrame:
    """Descriptions in which a token of the subject's name survives."""
    rows = rows_of("textwash")
    lines = []
    for case in ("original", "lower"):
        texts = [CASES[case](row["text"]) for row in rows]
        for who, found in views(texts).items():
            lines.append({"case": case, "who": who, **by_subject(rows, texts, found)})
    return pd.DataFrame(lines)


def study_table() -> pd.DataFrame:
    """Share of the demonstration's marks wholly covered, by kind; no text of it was trained on."""
    folder = ROOT / "data/raw"
    gold = pd.read_csv(folder / "gold/identifiers.csv", keep_default_na=False)
    units = pd.read_csv(folder / "gold/texts.csv", keep_default_na=False)
    texts = units["text"].tolist()
    keys = zip(units["file"], units["unit"].astype(str), units["field"], strict=True)
    place_of = {key: number for number, key in enumerate(keys)}
    found = views(texts, scope=str if "--alone" in sys.argv else lambda _: "")
    lines: dict[str, Row] = defaultdict(dict)
    for who, spans in found.items():
        marked, whole, marks = Counter[str](), Counter[str](), defaultdict[int, set[int]](set)
        for row in gold.itertuples(index=False):
            place = place_of[row.file, str(row.unit), row.field]
            letters = {p for p in range(row.start, row.end) if texts[place][p].isalnum()}
            marks[place] |= letters
            sort = "DIRECT" if row.kind in DIRECT_KINDS else "INDIRECT"
            got = letters <= covered(spans[place])
            for kind in (row.kind, sort):
                marked[kind] += 1
                whole[kind] += got
        claimed = touched = 0
        for place, own_spans in enumerate(spans):
            claimed += len(own_spans)
            touched += sum(bool(marks[place] & set(range(s.start, s.end))) for s in own_spans)
        for kind, count in marked.items():
            lines[kind] |= {"marked": count, who: round(whole[kind] / count, 3)}
        lines["(precision)"] |= {"marked": claimed, who: round(touched / max(claimed, 1), 3)}
    return pd.DataFrame([{"kind": kind, **line} for kind, line in sorted(lines.items())])


def comments_table() -> pd.DataFrame:
    """Share of real comments changed, and of their words kept; few hold an identifier."""
    comments = pd.read_parquet(PUBLIC.parent / "fft_comments_dev.parquet")["text"].dropna()
    texts = [text for text in comments.tolist() if text.strip()]
    lines = []
    for who, found in views(texts).items():
        changed = [number for number, spans in enumerate(found) if spans]
        kinds = Counter(span.kind for spans in found for span in spans)
        words = sum(len(text.split()) for text in texts)
        gone = sum(
            len(text[span.start : span.end].split())
            for text, spans in zip(texts, found, strict=True)
            for span in spans
        )
        lines.append(
            {
                "who": who,
                "comments": len(texts),
                "changed": round(len(changed) / len(texts), 4),
                "words_kept": round(1 - gone / words, 4),
                "kinds": json.dumps(dict(kinds.most_common(8))),
            }
        )
        if f"--show={who}" in sys.argv:
            for number in random.Random(1).sample(changed, min(50, len(changed))):
                for span in found[number]:
                    text = texts[number]
                    near = text[max(0, span.start - 40) : span.end + 30].replace("\n", " ")
                    print(span.kind, "|", text[span.start : span.end], "|", near)
    return pd.DataFrame(lines)


def named_contexts() -> list[tuple[str, str, list[str]]]:
    """Group, text and the names in it: 20 people of each origin, 400 of each gender.

    All names are among those kept away from training; so are the contexts.
    """
    from people import LOCALES, attributes, kept_away, origins

    lines = (ROOT / "training/fairness.txt").read_text(encoding="utf-8").splitlines()
    contexts = [line for line in lines if line and not line.startswith("#")]
    draw = random.Random(11)
    groups = [(one.name, one.given, one.family or one.given, 20) for one in origins(away=True)]
    for gender in ("female", "male"):
        given = sorted(
            {
                name
                for locale in LOCALES
                for name in attributes(locale, f"first_names_{gender}", f"first_name_{gender}")
                if kept_away(name)
            }
        )
        families = sorted({name for one in origins(away=True) for name in one.family})
        groups.append((f"({gender})", tuple(given), tuple(families), 400))
    made = []
    for group, given, families, count in groups:
        for name in draw.sample(given, min(count, len(given))):
            family = draw.choice(families)
            for context in draw.sample(contexts, 6):
                text = context.replace("{g}", name).replace("{f}", family)
                used = [n for n, slot in ((name, "{g}"), (family, "{f}")) if slot in context]
                made.append((group, text, used))
    return made


def fairness_table() -> pd.DataFrame:
    """Recall of names never trained on, by origin and gender; needs Faker for its lists."""
    made = named_contexts()
    table: dict[str, Row] = defaultdict(dict)
    for who, found in views([text for _, text, _ in made]).items():
        marked, whole = Counter[str](), Counter[str]()
        for (group, text, used), spans in zip(made, found, strict=True):
            gone = covered(spans)
            for name in used:
                start = text.index(name)
                letters = {p for p in range(start, start + len(name)) if text[p].isalnum()}
                for sum_of in (group, "(all)"):
                    marked[sum_of] += 1
                    whole[sum_of] += letters <= gone
        for group, count in marked.items():
            table[group] |= {"names": count, who: round(whole[group] / count, 3)}
    return pd.DataFrame([{"group": group, **line} for group, line in table.items()]).sort_values(
        "trained"
    )


def speed_table() -> pd.DataFrame:
    """Comments a second, the trained detector and Rampart, on the same comments."""
    from insight.anonymise.models import Rampart

    comments = pd.read_parquet(PUBLIC.parent / "fft_comments_dev.parquet")["text"].dropna()
    texts = sorted(set(comments))[:NAMED_SPEED]
    lines = []
    for name, read in (
        ("trained", lambda some: Trained().read(some)),
        ("rampart", lambda some: Rampart().read(some)),
    ):
        read(texts[:20])
        started = time.perf_counter()
        read(texts)
        lines.append({"who": name, "per_s": round(len(texts) / (time.perf_counter() - started))})
    return pd.DataFrame(lines)


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "presidio": lambda: spans_table("presidio"),
    "wnut": lambda: spans_table("wnut"),
    "textwash": subjects_table,
    "study": study_table,
    "comments": comments_table,
    "fairness": fairness_table,
    "speed": speed_table,
}


if __name__ == "__main__":
    if not Path(PUBLIC).is_dir():
        sys.exit("the public data are not beside the repository")
    for asked in [name for name in sys.argv[1:] if not name.startswith("--")] or list(TABLES):
        print(f"\n{asked}")
        print(TABLES[asked]().to_string(index=False))
