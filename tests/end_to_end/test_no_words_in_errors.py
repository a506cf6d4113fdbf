"""No words of a person in anything that is printed, logged, raised or kept beside the study.

Secrets stand in every place where people can put one (`planted`). One error after another is
provoked, with every log and every warning on, and all that comes out is searched. What no provoked
error reaches is held to the same rule by `tests/unit/test_what_errors_say.py`.
"""

from __future__ import annotations

import logging
import shutil
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from insight.cli import app, main
from insight.errors import InputError, InsightError
from insight.study.people.search import files_holding
from tests.end_to_end.conftest import ROOT
from tests.end_to_end.planted import CODES, FILE, HEAD, HEADER, ROWS, SECRETS, WORDS, plant

CELL, LABEL, ROSTER = SECRETS["cell"], SECRETS["label"], SECRETS["roster"]
CODED, BOOK, DECIDED = SECRETS["human codes"], SECRETS["workbook"], SECRETS["decision"]
TABLE = f'id,text\na,"{CELL} came, and Mrs {CELL} went."\nb,"Nobody came."\n'


@dataclass
class Outcome:
    """What a call of the command line left behind for somebody to see."""

    error: BaseException | None
    printed: str

    def holding(self) -> list[str]:
        """Which secrets are to be seen; places only, for a failing test must not print them."""
        seen = self.printed.casefold()
        return [place for place, word in SECRETS.items() if word.casefold() in seen]


Call = Callable[..., Outcome]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Call:
    """The command line, or a step, with all it says: streams, logs, warnings, its error in full."""

    def called(*arguments: object) -> Outcome:
        caplog.set_level(logging.NOTSET)
        caplog.clear()
        capfd.readouterr()
        error: BaseException | None = None
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                if callable(arguments[0]):
                    arguments[0]()
                else:
                    app([str(one) for one in arguments], standalone_mode=False)
            except (Exception, SystemExit) as raised:
                error = raised
        said = [*capfd.readouterr(), *(str(one.message) for one in warned)]
        said += [one.getMessage() + (one.exc_text or "") for one in caplog.records]
        if error is not None:
            said += traceback.format_exception(error)
            said += [str(part) for part in chain_of(error)]
        return Outcome(error, "\n".join(said))

    return called


def chain_of(error: BaseException) -> Iterator[object]:
    """What Python, a notebook or a logger shows of an error: itself, and causes not put away."""
    while error is not None:
        yield from (str(error), repr(error), error.args, getattr(error, "__notes__", ""))
        following = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if following is None:
            return
        error = following


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return plant(tmp_path / "study")


Harm = Callable[[Path], None]


def both(*harms: Harm) -> Harm:
    def change(folder: Path) -> None:
        for harm in harms:
            harm(folder)

    return change


def take_away(name: str) -> Harm:
    return lambda folder: (folder / name).unlink()


def put(name: str, told: str, encoding: str = "utf-8") -> Harm:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(told.encode(encoding))

    return change


def swap(name: str, old: str, new: str) -> Harm:
    def change(folder: Path) -> None:
        told = (folder / name).read_text("utf-8")
        assert old in told, old
        (folder / name).write_text(told.replace(old, new, 1), "utf-8")

    return change


