"""Checklists that journals and reviewers ask for, filled from the study as far as it can be.

COREQ is the list of 32 items for interviews and focus groups (Tong, Sainsbury and Craig 2007,
https://doi.org/10.1093/intqhc/mzm042); the items' names are its own, the questions are worded anew.
It asks for coders and their agreement, which reflexive thematic analysis refuses; such a study is
asked what its authors ask for instead (Braun and Clarke 2024, https://doi.org/10.1177/02692163241234800),
in our words. What a computer did is disclosed for every study.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic
from insight.report.sections.heard import heard_words
from insight.schemas.release import Release

TALKED = frozenset(("interview", "group"))
COREQ = "COREQ"
REFLEXIVE = "Reflexive thematic analysis"
COMPUTER = "What a computer did"

Answer = Callable[["_Known"], str]


@dataclass(frozen=True)
class Item:
    """One thing to report; `answer` is empty where only people can tell, and have not yet."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True)
class Checklist:
    """A list of things to report, with where it comes from."""

    name: str
    source: str
    items: tuple[Item, ...]

    @property
    def words(self) -> str:
        """How much of it is answered, in words."""
        to_write = sum(not item.answer for item in self.items)
        left = f" Left for people to write: {to_write}." if to_write else ""
        return f"Items answered here: {len(self.items) - to_write}.{left}"


@dataclass(frozen=True)
class _Known:
    """What answers are made from: the release, its topics, what people reported, section names."""

    release: Release
    codes: Sequence[Topic]
    told: Mapping[str, str]
    heads: Mapping[str, str]

    def part(self, anchor: str) -> str:
        """`section 2`."""
        return f"section {self.heads[anchor].split('.')[0]}"


def checklists(
    release: Release, codes: Sequence[Topic], heads: Mapping[str, str]
) -> tuple[Checklist, ...]:
    """The lists that fit the study: by how people were asked, and by its approach; none of nothing.

    `heads` are the report's sections by anchor, as they are numbered, for answers that point there.
    """
    if evidence.table(release, "sources").empty:
        return ()
    rows = evidence.table(release, "reported")
    told = dict(zip(rows["item"].astype(str), rows["answer"].astype(str), strict=True))
    known = _Known(release, codes, told, heads)
    found = []
    if evidence.reflexive(release):
        source = (
            "Asked in our words, along the lines of Braun and Clarke’s guidelines (RTARG, 2024, "
            "doi 10.1177/02692163241234800). COREQ asks for agreement of coders and does not fit."
        )
        found.append(_filled(REFLEXIVE, source, _REFLEXIVE, known))
    elif TALKED & set(evidence.modes(release).values()):
        source = (
            "Tong, Sainsbury and Craig 2007 (doi 10.1093/intqhc/mzm042): 32 items for interviews "
            "and groups. The questions are in our words."
        )
        found.append(_filled(COREQ, source, _COREQ, known))
    source = "For every study in which a computer sorted or marked text."
    found.append(_filled(COMPUTER, source, _COMPUTER, known))
    return tuple(found)


def _filled(
    name: str, source: str, asked: Sequence[tuple[str, str, str, Answer]], known: _Known
) -> Checklist:
    return Checklist(
        name,
        source,
        tuple(
            Item(item, question, " ".join(filter(None, (answer(known), known.told.get(key, "")))))
            for item, question, key, answer in asked
        ),
    )


def _people(_: _Known) -> str:
    """Nothing: people alone can tell."""
    return ""


def _sources(known: _Known, tell: Mapping[str, str], column: str) -> str:
    rows = evidence.each(evidence.table(known.release, "sources"))
    told = [
        f"{names.source(str(row.name), str(row.mode))}: {tell.get(value, value)}"
        for row in rows
        if str(row.mode) != "document" and (value := str(getattr(row, column)))
    ]
    return narrative.sentence("; ".join(told)) if told else ""


def _sampling(known: _Known) -> str:
    return _sources(known, names.SAMPLING, "sampling")


def _when(known: _Known) -> str:
    rows = evidence.each(evidence.table(known.release, "sources"))
    days = {str(row.collected_on): narrative.day(str(row.collected_on)) for row in rows}
    return _sources(known, days, "collected_on")


def _size(known: _Known) -> str:
    return " ".join(heard_words(known.release))


