"""What may go to partners, and what comes back from their programs: consent and readings decide.

The study is invented: dee did not allow sharing, and nobody has read gil's interview.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.anonymise import Rulings
from insight.anonymise.rulings import Ruling, everywhere
from insight.coding import noted_codings
from insight.errors import InputError
from insight.exchange import Guids, Node, Project, project_of, read_project, write_project
from insight.study.people.exported import exports_holding, exports_of
from insight.study.people.handing_on import shared
from insight.study.people.qualitative import KINDS, export
from insight.study.people.returning import bring_codings
from unit.exchange.invented import BOOK, CAFE, GUIDS, KEY, study


@pytest.fixture
def opened(tmp_path: Path) -> SimpleNamespace:
    return study(tmp_path)


def test_who_did_not_allow_it_and_what_nobody_read_stays(opened: SimpleNamespace) -> None:
    going = shared(opened)
    assert "dee" not in set(going.segments["speaker_id"]) | set(going.speakers["speaker_id"])
    assert "gil" not in set(going.segments["speaker_id"]) | set(going.speakers["speaker_id"])
    assert "Left out: 1 of 2 files of talks, which nobody has read." in going.kept_out
    assert any("1 passages of 1 people who did not allow sharing" in x for x in going.kept_out)


def test_an_interviewer_beside_somebody_who_stays_is_not_heard_either(
    opened: SimpleNamespace,
) -> None:
    # "Dee, you said your brother does?" tells what she said.
    going = set(shared(opened).segments["segment_id"])
    assert {"g-0", "i-0", "i-3"} <= going
    assert "g-2" not in going


@pytest.mark.parametrize(("until", "goes"), [("2020-01-01", False), ("2999-01-01", True)])
def test_consent_that_has_ended_since_the_run_is_none(
    opened: SimpleNamespace, until: str, goes: bool
) -> None:
    people = opened.tables["speakers"]
    opened.tables["speakers"] = people.assign(
        consent_until=people["consent_until"].where(people["speaker_id"] != "ada", until)
    )
    going = shared(opened)
    assert ("ada" in set(going.segments["speaker_id"])) == goes
    # Nobody else speaks in talk-1, so the interviewer has nothing to say there.
    assert ("i-0" in set(going.segments["segment_id"])) == goes


def test_somebody_who_withdrew_stays_though_the_tables_still_have_them(
    opened: SimpleNamespace,
) -> None:
    opened.folder.tombstones.parent.mkdir()
    opened.folder.tombstones.write_text('{"speaker_id": "bo", "withdrawn_on": "2026-05-05"}\n')
    assert "bo" not in set(shared(opened).segments["speaker_id"])


def test_a_memo_with_words_of_somebody_who_stays_stays_too(opened: SimpleNamespace) -> None:
    memos = opened.tables["memos"]
    said = "Compare: my brother signs all of it. Or so dee told us."
    about_dee = memos.iloc[[0]].assign(memo_id="m-8", about="case:dee", text="Short.")
    quoting = memos.iloc[[0]].assign(memo_id="m-9", text=said)
    opened.tables["memos"] = pd.concat([memos, about_dee, quoting])
    going = shared(opened)
    assert set(going.memos["memo_id"]) == {"m-1", "m-2", "m-3", "m-4"}
    assert "Left out: 2 memos about what stays, or with words of it." in going.kept_out


def test_the_machine_s_codes_go_only_where_they_are_asked_for(opened: SimpleNamespace) -> None:
    assert "machine" not in set(shared(opened).codings["coder"])
    assert "machine" in set(shared(opened, suggestions=True).codings["coder"])


def test_what_somebody_marked_since_the_last_run_does_not_slip_out(
    opened: SimpleNamespace,
) -> None:
    ruling = Ruling("added", "person", "person", "A. Reader")
    opened.rulings = Rulings.of([everywhere("driver", ruling, KEY, "2026-05-05")], KEY)
    with pytest.raises(InputError, match="1 passages hold identifiers that were marked since"):
        shared(opened)
    start = "The 🚌 driver waits.".index("driver")
    row = {"segment_id": "q-1", "start": start, "end": start + 6, "decision": "added"}
    opened.tables["identifiers"] = pd.DataFrame([row])
    assert len(shared(opened).segments)


def test_a_file_that_changed_since_the_last_run_is_read_first(opened: SimpleNamespace) -> None:
    (opened.folder.root / "survey.csv").write_text("consent withdrawn", encoding="utf-8")
    with pytest.raises(InputError, match="1 files changed since the last run"):
        shared(opened)


def test_nothing_of_what_stays_is_in_any_file(opened: SimpleNamespace, tmp_path: Path) -> None:
    for kind in KINDS:
        list(export(opened, kind, tmp_path / f"out.{kind}"))
        made = tmp_path / f"out.{kind}"
        for path in made.rglob("*") if made.is_dir() else [made]:
            if path.is_file():
                told = path.read_bytes()
                if path.suffix == ".parquet":
                    told = pd.read_parquet(path).to_json(force_ascii=False).encode()
                for words in ("brother signs", "your brother", "nobody has read so far"):
                    assert words.encode() not in told, path.name


def test_an_export_is_remembered_by_whose_words_it_held(
    opened: SimpleNamespace, tmp_path: Path
) -> None:
    list(export(opened, "qdpx", tmp_path / "out.qdpx"))
    assert len(exports_holding(opened.folder, KEY, "ada")) == 1
    assert exports_holding(opened.folder, KEY, "ada")[0].startswith("qdpx of 20")
    assert exports_holding(opened.folder, KEY, "dee") == ()
    assert "ada" not in exports_of(opened.folder).read_text("utf-8")


def test_nothing_is_written_over_or_written_where_nothing_may_go(
    opened: SimpleNamespace, tmp_path: Path
) -> None:
    out = tmp_path / "there.qdpx"
    out.write_text("kept")
    with pytest.raises(InputError, match="there already"):
        list(export(opened, "qdpx", out))
    opened.tables["speakers"] = opened.tables["speakers"].assign(consent_share=False)
    with pytest.raises(InputError, match="nothing may go out"):
        list(export(opened, "qdpx", tmp_path / "new.qdpx"))
    assert not (tmp_path / "new.qdpx").exists()


# -- back from another program --------------------------------------------------------------------


def as_other_program(
    project: Project, words: str, code: str, user: str = "Cat Coder", *, crlf: bool = False
) -> bytes:
    """`project` with a code on the first `words`, by a user of its own, as a program writes it.

    `crlf` writes line ends as two characters, a mark before the text, and counts accordingly.
    """
    files = dict(project.files)
    person = Node("User", {"guid": "AAAAAAAA-0000-4000-8000-000000000001", "name": user})
    codes = {one.get("name"): one.get("guid") for one in project.root.walk() if one.name == "Code"}
    new_code = ()
    if code not in codes:
        codes[code] = "AAAAAAAA-0000-4000-8000-000000000002"
        told = {"guid": codes[code], "name": code, "isCodable": "true"}
        new_code = (Node("Code", told),)
    done = False

    def changed(node: Node) -> Node:
        nonlocal done
        children = tuple(changed(one) for one in node.children)
        if node.name == "Users":
            children = (*children, person)
        if node.name == "Codes":
            children = (*children, *new_code)
        if node.name == "TextSource":
            name = f"Sources/{node.get('guid')}.txt"
            text = files[name].decode()
            if crlf:
                files[name] = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
                children = tuple(shifted(one, text) for one in children)
            if words in text and not done:
                done = True
                at = text.index(words)
                places = [at, at + len(words)]
                if crlf:
                    places = [place + text.count("\n", 0, place) for place in places]
                coding = Node(
                    "Coding",
                    {
                        "guid": "AAAAAAAA-0000-4000-8000-000000000003",
                        "creatingUser": person.get("guid"),
                        "creationDateTime": "2026-06-01T10:00:00Z",
                    },
                    (Node("CodeRef", {"targetGUID": codes[code]}),),
                )
                told = {"guid": "AAAAAAAA-0000-4000-8000-000000000004"}
                told |= {"startPosition": str(places[0]), "endPosition": str(places[1])}
                marks = [one for one in children if one.name == "PlainTextSelection"]
                others = [one for one in children if one.name != "PlainTextSelection"]
                children = (*marks, Node("PlainTextSelection", told, (coding,)), *others)
        return Node(node.name, node.attributes, children, node.text)

    return write_project(Project(changed(project.root), files))


def shifted(node: Node, text: str) -> Node:
    told = dict(node.attributes)
    for name in ("startPosition", "endPosition"):
        if name in told:
            told[name] = str(int(told[name]) + text.count("\n", 0, int(told[name])))
    return Node(node.name, told, node.children, node.text)


def brought(opened: SimpleNamespace, raw: bytes, **told: str) -> tuple[set, list[str]]:
    """Code, coder, segment, words and round of what is new in the ledger; and what was told."""
    path = opened.folder.root / "returned.qdpx"
    path.write_bytes(raw)
    lines = list(bring_codings(opened, path, **told))
    segments = opened.tables["deidentified_segments"]
    found = noted_codings(opened.ledger.decisions(), segments, BOOK, KEY).codings
    texts = segments.set_index("segment_id")["text"]
    rows = {
        (row.code, row.coder, row.segment_id, texts[row.segment_id][row.start : row.end], row.round)
        for row in found.itertuples()
    }
    return rows, lines


def sent(opened: SimpleNamespace) -> Project:
    return project_of(shared(opened), Guids(opened.key))


def test_what_went_out_and_comes_back_unchanged_adds_nothing(opened: SimpleNamespace) -> None:
    rows, lines = brought(opened, write_project(sent(opened)))
    assert rows == set()
    assert lines[0].startswith("0 codings are new here, 8 were known")


@pytest.mark.parametrize("crlf", [False, True], ids=["as written", "line ends of Windows"])
def test_a_code_given_elsewhere_arrives_on_its_words(opened: SimpleNamespace, crlf: bool) -> None:
    raw = as_other_program(sent(opened), "lass was", "B warmth", crlf=crlf)
    rows, lines = brought(opened, raw)
    assert rows == {("B", "Cat Coder", "i-4", "lass was", 1)}
    assert "- 1 of Cat Coder" in lines
    again, _ = brought(opened, raw)
    assert again == rows
    assert len(opened.ledger.decisions()) == 2  # the code, and that the passage was read


def test_a_stretch_over_several_turns_is_cut_at_their_borders(opened: SimpleNamespace) -> None:
    (text,) = (raw.decode() for raw in sent(opened).files.values() if "🚌 costs" in raw.decode())
    words = text[text.index("never came.") : text.index("cafe")]
    rows, lines = brought(opened, as_other_program(sent(opened), words, "A cost"))
    assert {(segment, said) for _, _, segment, said, _ in rows} == {
        ("i-1", "never came."),
        ("i-2", "We walked."),
        ("i-4", CAFE[: CAFE.index("cafe")].rstrip()),
    }
    assert "1 codings are not taken: they are of interviewers' words." in lines


def test_that_none_applies_is_a_reading_without_a_code(opened: SimpleNamespace) -> None:
    rows, _ = brought(opened, as_other_program(sent(opened), "We walked.", "none of the codes"))
    assert rows == {("", "Cat Coder", "i-2", "", 1)}


def test_codes_that_the_codebook_does_not_have_are_named_and_left(opened: SimpleNamespace) -> None:
    rows, lines = brought(opened, as_other_program(sent(opened), "We walked.", "Own idea"))
    assert rows == set()
    assert any("Own idea" in line and "codebook does not have" in line for line in lines)


def test_who_coded_can_be_said_where_the_project_does_not(opened: SimpleNamespace) -> None:
    raw = as_other_program(sent(opened), "We walked.", "A cost", user="")
    with pytest.raises(InputError, match="does not say who coded"):
        brought(opened, raw)
    # What went out with the project is not given to somebody else.
    rows, _ = brought(opened, raw, coder="D. Coder")
    assert rows == {("A", "D. Coder", "i-2", "We walked.", 1)}


def test_a_project_of_other_texts_is_refused(opened: SimpleNamespace) -> None:
    raw = write_project(
        Project(
            Node(
                "Project",
                {"name": "p"},
                (Node("Sources", {}, (Node("TextSource", {"guid": GUIDS.of("x")},
                                           (Node("PlainTextContent", text="Others."),)),)),),
            )
        )
    )  # fmt: skip
    with pytest.raises(InputError, match="none of its texts"):
        brought(opened, raw)


def test_a_member_that_would_lie_outside_is_refused(opened: SimpleNamespace) -> None:
    written = io.BytesIO(write_project(sent(opened)))
    with zipfile.ZipFile(written, "a") as made:
        made.writestr("../outside.txt", "x")
    with pytest.raises(InputError):
        brought(opened, written.getvalue())


def test_reading_it_back_is_the_same_project(opened: SimpleNamespace) -> None:
    assert read_project(write_project(sent(opened)), "p") == sent(opened)
