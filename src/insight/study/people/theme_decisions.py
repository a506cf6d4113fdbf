"""What people decide on themes, as lines of the ledger: at the desk and in the sheets alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store.ledger import Decision
from insight.study.people.passages import FILE as PASSAGES
from insight.study.people.passages import MOST_PARTS

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy
    from insight.themes import Remembered
    from insight.themes.remembered import Example

FILE = "themes.csv"
DECISIONS = ("accept", "hide", "candidate", "merge", "split", "undo", "forget")
TO_FILL = ["decision", "new_name", "merge_into", "parts", "note"]
LONGEST_NAME = 80
_NAME = re.compile(r"[^\[\]<>\r\n\t]+")


@dataclass(frozen=True)
class OnThemes:
    """What stands on the themes of the last run: keys, segments and decisions."""

    key_of: Mapping[int, str]
    made_from: Mapping[str, tuple[str, ...]]
    members: Mapping[str, frozenset[str]]
    digests: Mapping[str, str]
    held: Remembered

    @classmethod
    def of(cls, study: OpenedStudy, decisions: Iterable[Decision] | None = None) -> OnThemes:
        """What `decisions`, or else those of the ledger, say on the themes of `study`."""
        from insight.themes import Remembered, main_members

        made = study.ledger.decisions() if decisions is None else decisions
        decided = study.tables["theme_decisions"]
        here = decided[decided["theme_id"] >= 0]
        key_of = {
            int(theme): str(key)
            for theme, key in zip(here["theme_id"], here["theme_key"], strict=True)
        }
        main = main_members(study.tables["segment_themes"])
        members = {key: main.get(theme, frozenset()) for theme, key in key_of.items()}
        return cls(
            key_of,
            {
                str(key): tuple(filter(None, str(keys).split(";")))
                for key, keys in zip(decided["theme_key"], decided["made_from"], strict=True)
            },
            members,
            {
                str(key): study.key.digest("theme", *sorted(members.get(str(key), ())))
                for key in decided["theme_key"]
            },
            Remembered.of(made),
        )


def decide_theme(
    study: OpenedStudy,
    mark: Mapping[str, str],
    by: str,
    on: str,
    decisions: Iterable[Decision],
    examples: Sequence[Example] = (),
) -> list[Decision]:
    """What one `mark` asks for: a row of the sheet, or its theme_key, name, label and `TO_FILL`.

    `decisions` are those that stand on themes; `examples` show the parts of a theme to be split.
    InputError where it means nothing.
    """
    themes = OnThemes.of(study, decisions)
    own = asked_on_theme(
        pd.Series(dict.fromkeys(TO_FILL, "") | dict(mark)), themes, 0, by, on, examples
    )
    touched = {one.text_digest for one in own} | {one.about for one in own}
    return [*own, *membership(study, themes, touched, by, on)]


def remember(study: OpenedStudy, keys: set[str], by: str, on: str) -> list[Decision]:
    """What lets the themes of these `keys` be found again in another fit: their segments."""
    themes = OnThemes.of(study) if keys else None
    held = keys & themes.members.keys() if themes else set()
    return list(membership(study, themes, held, by, on)) if themes and held else []


def membership(
    study: OpenedStudy, themes: OnThemes, touched: set[str], by: str, on: str
) -> Iterator[Decision]:
    """Which segments the `touched` themes are remembered by now, and which others are there.

    A theme that others were merged into holds theirs too: each of them is remembered as it was.
    """
    from insight.themes.remembered import ELSEWHERE, MEMBER

    for key in sorted(touched & themes.members.keys()):
        if key in themes.made_from[key]:
            continue
        now = themes.members[key]
        old = themes.held.themes[key].members if key in themes.held.themes else frozenset()
        for segment in sorted(now | old):
            verdict = "in" if segment in now else "out"
            yield Decision(MEMBER, segment, key, by, on, verdict=verdict)
    for segment in sorted(set(study.tables["segment_themes"]["segment_id"]) - themes.held.known):
        yield Decision(MEMBER, segment, ELSEWHERE, by, on, verdict="in")


def asked_on_theme(
    row: pd.Series,
    themes: OnThemes,
    number: int,
    by: str,
    on: str,
    examples: Sequence[Example] = (),
) -> list[Decision]:
    """What one row of the sheet asks for; InputError names row and column."""
    from insight.themes.remembered import THEME, split_verdict

    key, decision, name = str(row["theme_key"]), str(row["decision"]).casefold(), row["new_name"]
    if decision and decision not in DECISIONS:
        raise wrong_mark(number, "decision", "no decision", f"choose from {', '.join(DECISIONS)}")
    if name and (len(name) > LONGEST_NAME or not _NAME.fullmatch(name)):
        raise wrong_mark(
            number, "new_name", "no name", f"write one line of {LONGEST_NAME} signs, no brackets"
        )

    def of(place: str, verdict: str, about: str = key, other: str = "") -> Decision:
        return Decision(THEME, about, other or about, by, on, place, verdict)

    told = [of("name", name)] if name else []
    if decision == "accept":
        # An accepted theme keeps its name, whatever words a later fit finds for it.
        told = [of("name", name or row["name"] or row["label"]), of("status", "accepted")]
    elif decision in ("hide", "candidate"):
        told.append(of("status", "hidden" if decision == "hide" else decision))
    elif decision == "split" and examples:
        told.append(of("split", split_verdict(one.part for one in examples)))
        told += _shown(key, themes, examples, by, on)
    elif decision == "split":
        told.append(of("split", str(_parts(row, number))))
    elif decision == "merge":
        target = _target(row, themes, number)
        old = themes.held.themes[key].merged_into if key in themes.held.themes else ""
        told += [of("merge", "", other=old)] if old not in ("", target) else []
        told.append(of("merge", "yes", other=target))
    elif decision == "forget":
        told = [of("name", ""), of("status", "candidate"), of("split", "")]
    if decision in ("undo", "forget"):
        for part in {key, *themes.made_from.get(key, ())} & themes.held.themes.keys():
            one = themes.held.themes[part]
            told += [of("merge", "", part, one.merged_into)] if one.merged_into else []
            told += [of("split", "", part)] if one.parts else []
    return sorted(told, key=lambda one: (one.about, one.place, one.verdict))


def _shown(
    key: str, themes: OnThemes, examples: Sequence[Example], by: str, on: str
) -> Iterator[Decision]:
    """The `examples` of a theme's parts, and that those of an earlier split are none any more."""
    from insight.themes.remembered import EXAMPLE

    new = {(one.segment_id, one.digest): str(one.part) for one in examples}
    old = themes.held.themes[key].examples if key in themes.held.themes else ()
    gone = {(one.segment_id, one.digest): "" for one in old}
    for (segment, digest), part in (gone | new).items():
        yield Decision(EXAMPLE, segment, digest, by, on, key, part)


def _parts(row: pd.Series, number: int) -> int:
    told = str(row["parts"])
    if not told.isdecimal() or not 2 <= int(told) <= MOST_PARTS:
        remedy = f"give one from 2 to {MOST_PARTS}, or mark examples in {PASSAGES}"
        raise wrong_mark(number, "parts", "no number of parts", remedy)
    return int(told)


def _target(row: pd.Series, themes: OnThemes, number: int) -> str:
    told = str(row["merge_into"])
    target = themes.key_of.get(int(told), "") if told.isdecimal() else ""
    if target in ("", row["theme_key"]):
        raise wrong_mark(number, "merge_into", "no other theme", "give the theme_id of another row")
    return target


def wrong_mark(number: int, column: str, problem: str, remedy: str) -> InputError:
    """What is wrong in a row of the sheet; row 0 is the desk."""
    where = f'{FILE}, row {number}, column "{column}"' if number else "the review desk"
    return InputError(problem, where=where, remedy=remedy)
