"""What is known of the exports of each survey platform.

Microsoft Forms: `ID, Start time, Completion time, Email, Name`, then questions; quizzes add points
and feedback. Google Forms: `Timestamp`, then questions. SurveyMonkey: `Respondent ID, Collector ID`
and contact columns, question and option in two rows. Jisc Online Surveys: `Unique Response Number`,
then questions that begin with their number (`4.a. …`); seen in public programs that read such
exports. SmartSurvey: `UserID, UserNo, Name, Email, IP Address, Unique ID, Started, Ended`, then
questions; the order is that of public programs that read such exports, the second row of options is
unverified. LimeSurvey: `id, submitdate, lastpage, startlanguage, seed`, or their long names, as in
public programs that read such exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from insight.corpus.formats.tables.header import Cells, free_columns, joined

_UNFINISHED = "unfinished response"


@dataclass(frozen=True)
class Headed:
    """Names of the columns, their other names, how many rows told them, and which are free text."""

    names: tuple[str, ...]
    rows: int
    aliases: tuple[str, ...] = ()
    free: tuple[int, ...] = ()


Fate = Callable[[Cells], str]


@dataclass(frozen=True)
class Platform:
    """How one platform exports responses; names of columns are compared without spaces or case.

    `signatures` are sets of headings of which one must be there; `own` are columns that the
    platform adds about the person or the form, and `made` (as they are written) those that it
    makes from an answer; `complete` is a column that is empty in a response that was not sent off.
    """

    name: str
    title: str
    signatures: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    days: tuple[str, ...]
    own: re.Pattern[str]
    made: re.Pattern[str] = re.compile(r"(?!)")
    complete: tuple[str, ...] = ()
    head: Callable[[Sequence[Cells]], Headed] = field(default=lambda rows: one_row(rows))  # noqa: PLW0108

    def knows(self, rows: Sequence[Cells]) -> bool:
        """Whether these first rows are of this platform."""
        told = {bare(cell) for cell in rows[0]}
        return any(signature <= told for signature in self.signatures)

    def heading(self, rows: Sequence[Cells]) -> Headed:
        """The header in these first rows."""
        return self.head(rows)

    def owns(self, name: str, alias: str) -> bool:
        """Whether the platform adds this column by itself, about the person or the form."""
        told = [one for one in (name, alias) if one]
        return any(self.own.fullmatch(bare(one)) or self.made.fullmatch(one) for one in told)

    def known(self, names: Sequence[str], aliases: Sequence[str]) -> Mapping[str, int]:
        """Where the id and the day of a response stand."""
        places = places_of(names, aliases)
        found = {"id": self.ids, "collected_on": self.days}
        return {
            what: places[wanted[0]]
            for what, candidates in found.items()
            if (wanted := [name for name in candidates if name in places])
        }

    def fate(self, names: Sequence[str], aliases: Sequence[str]) -> Fate | None:
        """What says why a row is left out; None where every row stays."""
        places = places_of(names, aliases)
        found = [places[name] for name in self.complete if name in places]
        if not found:
            return None
        return lambda cells: "" if cells[found[0]].strip() else _UNFINISHED


def bare(name: str) -> str:
    """A heading without spaces, signs and case: `IP Address` is `ipaddress`."""
    return re.sub(r"[\W_]+", "", name.casefold())


def places_of(names: Sequence[str], aliases: Sequence[str]) -> dict[str, int]:
    """Number of the column that goes by each bare name, aliases first."""
    found: dict[str, int] = {}
    for told in (aliases, names):
        for n, name in enumerate(told):
            if name:
                found.setdefault(bare(name), n)
    return found


def one_row(rows: Sequence[Cells]) -> Headed:
    """A header of one row."""
    return Headed(joined(rows[:1], _width(rows[:1])), 1)


def question_and_option(rows: Sequence[Cells]) -> Headed:
    """A header of two rows, where the second has no id: it holds the options then."""
    two = len(rows) > 1 and not rows[1][0] and any(rows[1])
    head = rows[:2] if two else rows[:1]
    return Headed(joined(head, _width(head)), len(head), free=free_columns(head))


_NUMBER = re.compile(r"Q?(\d+(?:\.[a-z0-9]+)*)\.?\s+\S", re.IGNORECASE)


def numbered(rows: Sequence[Cells]) -> Headed:
    """A header of one row, whose questions can be called by their number: `4.a`."""
    found = one_row(rows)
    aliases = tuple(
        told[1].lower() if (told := _NUMBER.match(name)) else "" for name in found.names
    )
    return Headed(found.names, 1, aliases)


_LIME_CODE = re.compile(r"(\w+(?:\[\w+\])*)\.\s+(\S.*)", re.DOTALL)


def coded(rows: Sequence[Cells]) -> Headed:
    """A header of one row, in which a question may follow its code: `G1Q2. How is it?`."""
    found = one_row(rows)
    told = [_LIME_CODE.fullmatch(name) for name in found.names]
    if sum(map(bool, told)) < len(told) / 2:
        return found
    names = tuple(t[2] if t else name for t, name in zip(told, found.names, strict=True))
    return Headed(names, 1, tuple(t[1] if t else "" for t in told))


def _width(rows: Sequence[Cells]) -> int:
    return max(n + 1 for row in rows for n, cell in enumerate(row) if cell)


MICROSOFT_FORMS = Platform(
    name="microsoft-forms",
    title="Microsoft Forms",
    signatures=(frozenset(("id", "starttime", "completiontime", "email", "name")),),
    ids=("id",),
    days=("completiontime",),
    own=re.compile(
        r"email|name|language|lastmodifiedtime|totalpoints|quizfeedback|gradepostedtime"
    ),
    made=re.compile(r"(?:Points|Feedback) - .+", re.DOTALL),
)
SURVEYMONKEY = Platform(
    name="surveymonkey",
    title="SurveyMonkey",
    signatures=(frozenset(("respondentid", "collectorid")),),
    ids=("respondentid",),
    days=("enddate", "datemodified", "datecreated", "startdate"),
    own=re.compile(
        r"collectorid|ipaddress|emailaddress|email|firstname|lastname|customdata\d*|customvalue"
    ),
    head=question_and_option,
)
SMARTSURVEY = Platform(
    name="smartsurvey",
    title="SmartSurvey",
    signatures=(frozenset(("userid", "userno")), frozenset(("userno", "started", "ended"))),
    ids=("userid", "userno"),
    days=("ended", "started"),
    own=re.compile(
        r"name|email|emailaddress|ipaddress|uniqueid|trackinglink\w*|browser|device|referr?er\w*"
        r"|phone\w*|contact\w*|username|custom(?:data|variable)s?\d*"
    ),
    head=question_and_option,
)
JISC = Platform(
    name="jisc",
    title="Jisc Online Surveys",
    signatures=(frozenset(("uniqueresponsenumber",)),),
    ids=("uniqueresponsenumber",),
    days=("completiondate", "completedon", "datecompleted", "completiontime", "submitted"),
    own=re.compile(r"username|token|emailaddress|ipaddress"),
    head=numbered,
)
LIMESURVEY = Platform(
    name="limesurvey",
    title="LimeSurvey",
    signatures=(
        frozenset(("submitdate", "lastpage")),
        frozenset(("datesubmitted", "lastpage")),
        frozenset(("idresponseid", "submitdatedatesubmitted")),
    ),
    ids=("id", "responseid"),
    days=("submitdate", "datesubmitted", "datestamp", "datelastaction"),
    own=re.compile(
        r"token|accesscode|ipaddr|ipaddress|refurl|referrerurl|seed|firstname|lastname|email"
        r"|attribute\d+|interviewtime|totaltime|grouptime\d*"
    ),
    complete=("submitdate", "datesubmitted"),
    head=coded,
)
_TIMESTAMP = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? +\d{1,2}[:.]\d{2}.*")


@dataclass(frozen=True)
class _GoogleForms(Platform):
    """Only its first column tells Google Forms, so its cells are looked at too."""

    def knows(self, rows: Sequence[Cells]) -> bool:
        """Whether the first column is a time stamp by name and by what it holds."""
        return (
            bare(rows[0][0]) == "timestamp"
            and len(rows) > 1
            and all(_TIMESTAMP.fullmatch(row[0]) for row in rows[1:] if row and row[0])
        )


GOOGLE_FORMS = _GoogleForms(
    name="google-forms",
    title="Google Forms",
    signatures=(),
    ids=(),
    days=("timestamp",),
    own=re.compile(r"emailaddress|username|score"),
)
