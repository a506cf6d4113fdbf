"""What people decide about identifiers holds on every run, and is kept without the words.

All names and sentences here are invented.
"""

import pandas as pd
import pytest

from insight.anonymise import Register, Rulings, deidentify, find_identifiers
from insight.anonymise.review import (
    MISSED,
    TO_FILL,
    forgotten,
    marked,
    missed,
    review_table,
    whereabouts,
)
from insight.errors import InputError
from insight.settings import AnonymiseSettings
from insight.store import Ledger, StudyKey

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TALK = (
    "transcript",
    {"INT": "", "P": ""},
    [
        ("INT", "Who came?"),
        ("P", "Brenda Marsh came on Tuesday, and a body they call kettle."),
        ("P", "Kettle's van was late, but Brenda had rung from 01632 960 123."),
    ],
)
ANSWER = ("survey", {"R1": ""}, [("R1", "Kettle and Brenda Marsh were kind.")])


def run(tables, decisions=(), register=None):
    """Identifiers and de-identified texts by segment."""
    segments, speakers, documents = tables
    rulings = Rulings.of(decisions, KEY)
    found = find_identifiers(
        segments, speakers, documents, None, AnonymiseSettings(), register or Register(),
        decisions=rulings,
    )  # fmt: skip
    clean = deidentify(segments, speakers, documents, found, ())
    return found, clean.set_index("segment_id")["text"]


def sheet(tables, found, decisions=()):
    """The table to review, all cells as text, as it comes back from a workbook."""
    segments, _, documents = tables
    rulings = Rulings.of(decisions, KEY)
    table = review_table(segments, whereabouts(segments, documents), found, rulings)
    return table.astype(str)


def mark(table, words, **fill):
    """`table` with the first row of `words` filled in."""
    first = table.index[table["words"] == words][0]
    for name, value in fill.items():
        table.loc[first, name] = value
    return marked(table, KEY, "A. Reader", "2026-04-01")


def add(tables, words, kind, where="", applies_to=""):
    """The decisions for one row of missed words."""
    row = pd.DataFrame([[where, words, kind, applies_to, ""]], columns=MISSED)
    segments, _, documents = tables
    return missed(row, segments, documents, KEY, "A. Reader", "2026-04-01")


def test_every_identifier_is_shown_in_its_context_and_the_same_words_together(study):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    table = sheet(tables, found)
    assert len(table) == len(found)
    row = table[table["words"] == "01632 960 123"].iloc[0]
    assert row["left"].endswith("Brenda had rung from")
    assert row["right"] == "."
    marsh = table[table["words"] == "Brenda Marsh"]
    assert set(marsh["times"]) == {"2"}
    assert len(set(marsh["group"])) == 1
    assert not table[TO_FILL].to_numpy().any()
    least = table.drop_duplicates("group")["score"].astype(float)
    assert least.is_monotonic_increasing  # the most doubtful first


def test_what_is_rejected_here_stays_here_and_goes_elsewhere(study):
    tables = study(TALK, ANSWER)
    register = Register()
    found, before = run(tables, register=register)
    decisions = mark(sheet(tables, found), "Brenda Marsh", decision="reject")
    (told,) = decisions
    made, after = run(tables, decisions, register)
    changed = [segment for segment in before.index if before[segment] != after[segment]]
    assert changed == [told.about]
    assert "Brenda Marsh" in after[told.about]
    assert (made["decision"] == "rejected").sum() == 1
    assert set(made.loc[made["decision"] == "rejected", "decided_by"]) == {"A. Reader"}


def test_what_is_rejected_everywhere_stays_everywhere(study):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    decisions = mark(
        sheet(tables, found), "Brenda Marsh", decision="reject", applies_to="everywhere"
    )
    _, after = run(tables, decisions)
    assert sum("Brenda Marsh" in text for text in after) == 2


def test_a_changed_kind_changes_the_replacement_and_can_be_undone(study):
    tables = study(TALK, ANSWER)
    found, before = run(tables)
    changed = mark(
        sheet(tables, found), "Brenda Marsh",
        decision="change kind", new_kind="organisation", applies_to="everywhere",
    )  # fmt: skip
    made, after = run(tables, changed)
    assert after["d1-000"].endswith("[organisation] were kind.")
    undone = mark(
        sheet(tables, made, changed), "Brenda Marsh", decision="undo", applies_to="everywhere"
    )
    assert run(tables, [*changed, *undone])[1].equals(before)


def test_added_words_go_wherever_they_are_said_possessives_and_other_case_too(study):
    tables = study(TALK, ANSWER)
    _, before = run(tables)
    assert "Kettle" in before["d1-000"]  # a word of the language, and here a name
    decisions = add(tables, "kettle", "person")
    made, after = run(tables, decisions)
    assert "kettle" not in "".join(after).casefold()
    assert set(made.loc[made["decision"] == "added", "decided_by"]) == {"A. Reader"}
    assert after["d0-002"].startswith("[person ")


def test_added_words_are_looked_for_as_known_names_are(study):
    tables = study(TALK, ANSWER)
    rulings = Rulings.of(add(tables, "brenda  marsh", "person"), KEY)
    assert rulings.names(tables[0]["text"]) == [("Brenda Marsh", "person")]


