"""The published assessment of Northumberland: its claims come out with the voice they have there.

The text lies beside the project and is not copied. A claim is found by a few of its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from insight.corpus import Corpus

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT.parent / "shared" / "data" / "assessment"
TEXTS = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []
pytestmark = pytest.mark.skipif(not TEXTS, reason="../shared/data/assessment is not there")

LIVED = "person_using_services;unpaid_carer"
# What is claimed, in our words: whose claim it is, and word stems of each of its statements.
CLAIMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "control over information about disability": (LIVED, ("control.*disabilit",)),
    "a say in what is funded": (LIVED, ("funding.*resourc",)),
    "disabled people on boards": ("person_using_services", ("represent.*board",)),
    "the council defends itself": ("person_using_services", ("defensive",)),
    "a concern put right": ("person_using_services", ("^examples.*concern",)),
    "the council listens": ("vcs_partner", ("listening.*communit", "valued.*confident")),
    "forums have a voice": ("vcs_partner", ("user forum",)),
    "nobody is blamed": ("health_partner", ("blame.*culture", "discharge.*blam")),
    "staff can get on": ("staff_frontline", ("progression", "highly.*PSW")),
    "co-production is young": ("council_corporate;other", ("co-production",)),
    "the workforce is a risk": ("council_corporate", ("biggest risk",)),
    "complaints teach": ("staff_leadership", ("PSW.*complaints",)),
    "the academy is praised": ("external_qa", ("exemplar",)),
    "the ombudsman's figures": ("ombudsman", ("upheld.*LGSCO", "complian.*ombudsman")),
    "complaints can be made and tracked": (
        "assessor",
        ("pictorial", "quarterly report", "small number"),
    ),
    "barriers of money are understood early": ("assessor", ("socio-economic",)),
    "practice at the front is unclear": ("assessor", ("translated.*frontline",)),
    "a Marmot authority": ("assessor", ("marmot",)),
    "audits, training, a hub for staff": (
        "assessor",
        ("case audit", "webinar", "devices", "information hub"),
    ),
}


@pytest.fixture
def statements(write: Callable[..., Path], read: Callable[..., Corpus]) -> pd.DataFrame:
    """Every statement of the text, with its voice."""
    for path in TEXTS:
        write(path.name, path.read_bytes())
    found = read("*.txt", kind="document")
    voices = found.speakers.set_index("speaker_id")["stakeholder_groups"]
    return found.segments.assign(voice=found.segments["speaker_id"].map(voices))


def _located(statements: pd.DataFrame, stems: str) -> pd.DataFrame:
    pattern = re.compile(stems, re.IGNORECASE | re.DOTALL)
    return statements[[pattern.search(text) is not None for text in statements["text"]]]


def test_the_claims_are_found_in_the_text(statements: pd.DataFrame) -> None:
    hits = {
        stems: len(_located(statements, stems)) for _, every in CLAIMS.values() for stems in every
    }
    # No stem is in the text by chance: each finds its own statement, and few others.
    assert len(CLAIMS) == 19
    assert {stems: n for stems, n in hits.items() if not 1 <= n <= 2} == {}


def test_seventeen_of_nineteen_claims_have_the_right_voice(statements: pd.DataFrame) -> None:
    right = [
        claim
        for claim, (voice, every) in CLAIMS.items()
        if all(set(_located(statements, stems)["voice"]) == {voice} for stems in every)
    ]
    assert len(right) >= 17, f"lost: {sorted(set(CLAIMS) - set(right))}"


@pytest.mark.parametrize(
    ("stems", "attribution", "target"),
    [
        ("defensive", "first_hand", "council"),
        ("biggest risk", "organisational", "council"),
        ("upheld.*LGSCO", "assessor", "council"),
        ("socio-economic", "assessor", "council"),
        ("listening.*communit", "first_hand", "council"),
        ("highly.*PSW", "first_hand", "council"),
    ],
)
def test_what_a_claim_rests_on_and_whom_it_is_about(
    statements: pd.DataFrame, stems: str, attribution: str, target: str
) -> None:
    (said,) = _located(statements, stems).itertuples()
    assert (said.attribution, said.target_org) == (attribution, target)


def test_every_voice_that_the_programme_lists_is_heard(statements: pd.DataFrame) -> None:
    heard = {group for voice in statements["voice"] for group in voice.split(";")}
    assert {group for voice, _ in CLAIMS.values() for group in voice.split(";")} <= heard
