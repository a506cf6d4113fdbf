"""Member checking: people see their own words before these are printed, and may say no.

Lincoln YS, Guba EG (1985), Naturalistic Inquiry, on member checks. What somebody says of a passage
is a line in the ledger; a veto is on the whole segment, and only the person takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.coding.words import Memo
from insight.errors import InputError
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.store.private import replacing
from insight.study.people import quoting, records
from insight.study.people.quoting import CHECKED, MEMBER, TAKEN_BACK, VETO
from insight.study.people.sheets import read_sheet
from insight.study.people.who import speaker_meant
from insight.study.people.words import writing
from insight.study.people.words.letter import Letter, Passage, letter_document

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

USE, CHANGE, REFUSE = "use", "change", "do not use"
FILE = "member_answers.csv"
COLUMNS = [
    *("speaker_id", "quote", "text", "subjects", "answer", "what_to_change", "answered"),
    *("segment_id", "digest"),
]
CONTACT = ("consent_contact", "consent_recontact")
"""Names under which `columns.declared` may tell whether somebody may be asked again."""
_YES = ("yes", "y", "true", "1")


def write_letter(study: OpenedStudy, speaker: str) -> Iterator[str]:
    """Write the letter to `speaker` (an id, or the name on the roster), and rows for the answers.

    Yields what to tell. InputError where nothing of theirs could be printed, or where they do not
    want to be asked again.
    """
    told = speaker_meant(study.tables["speakers"], speaker)
    who = str(told["speaker_id"])
    contact = _may_be_asked(str(told["declared"]))
    if contact is False:
        raise InputError(
            "this person does not want to be contacted again",
            remedy="leave out words of theirs that nobody but they could judge",
        )
    rows = _passages(study, who)
    if not rows:
        raise InputError(
            "nothing that this person said could be printed",
            remedy="quotes need consent, and words that were coded or stand in a theme",
        )
    letter = Letter(
        study.settings.study.title,
        study.settings.study.controller,
        who,
        [Passage(row["text"], tuple(row["subjects"].split("; ")), row["said_by"]) for row in rows],
    )
    path = study.folder.review / f"member-{who}.docx"
    with replacing(path, private=True) as draft:
        draft.write_bytes(letter_document(letter))
    kept = _kept(study)
    fresh = pd.DataFrame(rows)[[name for name in COLUMNS if name in rows[0]]]
    for name in ("answer", "what_to_change", "answered"):
        old = dict(zip(kept["digest"], kept[name], strict=True))
        fresh[name] = [old.get(digest, "") for digest in fresh["digest"]]
    # What was answered stays to be seen, and to be answered otherwise.
    stays = (kept["speaker_id"] != who) | (kept["answered"] != "")
    others = kept[stays & ~kept["digest"].isin(fresh["digest"])]
    sheet = pd.concat([others, fresh[COLUMNS]], ignore_index=True)
    _write(study, sheet)
    yield f"{path.name}: {len(rows)} passages to check, in .private/review"
    yield f"{FILE}: write the answers there, then `insight approve`"
    if contact is None:
        yield (
            "Whether this person may be contacted again is not recorded in this study: make sure "
            f"before you send it (columns.declared in study.toml, as {CONTACT[0]})"
        )


@dataclass(frozen=True)
class Answers:
    """Answers that are new: lines for the ledger, memos on changes, and releases to look at."""

    decisions: tuple[Decision, ...]
    memos: tuple[Memo, ...]
    releases: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What to tell, without words of anybody."""
        given = [one.verdict for one in self.decisions if one.what == CHECKED]
        if given:
            counts = ", ".join(f"{given.count(one)} {one}" for one in (USE, CHANGE, REFUSE))
            yield f"answers of people on their own words: {counts}"
        for release in self.releases:
            yield f"Release {release} holds words that their speaker wants changed or left out."