SURVEY, SPEAKERS, STUDY = "data/raw/survey.csv", "data/raw/speakers.csv", "study.toml"
NAMES, TALK = "data/raw/known_names.csv", f"data/raw/talks/{FILE}.txt"
R2 = "unpaid_carer,,yes,yes,,self"
READING: dict[str, Harm] = {
    "survey: one encoding told, another there": both(
        put(SURVEY, HEAD + ROWS[0] + f"R9,Café {CELL}\n", "cp1252"),
        swap(STUDY, 'kind = "survey"', 'kind = "survey"\nencoding = "utf-8"'),
    ),
    "survey: no text at all": put(SURVEY, "".join(map(chr, range(256))) + CELL, "latin-1"),
    "survey: a quote left open": put(SURVEY, HEAD + f'R1,"{CELL} and on\n' * 3),
    "survey: a row too long": put(SURVEY, HEAD + ROWS[1] + f"R8,{CELL},,,,,,,,,{CELL},{CELL}\n"),
    "survey: one id twice": put(SURVEY, HEAD + ROWS[0] + ROWS[0].replace("run it", "leave it")),
    "survey: no id": put(SURVEY, HEAD + ROWS[1] + f",Let {CELL} be.,{R2}\n"),
    "survey: a column is missing": put(SURVEY, f"ID,{HEADER}\nR1,{CELL}\n"),
    "survey: two columns of one name": put(SURVEY, HEAD.replace("Quote?", "ID") + "".join(ROWS)),
    "survey: a group that is none": put(SURVEY, HEAD + f"R1,Words enough here.,{CELL},,,,,\n"),
    "survey: speaks for nobody known": put(
        SURVEY, HEAD + f"R1,Words enough here.,unpaid_carer,,yes,yes,,{CELL}\n"
    ),
    "survey: consent until no day": put(
        SURVEY, HEAD + f"R1,Words enough here.,unpaid_carer,,yes,yes,{CELL},self\n"
    ),
    "survey: consent that is neither": put(
        SURVEY, HEAD + f"R1,Words enough here.,unpaid_carer,,{CELL},{CELL},,self\n"
    ),
    "survey: nobody": put(SURVEY, HEAD),
    "talk: nobody asked": put(TALK, f"{LABEL}: {SECRETS['turn']} came.\n" * 3),
    "talk: empty": put(TALK, ""),
    "talk: no Word file": put("data/raw/talks/other.docx", f"{SECRETS['turn']} came."),
    "talk: no caption file": put(
        "data/raw/talks/other.vtt", f"WEBVTT\n\n0{SECRETS['turn']} --> 1\nx"
    ),
    "talk: an ending nobody knows": put("data/raw/talks/other.zzz", SECRETS["turn"]),
    "talk: a broken PDF": put("data/raw/talks/other.pdf", f"%PDF-1.4 {SECRETS['turn']}"),
    "talk: broken XML": put("data/raw/talks/other.xml", f"<a>{SECRETS['turn']}<b></a>"),
    "talk: broken JSON": put("data/raw/talks/other.json", f'{{"words": "{SECRETS["turn"]}'),
    "talk: broken project": put("data/raw/talks/other.qdpx", SECRETS["turn"]),
    "roster: an unknown column": swap(SPEAKERS, "stakeholder_groups", f"{HEADER}"),
    "roster: the same label twice": swap(SPEAKERS, ".txt,INT,", f".txt,{LABEL},"),
    "roster: a label nobody speaks under": swap(SPEAKERS, f",{LABEL},", f",{ROSTER},"),
    "roster: a file that is not there": swap(
        SPEAKERS, f"talks/{FILE}.txt,{LABEL}", f"x/y.txt,{LABEL}"
    ),
    "roster: a group that is none": swap(SPEAKERS, "unpaid_carer", ROSTER),
    "roster: a role that is none": swap(SPEAKERS, "participant", ROSTER),
    "roster: nothing": put(SPEAKERS, ""),
    "roster: one row too long": swap(
        SPEAKERS, "unpaid_carer,,yes,yes", f"a,b,c,d,{ROSTER},{ROSTER}"
    ),
    "names: a kind that is none": swap(NAMES, f"{ROSTER},person", f"{ROSTER},{ROSTER}"),
    "names: no header": put(NAMES, f"{ROSTER}\n"),
    "names: not there": take_away(NAMES),
    "settings: no TOML": swap(STUDY, "[[source]]", f'"{SECRETS["recode"]}" "x'),
    "settings: a key twice": swap(
        STUDY,
        "[anonymise]",
        f'[source.recode."{SECRETS["recode"]}"]\n[source.recode."{SECRETS["recode"]}"]\n[anonymise]',
    ),
    "settings: a recode that is no text": swap(
        STUDY, f'"{SECRETS["recode"]}" = "unpaid_carer"', f'"{SECRETS["recode"]}" = 3'
    ),
    "settings: a recode to nothing known": swap(
        STUDY, f'"{SECRETS["recode"]}" = "unpaid_carer"', f'"{SECRETS["recode"]}" = "{CELL}"'
    ),
    "settings: a recode of nothing": swap(
        STUDY, "[anonymise]", f'[source.recode.hair]\n"{SECRETS["recode"]}" = "x"\n[anonymise]'
    ),
    "settings: an interviewer nobody knows": swap(STUDY, '"INT"', f'"{SECRETS["interviewer"]}"'),
    "settings: a day that is none": swap(
        STUDY, 'controller = "A council"', f'destroy_raw_by = "{CELL}"\ncontroller = "A council"'
    ),
    "settings: a style that is none": swap(STUDY, "[anonymise]", f'[anonymise]\nstyle = "{CELL}"'),
    "settings: a pattern that is none": swap(
        STUDY,
        "[coding]",
        f'[[anonymise.patterns]]\nname = "x"\nkind = "role"\npattern = "{CELL}("\n[coding]',
    ),
    "codebook: no TOML": put("codebook.toml", f'title = "{CELL}'),
    "codebook: not there": take_away("codebook.toml"),
    "key: too short": put(".private/key", CELL),
    "register: none": put(".private/numbers.json", f'["{CELL}"'),
    "ledger: no decision": put("data/raw/ledger.jsonl", f'{{"{DECIDED}": \n'),
}


