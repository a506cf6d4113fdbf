"""What nothing tells of a source, and what follows from that: advice, which stops nobody.

Which figures exist hangs on how people were asked, who they are, and what they allowed; where that
is not told, the figures are missing from the report, and the reason should be no surprise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.corpus.corpus import Corpus, combined
from insight.corpus.formats.content import ResponseTable, Transcript
from insight.corpus.reading import ReadFile
from insight.settings import SourceSettings

_BLANKS_EXPECTED_FROM = 20
_IN_ROSTER = {"stakeholder_group": "stakeholder_groups"}


def advice_on(source: SourceSettings, read: Sequence[ReadFile]) -> Iterator[str]:
    """What is not told of `source`, of which `read` are the files, with what follows."""
    parts = [one.tables for one in read if one.tables is not None]
    if not parts:
        return
    found = combined(parts)
    people = found.speakers[found.speakers["role"] == "participant"]
    is_talk = any(isinstance(one.content, Transcript) for one in read)
    is_survey = any(isinstance(one.content, ResponseTable) for one in read)
    asked = _Asked(source, found, people, _columns_told(source, read), is_talk)
    for told in (
        *_on_design(asked),
        *_on_people(asked),
        *_on_consent(asked),
        *(_on_questions(asked) if is_survey else ()),
    ):
        yield f"{source.name}: {told}"


@dataclass(frozen=True)
class _Asked:
    """A source: its settings, tables and participants, and the columns that tell of these."""

    source: SourceSettings
    found: Corpus
    people: pd.DataFrame
    columns: frozenset[str]
    is_talk: bool

    def add(self, attribute: str) -> str:
        """How to tell `attribute`."""
        if self.is_talk:
            return f"add the column {_IN_ROSTER.get(attribute, attribute)} to the table of speakers"
        return f"name its column with `columns.{attribute}`"


def _columns_told(source: SourceSettings, read: Sequence[ReadFile]) -> frozenset[str]:
    """Attributes that a column of the files, or of the table of speakers, tells."""
    named = {name for name, column in source.columns if column}
    listed = {column for one in read for row in one.file.roster.rows for column in row.told}
    return frozenset(named | listed)


def _on_design(asked: _Asked) -> Iterator[str]:
    documents = asked.found.documents
    if asked.source.mode == "auto" and asked.is_talk:
        talks = documents[documents["kind"] == "transcript"]
        modes = talks["mode"].value_counts().sort_index()
        guessed = " and ".join(f"{n} as {mode}" for mode, n in modes.items())
        yield (
            f"nothing tells the mode, and by the number of speakers it is {guessed}: interviews "
            "and groups are never counted together, so set `mode` where that is wrong"
        )
    undated = documents.loc[documents["collected_on"] == "", "source"].nunique()
    if undated:
        yield (
            f"no day of collection in {undated} of {documents['source'].nunique()} files: the "
            "report cannot say when this was said; set `collected_on`"
        )


def _on_people(asked: _Asked) -> Iterator[str]:
    people = asked.people
    if people.empty:
        return
    if asked.is_talk and not asked.source.speakers:
        yield (
            "no table of speakers: nothing is known of who speaks, so there will be no figures by "
            "group or place, and no quotes; make the CSV that the key `speakers` names"
        )
        return
    n = len(people)
    if unknown := int((people["stakeholder_groups"] == "").sum()):
        who = "anybody" if unknown == n else f"{unknown} of {n} people"
        yield (
            f"no stakeholder group for {who}: figures by group, and by deprivation, will be "
            f"without them; {asked.add('stakeholder_group')}"
        )
    placed = (people["postcode"] != "") | (people["lsoa_code"] != "")
    if not placed.any():
        yield (
            "no postcode and no area: nothing of this source can be linked to deprivation; "
            + asked.add("postcode")
        )
    elif "resident" not in asked.columns:
        yield (
            "postcodes without a word whether they are the speaker's own home: of people who use "
            "services and of unpaid carers they are taken for it, of others not; "
            + asked.add("resident")
        )
    if "speaks_for" not in asked.columns | asked.source.model_fields_set:
        yield (
            "nothing tells who speaks for somebody else, or through an interpreter: all are taken "
            f"to speak for themselves; set `speaks_for`, or {asked.add('speaks_for')}"
        )


def _on_consent(asked: _Asked) -> Iterator[str]:
    source, people = asked.source, asked.people
    if source.quote_without_consent or (asked.is_talk and not source.speakers):
        return
    if people.empty:
        yield (
            "nothing says that its words may be quoted: set `quote_without_consent` if it is "
            "published already"
        )
        return
    for column, what, then in (
        ("consent_quote", "quoted", "nobody of this source can be quoted"),
        ("consent_share", "shared with partners", "partners get no words of this source"),
    ):
        if column not in asked.columns:
            yield f"no consent column says whose words may be {what}: {then}; {asked.add(column)}"
        elif not people[column].any():
            yield f"nobody agreed to words being {what}: {then}; see that {column} is read rightly"


def _on_questions(asked: _Asked) -> Iterator[str]:
    questions = asked.found.documents["question"].nunique()
    if not asked.source.unprompted:
        all_of_them = f"all {questions} count" if questions != 1 else "the only one counts"
        yield (
            f"nothing says which questions are unprompted: {all_of_them} as prompted, and "
            "mentioning what is asked for says less; set `unprompted`"
        )
    n = len(asked.people)
    if n >= _BLANKS_EXPECTED_FROM and asked.found.segments["speaker_id"].nunique() == n:
        yield (
            "nobody left all questions blank: if the export leaves such people out, they were "
            "asked too, and all shares come out too high; export them as well"
        )
