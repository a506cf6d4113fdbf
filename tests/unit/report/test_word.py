"""The Word file says what the page says, and everybody can read it."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html

from insight.report import write_report
from insight.report.word.page import FACTS, MADE_ON
from insight.report.word.paper import Paper, Run, plain


@pytest.fixture(scope="module")
def folders(tmp_path_factory, release, draft, bare, squares) -> dict[str, Path]:
    """Where the reports of a whole study, of its draft, reflexive twin and an empty one lie."""
    folder = tmp_path_factory.mktemp("words")
    studies = {
        "final": release,
        "draft": draft,
        "reflexive": replace(release, approach="reflexive"),
        "bare": bare,
    }
    for kind, study in studies.items():
        write_report(study, folder / kind, {"an invented index": squares})
    return {kind: folder / kind for kind in studies}


KINDS = ("final", "draft", "reflexive", "bare")


def opened(folder: Path):
    return Document(next(folder.glob("*report.docx")))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def every_paragraph(document) -> str:
    """All text in its order, that of tables cell by cell."""
    return " ".join(
        "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )


def shown_on(page: Path) -> str:
    """The words of a page but for those that only lead through it."""
    root = html.fromstring(page.read_text(encoding="utf-8"))
    for leading in root.xpath("//style|//head|//a[@class='skip']|//aside|//*[@aria-hidden]"):
        leading.drop_tree()
    return " ".join(root.xpath(".//text()"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_word_file_says_what_the_page_says(folders, kind):
    page = next(folders[kind].glob("*report.html"))
    # A list of names and values becomes a table, which needs a caption and heads.
    text = every_paragraph(opened(folders[kind])).replace(f"{FACTS} What Which", "")
    said = words(text)
    told = words(shown_on(page))
    if kind == "bare":
        assert len(said) > 200
    assert said == told


@pytest.mark.parametrize("kind", KINDS)
def test_headings_descend_step_by_step(folders, kind):
    styles = [paragraph.style.name for paragraph in opened(folders[kind]).paragraphs]
    assert styles.count("Title") == 1
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_a_heading_row_and_a_caption(folders, kind):
    document = opened(folders[kind])
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        caption = table._tbl.getprevious()
        assert caption.pPr.pStyle.get(qn("w:val")) == "Caption"


def test_every_picture_says_what_it_shows(folders):
    shapes = opened(folders["final"]).inline_shapes
    root = html.fromstring((folders["final"] / "report.html").read_text(encoding="utf-8"))
    told = [shape._inline.docPr.get("descr") for shape in shapes]
    assert len(told) > 3
    assert told == [image.get("alt") for image in root.iter("img")]


def test_links_lead_to_headings_of_the_file(folders):
    body = opened(folders["final"]).element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert {"summary", "said", "next"} <= links <= marks


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_of_the_page_is_one_of_the_file_in_tables_too(folders, kind):
    page = html.fromstring(next(folders[kind].glob("*report.html")).read_text(encoding="utf-8"))
    on_page = page.xpath("//nav//a | //main//section//a")
    body = opened(folders[kind]).element.body
    links = list(body.iter(qn("w:hyperlink")))
    assert len(links) == len(on_page)
    cells = [link for cell in body.iter(qn("w:tc")) for link in cell.iter(qn("w:hyperlink"))]
    assert len(cells) == len(page.xpath("//main//table//a"))
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    assert all(re.fullmatch(r"[^\W\d]\w{0,39}", name) for name in marks)


def test_a_draft_says_so_on_every_page(folders):
    head = opened(folders["draft"]).sections[0].header.paragraphs[0].text
    assert head.startswith("DRAFT: not for use")
    assert opened(folders["final"]).sections[0].header.paragraphs[0].text == ""


def test_there_is_room_to_write_what_was_done(folders):
    tables = opened(folders["final"]).tables
    (table,) = (one for one in tables if one.rows[0].cells[0].text == "You said")
    assert table.rows[0].cells[1].text == "We did"
    assert all(row.height is not None for row in table.rows[1:])


def test_words_are_words_whatever_they_look_like(release, tmp_path):
    hostile = '<script>x</script> =cmd() \u202eabc\u202c \x0b\x00 & "so on"'
    quotes = release.tables["quotes"].assign(text=hostile)
    write_report(replace(release, tables={**release.tables, "quotes": quotes}), tmp_path)
    text = every_paragraph(opened(tmp_path))
    assert "<script>x</script> =cmd() \u202eabc\u202c" in text
    assert '& "so on"' in text


def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays():
    paper = Paper("A title\x00", "A study", MADE_ON, "Foot.")
    paper.title("A\x01 title")
    paper.heading([Run("One\x1f")], 1, "one")
    paper.table("Counts\x02", [plain("a"), plain("b")], [[plain("1\x03"), plain("2")]])
    assert b"word/document.xml" in paper.written()


def easy(folder: Path):
    return Document(next(folder.glob("*easy_read_to_finish.docx")))


@pytest.mark.parametrize("kind", KINDS)
def test_easy_read_is_a_beginning_in_short_lines_with_room_for_pictures(folders, kind):
    document = easy(folders[kind])
    text = every_paragraph(document)
    assert "It is not Easy Read yet" in text
    assert "To be written by people." in text
    for table in document.tables:
        assert [cell.text for cell in table.rows[0].cells] == ["Picture", "Words"]
        for row in table.rows[1:]:
            picture, line = (cell.text for cell in row.cells)
            assert picture == ""
            said_by_somebody = line.startswith("One person said")
            assert said_by_somebody or len(line.split()) <= LONGEST_LINE


LONGEST_LINE = 24


def test_easy_read_quotes_only_what_was_approved_of_lived_experience(release, folders):
    quotes = release.tables["quotes"]
    approved = quotes[(quotes["status"] == "approved") & (quotes["side"] == "lived")]
    lines = [row.cells[1].text for table in easy(folders["final"]).tables for row in table.rows]
    told = {line for line in lines if line.startswith("One person said")}
    assert told
    assert told <= {f"One person said: “{text}”" for text in approved["text"]}


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_lead_to_a_table_do_not_stand_alone_at_the_foot_of_a_page(folders, kind):
    paragraphs = opened(folders[kind]).paragraphs
    for led, caption in pairwise(paragraphs):
        heads_table = caption._p.getnext().tag == qn("w:tbl") if caption.text else False
        if heads_table and caption.style.name == "Caption" and led.text:
            style = led.style.paragraph_format.keep_with_next
            small = all(run.font.size is not None for run in led.runs)
            assert led.paragraph_format.keep_with_next or style or small


def test_a_short_table_stays_whole_and_a_long_one_keeps_its_head_with_its_first_row():
    def kept(rows: int) -> list[bool]:
        paper = Paper("A title", "A study", MADE_ON, "Foot.")
        paper.table("Counts", [plain("a"), plain("b")], [[plain("1"), plain("2")]] * rows)
        (table,) = Document(BytesIO(paper.written())).tables
        first = (row.cells[0].paragraphs[0] for row in table.rows)
        return [bool(one.paragraph_format.keep_with_next) for one in first]

    assert kept(3) == [True, True, True, False]
    assert kept(40) == [True] + [False] * 40


@pytest.mark.parametrize("kind", KINDS)
def test_easy_read_is_in_14_points_or_more_and_says_no_heading_twice(folders, kind):
    document = easy(folders[kind])
    sizes = [
        run.font.size.pt
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for run in cell.paragraphs[0].runs
    ]
    assert min(sizes) >= 14
    assert document.styles["Normal"].font.size.pt >= 14
    said = [one.text for one in document.paragraphs if one.text]
    assert all(one != following for one, following in pairwise(said))
