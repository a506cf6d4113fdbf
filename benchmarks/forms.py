"""How many fixed forms are found: `python benchmarks/forms.py [--fast] [--seen] [--missed]`.

Identifiers of the United Kingdom, drawn at random in the forms in which people write and say them,
stand in sentences of our own (`forms_contexts.txt`). A hash parts the sentences in two halves: the
rules were written against the misses of the half `seen`; of the half `apart` only the share is
printed. Counted is what is wholly covered: every letter and figure, by whatever kind.

`--fast` asks the recognisers of fixed forms alone, without models; `--missed` prints what was
missed in the half `seen`; `--repeats N` draws N identifiers for each sentence; `--comments` adds
how many public comments the rules touch, of which few hold an identifier; `--case lower` turns all.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
from forms_values import FORMS

from insight.anonymise.detect import Span, registry
from insight.anonymise.find import look, settle
from insight.anonymise.lexicon import kept_names
from insight.anonymise.resolve import resolve
from insight.settings import AnonymiseSettings

CONTEXTS = Path(__file__).with_name("forms_contexts.txt")
COMMENTS = Path(__file__).parents[2] / "shared" / "data" / "fft_comments_dev.parquet"
FIXED = ("patterns",)
"""Names of the detectors that are made of rules."""
_LEADS = ("", "", "", "Well. ", "I'll tell you what happened. ", "so like i said ", "Right, ")
_TAILS = ("", "", "", " Nobody rang.", " Twice, mind.", " It was the same in 2023.", " x")
_MARKED = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True)
class Case:
    """A text with the stretches of one identifier, and the half its sentence belongs to."""

    kind: str
    form: str
    half: str
    text: str
    gold: tuple[tuple[int, int], ...]


def contexts() -> dict[str, list[str]]:
    """Kind -> sentences around `{}`."""
    told: dict[str, list[str]] = {}
    for line in CONTEXTS.read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"[a-z_]+:", line):
            told[line[:-1]] = last = []
        elif line and not line.startswith("#"):
            last.append(line)
    return told


def halves(sentences: Sequence[str]) -> dict[str, str]:
    """Sentence -> `seen` or `apart`: every second one by its hash."""
    ranked = sorted(sentences, key=lambda sentence: sha256(sentence.encode()).digest())
    return {sentence: ("seen", "apart")[place % 2] for place, sentence in enumerate(ranked)}


def case_of(
    kind: str, form: str, half: str, context: str, drawn: str, around: tuple[str, str]
) -> Case:
    """`drawn` in its sentence.

    >>> case_of("ip", "any", "seen", "It was {}.", "host ⟦10.0.0.1⟧", ("", "")).gold
    ((12, 20),)
    """
    if "⟦" not in drawn:
        drawn = f"⟦{drawn}⟧"
    marked = around[0] + context.replace("{}", drawn) + around[1]
    gold = []
    for place, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 2 * place
        gold.append((start, start + len(match[1])))
    return Case(kind, form, half, re.sub("[⟦⟧]", "", marked), tuple(gold))


def cases(seed: int = 20261123, repeats: int = 3) -> list[Case]:
    """`repeats` identifiers for each sentence, of each form in turn; always the same for a seed."""
    made = []
    for kind, sentences in contexts().items():
        draw = random.Random(f"{seed} {kind}")
        forms, half = sorted(FORMS[kind]), halves(sentences)
        for repeat in range(repeats):
            for place, context in enumerate(sentences):
                form = forms[(place + repeat) % len(forms)]
                around = draw.choice(_LEADS), draw.choice(_TAILS)
                made.append(
                    case_of(kind, form, half[context], context, FORMS[kind][form](draw), around)
                )
    return made


def in_case(case: Case, letters: str | None) -> Case:
    """`case` in "lower" or "upper" letters, no code point longer or shorter; as it is for None."""
    if letters is None:
        return case
    turned = (getattr(sign, letters)() for sign in case.text)
    kept = zip(case.text, turned, strict=True)
    return replace(case, text="".join(new if len(new) == 1 else old for old, new in kept))


def seen_by_rules(texts: Sequence[str]) -> list[list[Span]]:
    """What the recognisers of fixed forms see, without models and without names."""
    recognisers = [one for one in registry([]) if one.name in FIXED]
    return [
        resolve(text, [span for one in recognisers for span in one.spans(text)]) for text in texts
    ]


def seen_by_all(texts: Sequence[str]) -> list[list[Span]]:
    """What the whole ensemble finds, each text by itself."""
    return settle(texts, look(texts, [], AnonymiseSettings()), str, kept_names())


def is_covered(case: Case, spans: Sequence[Span]) -> bool:
    """Whether every letter and figure of the identifier is in some span."""
    gone = {place for span in spans for place in range(span.start, span.end)}
    return all(
        place in gone or not case.text[place].isalnum()
        for start, end in case.gold
        for place in range(start, end)
    )


def table(made: Sequence[Case], found: Sequence[Sequence[Span]]) -> pd.DataFrame:
    """Share wholly covered, by kind and form and half."""
    told = pd.DataFrame(
        {
            "kind": [case.kind for case in made],
            "form": [case.form for case in made],
            "half": [case.half for case in made],
            "found": [is_covered(case, spans) for case, spans in zip(made, found, strict=True)],
        }
    )
    every = told.assign(kind="all", form="any")
    both = pd.concat([told, every])
    shares = both.pivot_table(
        "found", ["kind", "form"], "half", aggfunc=["size", "mean"], sort=False
    )
    return shares.round(3)


def touched_comments() -> pd.DataFrame | None:
    """Share of public comments that the rules touch, by kind; None where the data are absent."""
    if not COMMENTS.is_file():
        return None
    texts = pd.read_parquet(COMMENTS, columns=["text"])["text"].dropna().tolist()
    found = seen_by_rules(texts)
    kinds = pd.Series([kind for spans in found for kind in {span.kind for span in spans}])
    counts = kinds.value_counts().rename("comments").to_frame()
    counts.loc["any"] = sum(map(bool, found))
    return counts.assign(share=(counts["comments"] / len(texts)).round(4))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--comments", action="store_true")
    parser.add_argument("--case", choices=("lower", "upper"))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=20261123)
    asked = parser.parse_args()
    made = [in_case(case, asked.case) for case in cases(asked.seed, asked.repeats)]
    found = (seen_by_rules if asked.fast else seen_by_all)([case.text for case in made])
    print(f"{len(made)} identifiers in {sum(map(len, contexts().values()))} sentences")
    print(table(made, found).to_string())
    if asked.missed:
        for case, spans in zip(made, found, strict=True):
            if case.half == "seen" and not is_covered(case, spans):
                print(case.kind, "|", case.text, "|", [case.text[s.start : s.end] for s in spans])
    if asked.comments and (touched := touched_comments()) is not None:
        print(touched.to_string())


if __name__ == "__main__":
    main()
