"""Cases of a project -> who speaks under which label, and what their variables tell of them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence

from insight.corpus.formats.projects.parts import Case, Project
from insight.corpus.people.attributes import ATTRIBUTES
from insight.corpus.people.roster import Roster, RosterRow
from insight.errors import SourceError
from insight.settings import SourceSettings

# Attributes whose key of `columns` is another word.
_KEYS = {"stakeholder_groups": "stakeholder_group", "lsoa_code": "lsoa"}
# What variables are called beside the attribute's own name.
_ALSO = {
    "age_band": ("age", "age group"),
    "postcode": ("post code",),
    "stakeholder_groups": ("stakeholder group",),
}
_LEAST_SHARE = 0.8


def check_columns(project: Project, settings: SourceSettings, where: str) -> None:
    """Raise SourceError where `columns` names a variable that the project does not have."""
    known = {name for _, told in _all_variables(project) for name in told}
    for key, wanted in _wanted(settings):
        if _variable(wanted, known) is None:
            near = difflib.get_close_matches(wanted, known, n=1)
            raise SourceError(
                f'no case or source of the project has a variable called "{wanted}"',
                where=f"{where}, key columns.{key}",
                remedy=f'did you mean "{near[0]}"?' if near else "correct the name",
            )


def unused(project: Project, settings: SourceSettings) -> tuple[str, ...]:
    """A note on the variables that tell nothing of anybody here; none where all do."""
    known = {name for _, told in _all_variables(project) for name in told}
    left = sorted(name for name in known if not told_of({name: "x"}, settings))
    told = f"variables that are not read: {'; '.join(left)} (name them under `columns`)"
    return (told,) if left else ()


def told_of(variables: Mapping[str, str], settings: SourceSettings) -> dict[str, str]:
    """What `variables` tell of a person, as the columns of a table of speakers.

    A variable is an attribute where `columns` says so, else where it is called as one is.
    """
    found: dict[str, str] = {}
    for attribute in ATTRIBUTES:
        named = getattr(settings.columns, _KEYS.get(attribute, attribute), None)
        names = (named,) if named else (attribute, *_ALSO.get(attribute, ()))
        for name in names:
            variable = _variable(name, variables)
            if variable is not None:
                found.setdefault(attribute, variables[variable])
    for column in settings.columns.declared.values():
        variable = _variable(column, variables)
        if variable is not None:
            found[column] = variables[variable]
    return found


def who_speaks(
    labels: Sequence[str],
    held: Mapping[Case, Mapping[str, int]],
    whole: Collection[Case],
    source: str,
) -> tuple[dict[str, Case], int]:
    """The case that speaks under each of the participants' `labels`; and how many are left over.

    `held` counts, for each case, the characters that it holds of what each label said; `whole` are
    those that hold the source itself, which is called `source`. A case goes by its name, by the
    label that says most of what it holds, or as the only one where one participant speaks.
    """
    by_name = {_folded(label): label for label in labels}
    found: dict[str, Case] = {}
    cases = sorted((case for case in {*held, *whole} if case.name), key=lambda case: case.number)
    rest: list[Case] = []
    for case in cases:
        label = by_name.get(_folded(case.name))
        if label is not None and label not in found:
            found[label] = case
        else:
            rest.append(case)
    for case in [case for case in rest if case not in whole]:
        label = _mostly(held.get(case, {}))
        if label in labels and label not in found:
            found[str(label)] = case
            rest.remove(case)
    if len(rest) > 1:
        rest = [case for case in rest if _folded(case.name) == _stem(source)] or rest
    left = [label for label in labels if label not in found]
    if len(left) == 1 and len(rest) == 1 and (len(labels) == 1 or rest[0] in whole):
        found[left[0]] = rest.pop()
    return found, len(cases) - len(found)


def roster_of(
    labels: Sequence[str],
    people: Mapping[str, Case],
    shared: Mapping[str, Mapping[str, str]],
    listed: Mapping[str, RosterRow],
    settings: SourceSettings,
    file: str,
) -> Roster:
    """What is known of those who speak in one text of `file`, as a table of speakers tells it.

    `labels` are all who do, where no table of the study lists them. `people` are cases by label,
    `shared` variables of the text by the label of its participant; `listed` are the rows of the
    study's own table, which count more.
    """
    rows = []
    for label in dict.fromkeys((*people, *shared, *(listed or labels))):
        case, row = people.get(label), listed.get(label)
        variables = {**shared.get(label, {}), **(case.variables if case else {})}
        name = {"name": case.name} if case and _is_a_name(case.name) else {}
        given = {key: value for key, value in (row.told if row else {}).items() if value}
        told = {**told_of(variables, settings), **name, **given, "file": file, "label": label}
        rows.append(RosterRow(case.number if case else row.number if row else 0, told))
    return Roster(f"{file}, cases", tuple(rows))


def _wanted(settings: SourceSettings) -> Iterator[tuple[str, str]]:
    for attribute in ATTRIBUTES:
        key = _KEYS.get(attribute, attribute)
        if named := getattr(settings.columns, key, None):
            yield key, str(named)
    for name, column in settings.columns.declared.items():
        yield f"declared.{name}", column


def _all_variables(project: Project) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield from ((case.guid, case.variables) for case in project.cases)
    yield from ((source.guid, source.variables or {}) for source in project.sources)


def _variable(wanted: str, known: Collection[str]) -> str | None:
    """The variable that is called so; NVivo writes the class of a case before it and a colon."""
    folded = _folded(wanted)
    exact = [name for name in sorted(known) if _folded(name) == folded]
    behind = [name for name in sorted(known) if _folded(name.rpartition(":")[2]) == folded]
    return next(iter(exact or behind), None)


def _mostly(held: Mapping[str, int]) -> str | None:
    total = sum(held.values())
    label = max(sorted(held), key=lambda name: held[name], default=None)
    return label if label is not None and held[label] >= _LEAST_SHARE * total else None


def _is_a_name(name: str) -> bool:
    """Whether a case may be called by a person's name; P01 and Site 3 are none."""
    return name[:1].isupper() and not any(sign.isdigit() for sign in name)


def _stem(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return _folded(stem if dot and len(ending) <= 4 else name)


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()