def _sample(known: _Known) -> str:
    return f"{_when(known)} Who was heard, and who was not, is in {known.part('heard')}.".strip()


def _orientation(known: _Known) -> str:
    if known.release.approach == "reflexive":
        return "Reflexive thematic analysis."
    kind = "Framework analysis" if known.release.approach == "framework" else "Codebook analysis"
    told = known.release.provenance.get("Coded by", "")
    by = "a computer so far" if told.startswith("a computer") else "people"
    return f"{kind}: topics with written definitions, given to what was said by {by}."


def _coders(known: _Known) -> str:
    told = known.release.provenance.get("Coded by", "")
    rows = evidence.table(known.release, "agreement")
    compared = told and ((rows["pair"] == "human-human") & rows["alpha"].notna()).any()
    agreed = f" How far coders agreed is in {known.part('methods')}." if compared else ""
    return (narrative.sentence(told) if told else "") + agreed


def _tree(known: _Known) -> str:
    if not known.codes:
        return ""
    book = known.release.provenance.get("Codebook", "")
    named = f" of the codebook “{book}”" if book else ""
    return (
        f"{len(known.codes)} topics{named}, each with its definition in {known.part('said')} and "
        "in the workbook."
    )


def _derived(known: _Known) -> str:
    if not known.codes:
        return ""
    later = sum(topic.origin in ("added", "emerged") for topic in known.codes)
    return (
        f"{len(known.codes) - later} topics were set before, {later} were added for this study. "
        f"A computer sorted the text beside that; what it found is in {known.part('themes')}, "
        "and is a candidate until a person accepts it."
    )


def _software(known: _Known) -> str:
    version = known.release.provenance.get("Version of insight", "")
    return f"insight {version}".strip() + f"; all versions are in {known.part('methods')}."


def _quotes(known: _Known) -> str:
    quotes = evidence.table(known.release, "quotes")
    if quotes.empty:
        return "None: nobody agreed to be quoted, or no quote is approved."
    return (
        f"{len(quotes)}, each with the group of who said it and with an id in the workbook. Ids "
        "are new in each release, so that nobody can follow one person through several."
    )


def _consistent(known: _Known) -> str:
    return (
        f"Numbers and quotes of each topic stand together in {known.part('said')}; where groups "
        f"see it differently is in {known.part('disagree')}."
    )


def _major(known: _Known) -> str:
    return f"In {known.part('summary')}, and in full in {known.part('said')}."


def _minor(known: _Known) -> str:
    return (
        f"What one group alone spoke of is in {known.part('themes')}, opposed views in "
        f"{known.part('disagree')}; rare topics stay in {known.part('said')}."
    )


def _models(known: _Known) -> str:
    told = known.release.provenance
    found = [
        told[name] for name in ("Name detectors", "Sentence vectors", "Topic model") if name in told
    ]
    return narrative.sentence("; ".join(found)) if found else ""


def _seed(known: _Known) -> str:
    told = known.release.provenance
    found = [
        f"{name.lower()} {told[name]}" for name in ("Seed", "Codebook (digest)") if name in told
    ]
    return narrative.sentence("; ".join(found)) if found else ""


def _human_part(known: _Known) -> str:
    counted = evidence.code_counts(known.release)
    bases = sorted({narrative.basis_words(one) for one in counted["basis"]})
    read = known.release.provenance.get("De-identified text read by", "")
    first = [f"De-identified text was read by {read}."] if read else []
    return " ".join(
        [*first, *(narrative.sentence(f"numbers rest on what was {one}") for one in bases)]
    )


def _errors(known: _Known) -> str:
    if evidence.reflexive(known.release):
        return "Nothing was counted from a computer’s marks."
    rows = evidence.table(known.release, "agreement")
    if not ((rows["pair"] == "human-machine") & rows["alpha"].notna()).any():
        return "Not measured: nothing was marked by both people and the computer."
    return f"Agreement of people and computer, topic by topic, is in {known.part('methods')}."


def _excluded(known: _Known) -> str:
    rows = evidence.table(known.release, "sources")
    n = int(rows["n_excluded"].fillna(0).sum())
    told = known.release.provenance
    others = [
        f"{name}: {value}" for name, value in told.items() if "other languages" in name and value
    ]
    return narrative.sentence(f"{n or 'no'} rows, each with its reason") + "".join(
        f" {narrative.sentence(one)}" for one in others
    )