def test_words_added_here_go_here_alone(study):
    tables = study(TALK, ANSWER)
    _, after = run(tables, add(tables, "kettle", "organisation", "d0-002", "here"))
    assert after["d0-002"].startswith("[organisation]'s van")
    assert "Kettle" in after["d1-000"]


def test_a_name_that_is_a_word_and_is_added_with_its_capital_goes_where_it_has_it(study):
    said = ("survey", {"R2": ""}, [("R2", "I saw Job about my job.")])
    tables = study(said)
    _, after = run(tables, add(tables, "Job", "person"))
    assert after["d0-000"] == "I saw [person 1] about my job."


def test_running_twice_changes_nothing(study):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    decisions = [
        *mark(sheet(tables, found), "01632 960 123", decision="reject"),
        *mark(sheet(tables, found), "Brenda Marsh", decision="accept", applies_to="everywhere"),
        *add(tables, "Kettle", "person"),
    ]
    register = Register()
    once, twice = run(tables, decisions, register), run(tables, decisions, register)
    assert once[0].equals(twice[0])
    assert once[1].equals(twice[1])


def test_an_accepted_identifier_goes_even_when_no_detector_finds_it_any_more(study):
    tables = study(TALK, ANSWER)
    segments = tables[0].set_index("segment_id")
    found, _ = run(tables)
    decisions = mark(sheet(tables, found), "01632 960 123", decision="accept")
    (told,) = decisions
    text = segments.loc[told.about, "text"]
    (judged,) = Rulings.of(decisions, KEY).judged(told.about, text, [])
    assert text[judged.span.start : judged.span.end] == "01632 960 123"
    assert (judged.decision, judged.span.kind) == ("accepted", "phone")


def test_a_decision_lapses_with_the_text_it_was_made_on_and_is_told(study):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    decisions = mark(sheet(tables, found), "01632 960 123", decision="reject")
    segments = tables[0].assign(text=tables[0]["text"].str.replace("Brenda had", "Brenda has"))
    rulings = Rulings.of(decisions, KEY)
    assert (rulings.lapsed(tables[0]), rulings.lapsed(segments)) == (0, 1)
    _, after = run((segments, *tables[1:]), decisions)
    assert "01632" not in "".join(after)


def test_the_ledger_holds_no_word_and_gives_the_same_rulings(study, tmp_path):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    decisions = [
        *mark(sheet(tables, found), "Brenda Marsh", decision="reject", applies_to="everywhere"),
        *add(tables, "Kettle", "person"),
    ]
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(decisions)
    ledger.append(decisions)
    assert ledger.decisions() == decisions
    assert Rulings.of(ledger.decisions(), KEY) == Rulings.of(decisions, KEY)
    kept = ledger.path.read_text("utf-8").casefold()
    assert not [word for word in ("brenda", "marsh", "kettle") if word in kept]


def test_of_several_decisions_on_one_matter_the_last_stands(study, tmp_path):
    tables = study(TALK, ANSWER)
    found, _ = run(tables)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for verdict in ("reject", "accept", "reject"):
        ledger.append(mark(sheet(tables, found), "01632 960 123", decision=verdict))
    assert [told.verdict for told in ledger.decisions()] == ["rejected", "accepted", "rejected"]
    _, after = run(tables, ledger.decisions())
    assert "01632 960 123" in after["d0-002"]


def test_words_that_nobody_else_says_are_forgotten_with_the_one_who_said_them(study):
    tables = study(TALK, ANSWER)
    decisions = [*add(tables, "Kettle", "person"), *add(tables, "van", "organisation")]
    assert len(forgotten(decisions, KEY, ["a van, and Kettle's friend"])) == 2
    assert len(forgotten(decisions, KEY, ["a van"])) == 1
    assert not forgotten(decisions, KEY, ["vans"])


@pytest.mark.parametrize(
    ("fill", "problem"),
    [
        ({"decision": "maybe"}, "row 2, column decision"),
        ({"decision": "change kind"}, "do not agree"),
        ({"decision": "reject", "new_kind": "place"}, "do not agree"),
        ({"new_kind": "place"}, "without a decision"),
        ({"decision": "accept", "applies_to": "abroad"}, "column applies_to"),
    ],
)
def test_a_mark_that_means_nothing_is_refused_by_its_row(study, fill, problem):
    tables = study(ANSWER)
    table = sheet(tables, run(tables)[0])
    for name, value in fill.items():
        table.loc[0, name] = value
    with pytest.raises(InputError, match=problem) as told:
        marked(table, KEY, "A. Reader", "2026-04-01")
    assert not {"Brenda", "Marsh", "maybe", "abroad"} & set(str(told.value).split())


def test_two_rows_may_not_decide_differently_on_the_same_words_everywhere(study):
    tables = study(TALK, ANSWER)
    table = sheet(tables, run(tables)[0])
    rows = table.index[table["words"] == "Brenda Marsh"]
    table.loc[rows, "applies_to"] = "everywhere"
    table.loc[rows, "decision"] = ["accept", "reject"]
    with pytest.raises(InputError, match="decides otherwise"):
        marked(table, KEY, "A. Reader", "2026-04-01")


def test_words_that_are_not_there_are_refused_without_repeating_them(study):
    with pytest.raises(InputError, match="row 2: these words are not there") as told:
        add(study(ANSWER), "Quillby", "person")
    assert "Quillby" not in str(told.value)
