"""Who answers a survey: ids that hold in whatever order the rows come, and what people tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from insight.corpus.corpus import Origin
from insight.corpus.formats.content import ResponseTable, Row
from insight.corpus.people.attributes import declared_of, describe
from insight.corpus.responses.columns import column_of, known_column
from insight.errors import SourceError

# Key of [source.columns] -> column of speakers.
ATTRIBUTES = {
    "stakeholder_group": "stakeholder_groups",
    "speaks_for": "speaks_for",
    "resident": "resident",
    "postcode": "postcode",
    "lsoa": "lsoa_code",
    "age_band": "age_band",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "consent_quote": "consent_quote",
    "consent_share": "consent_share",
    "consent_until": "consent_until",
}
_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Response:
    """A row, the id that it goes by (`documents.unit`), and who answers: a label of speakers."""

    row: Row
    unit: str
    who: str


def responses(table: ResponseTable, origin: Origin) -> list[Response]:
    """The rows of `table`, each with its own id, or one of its content, and with who answers.

    Two people may answer the same in every cell: without ids they are told apart by a number. One
    who withdrew leaves a mark in the file, so that the others keep theirs.
    """
    people = _people(table, origin)
    column = _id_column(table, origin)
    if column is None:
        units = _minted(table, people, origin)
    else:
        units = [_given_id(row, column, table.header[column], origin) for row in table.rows]
    return [
        Response(row, unit, person or unit)
        for row, unit, person in zip(table.rows, units, people, strict=True)
    ]


def marks_needed(
    table: ResponseTable, found: Sequence[Response], going: Collection[int], origin: Origin
) -> dict[int, str]:
    """Ids of responses that go (by number of their row) while another stays that says the same.

    Without a mark in their place, the one that stays would take over the id.
    """
    if _id_column(table, origin) is not None:
        return {}
    staying = {one.row.cells for one in found if one.row.number not in going}
    return {
        one.row.number: one.unit
        for one in found
        if one.row.number in going and one.row.cells in staying
    }


def _people(table: ResponseTable, origin: Origin) -> list[str]:
    """Who answers in each row, empty where no column says."""
    told = origin.settings.columns.person
    if not told:
        return [""] * len(table.rows)
    column = column_of(table, told, "columns.person", origin)
    return [" ".join(row.cells[column].split()) for row in table.rows]


def _id_column(table: ResponseTable, origin: Origin) -> int | None:
    told = origin.settings.columns.id
    return column_of(table, told, "columns.id", origin) if told else known_column(table, "id")


def _minted(table: ResponseTable, people: Sequence[str], origin: Origin) -> list[str]:
    taken: Counter[tuple[str, ...]] = Counter()
    units = []
    for row, person in zip(table.rows, people, strict=True):
        # A person who sends the same twice is no second person.
        taken[row.cells] += not (person and taken[row.cells])
        unit = origin.response_id(row.cells, taken[row.cells])
        while unit in table.gone:
            taken[row.cells] += 1
            unit = origin.response_id(row.cells, taken[row.cells])
        units.append(unit)
    return units


def _given_id(row: Row, column: int, header: str, origin: Origin) -> str:
    unit = " ".join(row.cells[column].split())
    if not unit:
        raise SourceError(
            "the response has no id",
            where=f'{origin.source}, row {row.number}, column "{header}"',
            remedy="fill it in, or leave the key `columns.id` out",
        )
    return unit


def distinct(
    found: Sequence[Response], origin: Origin
) -> tuple[list[Response], list[dict[str, object]]]:
    """Each response once, and exclusions of the others; one id with other content is an error."""
    kept: dict[str, Response] = {}
    exclusions = []
    for response in found:
        first = kept.setdefault(response.unit, response)
        if first.row.cells != response.row.cells:
            raise SourceError(
                "two different responses have the same id",
                where=f"{origin.source}, rows {first.row.number} and {response.row.number}",
                remedy="correct the id of one, or take one out; where one person answers several "
                "times, name the column with columns.person and not columns.id",
            )
        if first is not response:
            place = f"response {response.unit}"
            exclusions.append(origin.exclusion(place, "duplicate response"))
    return list(kept.values()), exclusions


def speakers_of(
    table: ResponseTable, found: Sequence[Response], origin: Origin
) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    """Rows of speakers, one a person, and what to tell of people whose rows differ.

    Raises SourceError, naming rows, for values that nobody understands.
    """
    reader = _Reader.of(table, origin)
    people: dict[str, list[dict[str, object]]] = defaultdict(list)
    for response in found:
        described = reader.described(response.row)
        if described is not None:
            people[response.who].append(described)
    reader.check()
    differing = Counter[str]()
    rows = [
        {
            "speaker_id": origin.speaker_id(who),
            "source_name": origin.settings.name,
            "source": origin.source,
            "label_in_source": who,
            "role": "participant",
            **(told[0] if len(told) == 1 else _merged(told, differing)),
        }
        for who, told in people.items()
    ]
    notes = tuple(
        f"{number} people answer differently about {name} in their rows: left open"
        for name, number in sorted(differing.items())
    )
    return rows, notes


class _Reader:
    """Describes the person of a row, each combination of values once, and gathers problems."""

    def __init__(self, columns: Mapping[str, int], declared: Mapping[str, int], origin: Origin):
        self._columns, self._declared, self._origin = columns, declared, origin
        self._numbers = (*columns.values(), *declared.values())
        self._known: dict[tuple[str, ...], dict[str, object] | SourceError] = {}
        self._problems: dict[tuple[str, str | None], list[int]] = defaultdict(list)

    @classmethod
    def of(cls, table: ResponseTable, origin: Origin) -> _Reader:
        told = origin.settings.columns
        columns = {
            name: column_of(table, header, f"columns.{key}", origin)
            for key, name in ATTRIBUTES.items()
            if (header := getattr(told, key))
        }
        declared = {
            name: column_of(table, header, f"columns.declared.{name}", origin)
            for name, header in told.declared.items()
        }
        return cls(columns, declared, origin)

    def described(self, row: Row) -> dict[str, object] | None:
        """The attributes told in a row; None, and a problem noted, where nobody understands one."""
        values = tuple(row.cells[number].strip() for number in self._numbers)
        if values not in self._known:
            self._known[values] = self._describe(values)
        found = self._known[values]
        if isinstance(found, SourceError):
            self._problems[found.problem, found.remedy].append(row.number)
            return None
        return found

    def _describe(self, values: tuple[str, ...]) -> dict[str, object] | SourceError:
        cut = len(self._columns)
        told = dict(zip(self._columns, values[:cut], strict=True))
        # Forms end a list of choices with a semicolon.
        further = {
            name: value.rstrip("; ")
            for name, value in zip(self._declared, values[cut:], strict=True)
        }
        settings = self._origin.settings
        try:
            described = describe(told, settings, self._origin.source)
        except SourceError as problem:
            return problem
        return {**described, "declared": declared_of(further, settings)}

    def check(self) -> None:
        """Raise the first problem, with the rows that have it."""
        for (problem, remedy), rows in self._problems.items():
            named = ", ".join(map(str, rows[:_ROWS_NAMED]))
            more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
            where = f"{self._origin.source}, row{'s' if len(rows) > 1 else ''} {named}{more}"
            raise SourceError(problem, where=where, remedy=remedy)


def _merged(told: Sequence[Mapping[str, object]], differing: Counter[str]) -> dict[str, object]:
    """What several rows tell of one person; `differing` counts attributes in which they disagree.

    Consent is given where every row gives it, until the first day named; somebody is in every
    group of a row; whose experience it is stays apart from the person's own once it does in a row.
    """
    merged: dict[str, object] = {}
    for name in told[0]:
        values = sorted({one[name] for one in told if one[name] not in ("", None)}, key=str)
        if isinstance(told[0][name], bool):
            merged[name] = all(one[name] for one in told)
        elif name == "stakeholder_groups":
            merged[name] = ";".join(sorted({g for v in values for g in str(v).split(";")}))
        elif name == "consent_until":
            merged[name] = values[0] if values else ""
        elif name == "speaks_for":
            merged[name] = next((v for v in values if v != "self"), "self")
        else:
            merged[name] = values[0] if len(values) == 1 else ""
            differing[name] += len(values) > 1
    return merged