NOT_NOTICED_YET = {
    "talk: no caption file",  # read as what it holds
    "roster: a role that is none",
    "key: too short",  # `check` makes ids with a key of its own
    "register: none",
}


@pytest.mark.parametrize("harm", READING)
def test_what_cannot_be_read_is_told_without_its_words(harm: str, folder: Path, call: Call):
    READING[harm](folder)
    checked = call("check", folder)
    assert checked.holding() == []
    assert isinstance(checked.error, InputError) == (harm not in NOT_NOTICED_YET)


@pytest.mark.parametrize("harm", [one for one in READING if one.startswith(("survey", "talk"))])
def test_nor_do_the_verbs_on_files_tell_them(harm: str, folder: Path, call: Call):
    READING[harm](folder)
    files = [path for path in (folder / "data/raw").rglob("*.*") if path.suffix != ".toml"]
    for file in files:
        outcome = call("read", file, "--out", folder.parent / "out")
        assert outcome.holding() == []
        assert outcome.error is None or isinstance(outcome.error, InputError)


def coded(row: str) -> Harm:
    return lambda folder: put("data/raw/human_codes.csv", CODES + row.format(a=segment(folder)))(
        folder
    )


def segment(folder: Path) -> str:
    return str(pd.read_parquet(folder / ".private/tables/segments.parquet")["segment_id"].min())


CODING = {
    "an unknown segment": coded(f"{CODED},0,0,waiting,a,1,,,\n"),
    "a place that is no number": coded(f"{{a}},{CODED},0,waiting,a,1,,,\n"),
    "a round that is no number": coded(f"{{a}},0,0,waiting,a,{CODED},,,\n"),
    "a code that is none": coded(f"{{a}},0,0,{CODED},a,1,,,\n"),
    "a valence that is none": coded(f"{{a}},0,0,waiting,a,1,{CODED},,\n"),
    "a rung that is none": coded(f"{{a}},0,0,waiting,a,1,,{CODED},\n"),
    "a column too many": put("data/raw/human_codes.csv", f"{CODES.strip()},{HEADER}\n"),
    "nothing": put("data/raw/human_codes.csv", ""),
    "no text": put("data/raw/human_codes.csv", CODES + f"Caf\xe9 {CODED}", "latin-1"),
    "a code of the codebook that leads nowhere": swap(
        "codebook.toml",
        'label = "Waiting"',
        f'label = "Waiting"\nparent = "waiting"\nx = "{CODED}"',
    ),
}


@pytest.mark.parametrize("harm", CODING)
def test_what_people_coded_is_refused_without_its_words(
    harm: str, planted: Path, tmp_path, call: Call
):
    from insight import Study

    folder = Path(shutil.copytree(planted, tmp_path / "study"))
    CODING[harm](folder)
    outcome = call(lambda: Study(folder).code())
    assert outcome.holding() == []
    assert isinstance(outcome.error, InputError)


def mark(sheet: str, column: str, told: str, row: int = 2) -> Harm:
    """Put `told` into a cell of the workbook of identifiers."""

    def change(folder: Path) -> None:
        path = folder / ".private/review/identifiers.xlsx"
        book = openpyxl.load_workbook(path)
        header = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, header.index(column) + 1).value = told
        book.save(path)

    return change


def column_gone(folder: Path) -> None:
    path = folder / ".private/review/identifiers.xlsx"
    book = openpyxl.load_workbook(path)
    book["identifiers"].cell(1, 1).value = BOOK
    book.save(path)


