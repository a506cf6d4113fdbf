"""[reporting]: what only the researchers can tell of how a study was done."""

from __future__ import annotations

from pydantic import Field

from insight.settings.base import Part


class ReportingSettings(Part):
    """[reporting]: answers to what journals ask of a qualitative study. They leave as written.

    Each is printed in the report's checklist under the item of COREQ that it answers; what stays
    empty is marked there for people to fill. No answer names somebody who took part.
    """

    facilitators: str = Field("", description="Who held the interviews and groups.")
    credentials: str = Field("", description="Their qualifications.")
    occupation: str = Field("", description="What they worked as at the time.")
    gender: str = Field("", description="Their gender, as they give it.")
    experience: str = Field("", description="What they had learnt or done of this before.")
    relationship: str = Field("", description="Whether they knew those who took part before.")
    told_people: str = Field("", description="What those who took part were told of them, and why.")
    standpoint: str = Field("", description="Where the researchers stand; the reflexive statement.")
    orientation: str = Field("", description="Theory and assumptions that the study rests on.")
    approach: str = Field("", description="How people were approached: by letter, by a group, ...")
    declined: str = Field("", description="How many said no or dropped out, and why.")
    setting: str = Field("", description="Where people were spoken with.")
    others_present: str = Field("", description="Who else was there.")
    guide: str = Field("", description="Questions and prompts, and whether they were tried first.")
    repeated: str = Field("", description="Whether anybody was spoken with again.")
    recording: str = Field("", description="How what was said was recorded.")
    field_notes: str = Field("", description="Whether notes were made, and when.")
    duration: str = Field("", description="How long interviews and groups took.")
    saturation: str = Field("", description="How it was decided that enough had been heard.")
    transcripts_returned: str = Field("", description="Whether people saw their own words again.")
    checking: str = Field("", description="Whether those who took part saw the findings.")
    meaning: str = Field("", description="Reflexive studies: how each theme came to be made.")
    other_ai: str = Field("", description="What other artificial intelligence the study used.")