def answered(study: OpenedStudy, by: str, on: str) -> Answers:
    """What the sheet of answers says and the ledger does not yet; recorded by the person `by`.

    InputError names the row of an answer that is none.
    """
    if not (study.folder.review / FILE).is_file():
        return Answers((), (), ())
    held = study.ledger.decisions()
    barred = {one.matter: one for one in quoting.standing(held, VETO) if one.place == MEMBER}
    decisions: list[Decision] = []
    memos: list[Memo] = []
    releases: set[str] = set()
    for number, row in enumerate(_kept(study).to_dict("records"), 2):
        answer = " ".join(row["answer"].casefold().split())
        if not answer:
            continue
        where = f"{FILE}, row {number}"
        if answer not in (USE, CHANGE, REFUSE):
            raise InputError("no answer", where=where, remedy=f"write {USE}, {CHANGE} or {REFUSE}")
        segment, digest = str(row["segment_id"]), str(row["digest"])
        decisions.append(Decision(CHECKED, segment, digest, by, on, verdict=answer))
        if answer == USE:
            old = [one for one in barred.values() if one.about == segment]
            decisions += [
                Decision(VETO, segment, one.text_digest, by, on, MEMBER, TAKEN_BACK) for one in old
            ]
            continue
        decisions.append(Decision(VETO, segment, digest, by, on, MEMBER))
        releases |= set(
            records.releases_quoting(study.folder, study.key, row["speaker_id"], {digest})
        )
        if row["what_to_change"].strip():
            told = f"What the person who spoke wants changed: {row['what_to_change'].strip()}"
            about = f"segment:{segment}"
            memos.append(writing.drafted(study, about, "memo", told, by, where, on))
    return Answers(tuple(decisions), tuple(memos), tuple(sorted(releases)))


def put_away(study: OpenedStudy, on: str) -> None:
    """Mark what was answered in the sheet as recorded; its words on changes are in a memo now."""
    if not (study.folder.review / FILE).is_file():
        return
    sheet = _kept(study)
    new = sheet["answer"].str.strip() != ""
    sheet.loc[new, "answered"] = sheet.loc[new, "answer"] + f", {on}"
    sheet.loc[new, ["answer", "what_to_change"]] = ""
    _write(study, sheet)


def _may_be_asked(declared: str) -> bool | None:
    """Whether somebody may be contacted again; None where nobody told."""
    told = json.loads(declared) if declared else {}
    given = [str(told[name]).strip().casefold() for name in CONTACT if name in told]
    return all(one in _YES for one in given) if given else None


def _passages(study: OpenedStudy, who: str) -> list[dict[str, Any]]:
    """What of this person could be printed, in the order of their words."""
    _, sheet = quoting.candidates(study, vetoed=False)
    segments = study.tables["deidentified_segments"]
    own = segments.loc[segments["speaker_id"] == who, ["segment_id", "document_id", "position"]]
    found = own.merge(sheet, on="segment_id").sort_values(["document_id", "position"])
    titles = _titles(study)
    rows: list[dict[Hashable, Any]] = found.to_dict("records")
    return [
        {
            "speaker_id": who,
            "quote": str(number),
            "text": row["text"],
            "subjects": "; ".join(titles.get(one, one) for one in row["subjects"].split(", ")),
            "said_by": row["said_by"],
            "segment_id": row["segment_id"],
            "digest": study.key.digest("quote", row["text"]),
        }
        for number, row in enumerate(rows, 1)
    ]


def _titles(study: OpenedStudy) -> dict[str, str]:
    """What codes and themes are called, by how the sheet of quotes names them."""
    themes = study.tables["themes"]
    told = zip(themes["theme_id"], themes["label"], strict=True)
    codes = writing.code_titles(study).items()
    return {f"theme {theme}": str(label) for theme, label in told} | {
        f"code {code}": title for code, title in codes
    }


def _kept(study: OpenedStudy) -> pd.DataFrame:
    path = study.folder.review / FILE
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    remedy = "take the answers down, delete the sheet, and write the letters again"
    return read_sheet(path, COLUMNS, remedy)[COLUMNS]


def _write(study: OpenedStudy, sheet: pd.DataFrame) -> None:
    write_csv(sheet, study.folder.review / FILE, private=True, for_excel=True)
