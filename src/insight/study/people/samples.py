"""Reading a survey by a sample of its people: who is drawn, and what the misses found say.

People are drawn, not answers: whoever writes much, or of family, has several misses at once. A
sample is the first in the order of keyed hashes, so that it is the same on every run and in any row
order, and nobody who reads the survey can foresee it. It says something of the words as they stood:
once they change, what was missed having been added say, a fresh sample is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

import pandas as pd

from insight.errors import InputError
from insight.settings import AnonymiseSettings
from insight.store import Ledger, StudyKey
from insight.store.ledger import Decision

WHAT = "read_sample"
_VERDICT = re.compile(r"(\d+) of (\d+) of (\d+)")


@dataclass(frozen=True)
class Sample:
    """The people of one file who are to be read, and what came of it.

    `number` counts samples of this file; `misses` is how many people of this one have a miss, None
    until somebody has read it; `mended` how many samples before it held misses.
    """

    unit: str
    source_name: str
    digest: str
    number: int
    people: int
    drawn: tuple[str, ...]
    misses: int | None
    mended: int
    by: str = ""

    @property
    def reading(self) -> str:
        """What follows for the file: "read", "missed" (a miss was found) or "unread"."""
        return "unread" if self.misses is None else "missed" if self.misses else "read"

    def sentence(self, confidence: float, base: int = 1) -> str:
        """What a reading says of the people who were not read; empty before there is one.

        Where it is to be published, people are told in multiples of `base`, and shares of them in
        whole per cent, rounded up.
        """
        from insight.anonymise import upper_count, upper_share
        from insight.disclosure.policy import rounded

        if self.misses is None:
            return ""
        n, sure = len(self.drawn), f"{100 * confidence:g} %"
        most = upper_count(self.misses, n, self.people, confidence)
        told = (
            f"a named person read the answers of {n} of about {rounded(self.people, base)} people "
            f"and found {self.misses} with a miss: with {sure} confidence at most "
            f"{ceil(100 * most / self.people)} % of all of them have one (exact, drawn without "
            "replacement)"
            if base > 1
            else f"a named person read the answers of {n} of {self.people} people and found "
            f"{self.misses} with a miss: with {sure} confidence at most {most} of these "
            f"{self.people} ({100 * most / self.people:.1f} %) have one (exact, drawn without "
            f"replacement; {100 * upper_share(self.misses, n, confidence):.1f} % by the binomial "
            "bound, which leaves out how many there are)"
        )
        if self.misses:
            return f"{told}; what was missed is to be added, and a fresh sample to be read"
        if not self.mended:
            return told
        together = max(0.0, 100 * (1 - self.number * (1 - confidence)))
        return (
            f"{told}. This was sample {self.number}; {self.mended} before it held misses, which "
            f"were mended. Whoever draws until a sample is clean is wrong more often than a single "
            f"draw: all {self.number} bounds hold together with at least {together:g} % confidence"
        )


def samples(
    documents: pd.DataFrame,
    segments: pd.DataFrame,
    units: pd.DataFrame,
    ledger: Ledger,
    key: StudyKey,
    settings: AnonymiseSettings,
) -> list[Sample]:
    """The samples of the surveys among `units` (see `reading_units`); none if all is to be read."""
    if settings.reading != "sample":
        return []
    from insight.anonymise import sample_size, upper_count

    held = [told for told in ledger.decisions() if told.what == WHAT]
    said = segments[segments["role"] != "interviewer"].merge(
        documents.loc[documents["kind"] == "survey", ["document_id", "source"]], on="document_id"
    )
    found = []
    for row in units.itertuples(index=False):
        own = said[(said["source_name"] == row.source_name) & (said["source"] == row.source)]
        if own.empty:
            continue
        people = sorted(set(own["speaker_id"]))
        needed = sample_size(len(people), settings.reading_bound, settings.reading_confidence)
        outcome = {told.text_digest: told for told in held if told.about == row.unit}
        misses, by = None, ""
        if now := outcome.pop(str(row.digest), None):
            misses, read, _ = _counts(now)
            by = now.by
            # The bound asked for may have been lowered since; misses stay misses.
            borne = settings.reading_bound * len(people) + 1e-9
            if (
                not misses
                and upper_count(0, read, len(people), settings.reading_confidence) > borne
            ):
                misses, by = None, ""
            else:
                needed = read
        number = 1 + len(outcome)
        order = sorted(
            people, key=lambda who: key.digest("sample", str(row.unit), str(number), who)
        )
        found.append(
            Sample(
                str(row.unit),
                str(row.source_name),
                str(row.digest),
                number,
                len(people),
                tuple(order[:needed]),
                misses,
                sum(_counts(told)[0] > 0 for told in outcome.values()),
                by,
            )
        )
    return found


def _counts(told: Decision) -> tuple[int, int, int]:
    """People with a miss, people read, people there are."""
    match = _VERDICT.fullmatch(told.verdict)
    if match is None:
        raise InputError(
            "a reading of a sample that nobody can read",
            where="the ledger",
            remedy="restore it from a copy; it is only ever appended to",
        )
    return int(match[1]), int(match[2]), int(match[3])


def with_samples(units: pd.DataFrame, drawn: Iterable[Sample]) -> pd.DataFrame:
    """`units` of which those read by a sample count as read, or as missed where it held a miss."""
    by_unit = {sample.unit: sample for sample in drawn}
    reading = []
    for unit, whole in zip(units["unit"], units["reading"], strict=True):
        sample = by_unit.get(unit)
        if sample is None or (sample.reading == "unread" and sample.number == 1):
            reading.append(whole)
        elif sample.reading == "unread":
            reading.append("read" if whole == "read" else "changed")
        else:
            reading.append(sample.reading)
    return units.assign(reading=reading)


def sheet_columns(units: pd.DataFrame, drawn: Iterable[Sample]) -> pd.DataFrame:
    """For each of `units`, as text: people, sample, sample_number, sample_to_read, misses."""
    by_unit = {sample.unit: sample for sample in drawn}
    rows = []
    for unit in units["unit"]:
        sample = by_unit.get(unit)
        if sample is None:
            rows.append([""] * 5)
            continue
        misses = "" if sample.misses is None else str(sample.misses)
        counts = [str(n) for n in (sample.people, len(sample.drawn), sample.number)]
        rows.append([*counts, f"sample-{unit}.txt", misses])
    columns = ["people", "sample", "sample_number", "sample_to_read", "misses"]
    return pd.DataFrame(rows, columns=columns, index=units.index)


def lines_to_read(sample: Sample, segments: pd.DataFrame, documents: pd.DataFrame) -> Iterator[str]:
    """The answers of the people drawn, one person after the other, each below its question."""
    unit = documents.set_index("document_id")["unit"]
    told = segments.assign(response=segments["document_id"].map(unit))
    for place, person in enumerate(sample.drawn, 1):
        own = told[told["speaker_id"] == person].sort_values(["document_id", "position"])
        responses = ", ".join(sorted(set(own["response"]) - {""}))
        yield f"--- person {place} of {len(sample.drawn)} ({responses}) ---"
        for question, text in zip(own["question_asked"], own["text"], strict=True):
            yield f"[{question}] {text}" if question else text


def sample_decisions(sheet: pd.DataFrame, by: str, on: str) -> list[Decision]:
    """What the column misses of the sheet of readings says; InputError by row where it says none.

    Nothing where no sample was drawn: the sheet has no such column then.
    """
    if "misses" not in sheet.columns:
        return []
    decisions = []
    for number, row in enumerate(sheet.to_dict("records"), 2):
        misses = str(row["misses"]).strip()
        if not misses:
            continue
        drawn = str(row["sample"])
        if not misses.isdecimal() or not drawn.isdecimal() or int(misses) > int(drawn):
            raise InputError(
                "a count of people with a miss is expected, no more than were drawn",
                where=f"the sheet of readings, row {number}, column misses",
                remedy="write 0 where none has one",
            )
        place, verdict = f"sample {row['sample_number']}", f"{misses} of {drawn} of {row['people']}"
        decisions.append(
            Decision(WHAT, str(row["unit"]), str(row["digest"]), by, on, place, verdict)
        )
    return decisions