def _limits(known: _Known) -> str:
    return f"In {known.part('methods')}."


def _ai(known: _Known) -> str:
    return (
        "No program that writes text was used by this tool: every sentence said by people is "
        "theirs, and nothing was sent to another machine. Labels of themes are words that people "
        "used."
    )


_COREQ: tuple[tuple[str, str, str, Answer], ...] = (
    ("1. Interviewer or facilitator", "Who held the talks?", "facilitators", _people),
    ("2. Credentials", "What are their qualifications?", "credentials", _people),
    ("3. Occupation", "What was their work then?", "occupation", _people),
    ("4. Gender", "What gender do they give?", "gender", _people),
    ("5. Experience and training", "What had they learnt for this?", "experience", _people),
    ("6. Relationship established", "Did they know people before?", "relationship", _people),
    ("7. Participant knowledge of the interviewer", "What were they told?", "told_people", _people),
    ("8. Interviewer characteristics", "Where do they stand on the matter?", "standpoint", _people),
    ("9. Methodological orientation and theory", "On what basis?", "orientation", _orientation),
    ("10. Sampling", "How were people chosen?", "", _sampling),
    ("11. Method of approach", "How were they approached?", "approach", _people),
    ("12. Sample size", "How many took part?", "", _size),
    ("13. Non-participation", "How many said no or left, and why?", "declined", _people),
    ("14. Setting of data collection", "Where was it?", "setting", _people),
    ("15. Presence of non-participants", "Who else was there?", "others_present", _people),
    ("16. Description of sample", "Who are they, and when was it?", "", _sample),
    ("17. Interview guide", "Which questions, and were they tried first?", "guide", _people),
    ("18. Repeat interviews", "Was anybody met again?", "repeated", _people),
    ("19. Audio or visual recording", "How was it recorded?", "recording", _people),
    ("20. Field notes", "Were notes made?", "field_notes", _people),
    ("21. Duration", "How long did it take?", "duration", _people),
    ("22. Data saturation", "When was enough heard?", "saturation", _people),
    ("23. Transcripts returned", "Did people see their words?", "transcripts_returned", _people),
    ("24. Number of data coders", "How many coded?", "", _coders),
    ("25. Description of the coding tree", "Which topics, defined how?", "", _tree),
    ("26. Derivation of themes", "Set before, or found in what was said?", "", _derived),
    ("27. Software", "With which programs?", "", _software),
    ("28. Participant checking", "Did people see the findings?", "checking", _people),
    ("29. Quotations presented", "Are people quoted, with who said it?", "", _quotes),
    ("30. Data and findings consistent", "Do words and findings fit?", "", _consistent),
    ("31. Clarity of major themes", "Where are the main findings?", "", _major),
    ("32. Clarity of minor themes", "Where are rare and opposed views?", "", _minor),
)  # fmt: skip

_REFLEXIVE: tuple[tuple[str, str, str, Answer], ...] = (
    ("Approach", "Which kind of thematic analysis, and why?", "orientation", _orientation),
    ("Standpoint", "Who asks, and how did it shape the findings?", "standpoint", _people),
    ("People", "How were they chosen?", "", _sampling),
    ("Approached", "How were they approached, and who said no?", "approach", _people),
    ("Material", "How much is there, and from when?", "", _sample),
    ("Talking", "How were people spoken with, and by whom?", "setting", _people),
    ("Themes", "How were they made, and what meaning is shared?", "meaning", _people),
    ("Software", "What did it do, and what not?", "", _software),
    ("Words", "Which words of people are shown?", "", _quotes),
    ("Back to people", "Did those who took part see it?", "checking", _people),
)  # fmt: skip

_COMPUTER: tuple[tuple[str, str, str, Answer], ...] = (
    ("Models", "Which?", "", _models),
    ("Settings", "Can it be done again?", "", _seed),
    ("People’s part", "What did people read, code and decide?", "", _human_part),
    ("Errors", "How far is the computer from people?", "", _errors),
    ("Left out", "What was not used?", "", _excluded),
    ("Against the grain", "Where are cases that do not fit?", "", _minor),
    ("Limits", "What can it not say?", "", _limits),
    ("Artificial intelligence", "Was any used that writes?", "other_ai", _ai),
)
