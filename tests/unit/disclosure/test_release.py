"""A release: one id for one content, a draft until everything was read, nothing unapproved."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure import make_release, publish
from insight.errors import InsightError
from insight.schemas import Quotes, validate
from insight.settings import DisclosureSettings, QuotePolicy, StudySettings
from insight.store import StudyKey

KEY = StudyKey(b"0123456789abcdef0123456789abcdef")
STUDY = StudySettings(title="Getting about")
DEFAULT = DisclosureSettings()


def quotes(*told: tuple[str, str]) -> pd.DataFrame:
    return validate(
        Quotes,
        pd.DataFrame(
            {
                "quote_id": f"q{n}",
                "subject": "code",
                "subject_id": "E3",
                "valence": "-",
                "said_by": "unpaid carer",
                "side": "lived",
                "source_name": "survey",
                "text": text,
                "status": status,
            }
            for n, (text, status) in enumerate(told)
        ),
    )


TOLD = quotes(("The bus never comes when it rains.", "approved"), ("We walk it then.", "draft"))


def test_a_final_release_holds_approved_quotes_alone() -> None:
    release = make_release(publish({}, DEFAULT), TOLD, STUDY, DEFAULT, KEY)
    assert not release.draft
    assert release.tables["quotes"]["status"].tolist() == ["approved"]
    draft = make_release(publish({}, DEFAULT), TOLD, STUDY, DEFAULT, KEY, why_draft=("unread",))
    assert draft.draft
    assert len(draft.tables["quotes"]) == 2


def test_a_study_that_asks_for_no_approval_may_print_drafts() -> None:
    lenient = DisclosureSettings(quotes=QuotePolicy(approval=False))
    assert len(make_release({}, TOLD, STUDY, lenient, KEY).tables["quotes"]) == 2


def test_the_same_content_has_the_same_id_and_other_content_another() -> None:
    one = make_release(publish({}, DEFAULT), TOLD, STUDY, DEFAULT, KEY)
    same = make_release(publish({}, DEFAULT), TOLD.iloc[::-1], STUDY, DEFAULT, KEY)
    other = make_release(
        publish({}, DEFAULT), quotes(("They came after all.", "approved")), STUDY, DEFAULT, KEY
    )
    assert one.release_id == same.release_id != other.release_id
    pd.testing.assert_frame_equal(one.tables["quotes"], same.tables["quotes"])


def test_quote_ids_are_new_for_each_release() -> None:
    one = make_release({}, TOLD, STUDY, DEFAULT, KEY)
    more = pd.concat([TOLD, quotes(("Nobody waits there any more.", "approved"))])
    other = make_release({}, more, STUDY, DEFAULT, KEY)
    assert not set(one.tables["quotes"]["quote_id"]) & set(other.tables["quotes"]["quote_id"])


def test_a_release_with_anything_personal_is_refused() -> None:
    with pytest.raises(InsightError, match="speaker_id"):
        make_release({"extra": pd.DataFrame({"speaker_id": ["x"]})}, TOLD, STUDY, DEFAULT, KEY)
