"""Who was asked, and who of them mentioned what: people, never segments."""

from __future__ import annotations

import pandas as pd

from insight.schemas import LIVED_EXPERIENCE

MACHINE = "machine"


def people_asked(segments: pd.DataFrame, speakers: pd.DataFrame) -> pd.DataFrame:
    """Participants among `speakers`: everybody who was asked, also those who left it blank."""
    others = segments.loc[segments["role"] != "participant", "speaker_id"]
    return speakers[~speakers["speaker_id"].isin(set(others))].reset_index(drop=True)


def segments_mentioning(
    said: pd.DataFrame, segments: pd.DataFrame, raising: pd.DataFrame
) -> pd.DataFrame:
    """`said` of participants alone, with speaker_id, question_asked and unprompted.

    `said` has segment_id, subject and subject_id; `raising` has question and code: a mention in
    answer to a question that itself raised the code is prompted.
    """
    spoken = segments.loc[
        segments["role"] == "participant", ["segment_id", "speaker_id", "question_asked"]
    ]
    mentions = said.merge(spoken, on="segment_id")
    raised = pd.MultiIndex.from_frame(raising[["question", "code"]].astype(str))
    asked = pd.MultiIndex.from_frame(mentions[["question_asked", "subject_id"]].astype(str))
    mentions["unprompted"] = ~(asked.isin(raised) & mentions["subject"].eq("code"))
    return mentions


def people_mentioning(
    said: pd.DataFrame, segments: pd.DataFrame, raising: pd.DataFrame
) -> pd.DataFrame:
    """One row per person and subject that they mentioned; arguments as of `segments_mentioning`.

    Columns: speaker_id, subject, subject_id, unprompted (whether at least one mention was). A code
    may be called as a theme is numbered: they are two.
    """
    mentions = segments_mentioning(said, segments, raising)
    return (
        mentions.groupby(["speaker_id", "subject", "subject_id"])["unprompted"].any().reset_index()
    )


def coded_by(codings: pd.DataFrame, segments: pd.DataFrame) -> dict[str, str]:
    """Per source: "human" where people coded all that participants said, else the machine's word.

    A source that only part of was read by people counts as machine-suggested: its figures mix.
    """
    read = set(codings.loc[codings["coder"] != MACHINE, "segment_id"])
    spoken = segments[segments["role"] == "participant"]
    whole = spoken["segment_id"].isin(read).groupby(spoken["source_name"]).all()
    return {
        str(name): "human" if all_read else "machine-suggested" for name, all_read in whole.items()
    }


def groups_of(people: pd.DataFrame) -> pd.DataFrame:
    """One row per person and stakeholder group; somebody in two groups stands in both."""
    each = people.assign(group=people["stakeholder_groups"].str.split(";")).explode("group")
    return each[each["group"].fillna("") != ""]


def residents_of(people: pd.DataFrame) -> pd.DataFrame:
    """Those whose own area is known: people with lived experience who live where they say."""
    lived = people["stakeholder_groups"].str.split(";").map(set(LIVED_EXPERIENCE).intersection)
    return people[people["resident"] & lived.astype(bool) & people["quintile"].notna()]