def sheet_of(name: str, column: str) -> Harm:
    """Put a secret into every cell of a column of a sheet of readings or quotes."""

    def change(folder: Path) -> None:
        path = folder / ".private/review" / name
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        table[column] = BOOK
        table.to_csv(path, index=False)

    return change


def marks_of(row: str) -> Harm:
    return put("gold.csv", f"document_id,start,end,kind\n{row}\n")


ALL_READ = ("approve", "{folder}", "--by", "A. Reader")
GOVERN = ("govern", "{folder}", "--gold", "{folder}/gold.csv")
GOLD = ("anonymise", "{folder}/t.csv", "--text", "text", "--id", "id", "--out", "{folder}/o")
GOLD = (*GOLD, "--gold", "{folder}/gold.csv")
LATER: dict[str, tuple[Harm, tuple[str, ...]]] = {
    "a decision that is none": (mark("identifiers", "decision", BOOK), ALL_READ),
    "a reach that is none": (
        both(mark("identifiers", "decision", "reject"), mark("identifiers", "applies_to", BOOK)),
        ALL_READ,
    ),
    "a new kind that is none": (
        both(mark("identifiers", "decision", "change kind"), mark("identifiers", "new_kind", BOOK)),
        ALL_READ,
    ),
    "an offset that is none": (
        both(mark("identifiers", "decision", "reject"), mark("identifiers", "start", BOOK)),
        ALL_READ,
    ),
    "words that nobody said": (mark("missed", "words", BOOK), ALL_READ),
    "words of a kind that is none": (
        both(mark("missed", "words", "telephone"), mark("missed", "kind", BOOK)),
        ALL_READ,
    ),
    "a workbook without its columns": (column_gone, ALL_READ),
    "no workbook": (put(".private/review/identifiers.xlsx", BOOK), ALL_READ),
    "a sheet of readings without its columns": (
        put(".private/review/readings.csv", f"{BOOK}\n{BOOK}\n"),
        ALL_READ,
    ),
    "a name is missing": (put("x", ""), ("approve", "{folder}", "--by", " ")),
    "marks in no segment": (marks_of(f"{CODED},0,2,person"), GOVERN),
    "marks that are no numbers": (marks_of(f"a,{CODED},2,person"), GOVERN),
    "no marks": (put("gold.csv", CODED), GOVERN),
    "no public text": (put("x", ""), ("govern", "{folder}", "--public", "{folder}/none")),
    "an attribute that is none": (put("x", ""), ("govern", "{folder}", "--also", "{roster}")),
    "who withdraws is nobody": (put("x", ""), ("withdraw", "{nobody}", "{folder}")),
    "not the title": (
        swap(STUDY, "[[source]]", "destroy_raw_by = 2020-01-01\n[[source]]"),
        ("destroy", "{folder}", "--by", "A", "--confirm", "{nobody}"),
    ),
    "marked spans of no row": (
        both(put("t.csv", TABLE), marks_of(f"{CODED},0,2,person")),
        GOLD,
    ),
    "marked spans of no kind": (both(put("t.csv", TABLE), marks_of(f"a,0,2,{CODED}")), GOLD),
    "marked spans of no place": (both(put("t.csv", TABLE), marks_of(f"a,{CODED},2,person")), GOLD),
    "a table without the column": (
        put("t.csv", TABLE),
        ("anonymise", "{folder}/t.csv", "--text", "txt", "--id", "id", "--out", "{folder}/o"),
    ),
    "one id twice in a table": (
        put("t.csv", TABLE + f'a,"{CELL}"\n'),
        ("anonymise", "{folder}/t.csv", "--text", "text", "--id", "id", "--out", "{folder}/o"),
    ),
    "a reviewed workbook that is none": (
        both(put("t.csv", TABLE), put("r.xlsx", BOOK)),
        (*GOLD[:-2], "--reviewed", "{folder}/r.xlsx"),
    ),
    "codes of no codebook": (
        both(put("t.csv", TABLE), put("c.csv", f"id,code\na,{CODED}\n")),
        (
            *("code", "{folder}/t.csv", "--text", "text", "--id", "id", "--out", "{folder}/o"),
            *("--codebook", "{folder}/codebook.toml", "--coded", "{folder}/c.csv"),
        ),
    ),
    "codes of no row": (
        both(put("t.csv", TABLE), put("c.csv", f"id,code\n{CODED},waiting\n")),
        (
            *("code", "{folder}/t.csv", "--text", "text", "--id", "id", "--out", "{folder}/o"),
            *("--codebook", "{folder}/codebook.toml", "--coded", "{folder}/c.csv"),
        ),
    ),
    "too few texts for themes": (
        put("t.csv", TABLE),
        ("themes", "{folder}/t.csv", "--text", "txt", "--out", "{folder}/o"),
    ),
    "a manifest that is none": (
        put("data/processed/manifest.json", f'["{CELL}"'),
        ("reproduce", "{folder}"),
    ),
    "a ledger with a line that is none": (
        put("data/raw/ledger.jsonl", f'{{"{DECIDED}"\n'),
        ALL_READ,
    ),
}


@pytest.mark.parametrize("harm", LATER)
def test_later_errors_hold_no_words_either(harm: str, planted: Path, tmp_path: Path, call: Call):
    folder = Path(shutil.copytree(planted, tmp_path / "study"))
    change, told = LATER[harm]
    change(folder)
    # What the caller types is theirs; it stands in no error all the same.
    outcome = call(*(one.format(folder=folder, roster=ROSTER, nobody=DECIDED) for one in told))
    assert outcome.holding() == []
    assert isinstance(outcome.error, InputError)


POSTCODES = both(
    swap(SPEAKERS, "unpaid_carer,,", f"unpaid_carer,{SECRETS['postcode']},"),
    swap(
        STUDY, "[anonymise]", '[places]\nauthority = "E06000057"\nreference = "{raw}"\n[anonymise]'
    ),
)


def test_postcodes_that_are_nowhere_are_told_without_them_and_without_labels(
    folder: Path, call: Call
):
    from insight import Study

    POSTCODES(folder)
    swap(STUDY, "{raw}", (ROOT / "data/raw/reference").as_posix())(folder)
    outcome = call(lambda: Study(folder).run())
    assert isinstance(outcome.error, InputError)
    assert "postcode" in str(outcome.error)
    assert FILE in str(outcome.error)  # the file may be named: somebody has to find it
    assert outcome.holding() == []


def test_a_whole_run_says_logs_and_keeps_no_words(folder: Path, call: Call):
    outcome = call("run", folder)
    assert outcome.error is None
    assert outcome.holding() == []
    processed = folder / "data/processed"
    assert files_holding(processed, [*WORDS, FILE]) == []
    # The tables that hold de-identified words keep the question as it was asked, and so its header.
    beside = {path.name for path in folder.iterdir()} - {".private", "data", STUDY, "codebook.toml"}
    assert beside == set()
    assert {path.name for path in (folder / "data").iterdir()} == {"raw", "processed"}
    words_lie_in = {path.parts[0] for path in files_holding(folder, WORDS)}
    assert words_lie_in <= {".private", "data", STUDY}


def test_nothing_of_a_run_is_kept_beside_the_study(folder: Path, monkeypatch, call: Call):
    home = folder.parent / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(home))
    assert call("anonymise", folder / TALK, "--out", folder.parent / "out").error is None
    assert files_holding(home, WORDS) == []


def test_a_bug_is_reported_without_the_message_that_python_gives(monkeypatch, capsys, folder):
    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"could not convert string to float: '{CELL}'")

    monkeypatch.setattr("insight.study.Study.run", fails)
    monkeypatch.setattr(sys, "argv", ["insight", "run", str(folder)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 70
    shown = "".join(capsys.readouterr())
    assert "ValueError" in shown
    assert CELL not in shown


def test_tables_out_of_order_are_told_by_their_columns_only():
    from insight.schemas import Identifiers, validate

    row = dict.fromkeys(Identifiers.to_schema().columns, CELL)
    with pytest.raises(InsightError) as error:
        validate(Identifiers, pd.DataFrame([row]))
    assert CELL not in "".join(traceback.format_exception(error.value))


def test_objects_that_hold_words_do_not_show_them(planted: Path):
    from insight import Study

    study = Study(planted)
    shown = f"{study!r} {study.register!r} {study.key!r} {study.tables!r} {study.ledger!r}"
    assert not [word for word in WORDS if word in shown]
