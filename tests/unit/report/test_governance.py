"""The governance report: page and Word file say the same, for everybody, and nobody's words."""

from __future__ import annotations

import itertools
import re
import stat
from pathlib import Path

from docx import Document
from lxml import html

from insight.report.governance import (
    MARK_TO_FILL,
    Blanks,
    Governance,
    Grid,
    Picture,
    Points,
    Section,
    Words,
    render,
    shares_at_each_step,
    write_governance,
)
from insight.report.word import word_document

FIGURE = shares_at_each_step(["at first", "without place"], [(0.5, 0.3, 0.2, 0), (0, 0, 0.2, 0.8)])
REPORT = Governance(
    title="Governance report",
    study="Care in the valley (invented)",
    controller="A council",
    as_of="2026-11-23",
    marks=("Not everything was read.",),
    sections=(
        Section("Roles", (Words("Who answers & why."), Blanks(("Lawful basis:", "Purposes:")))),
        Section(
            "Risk",
            (
                Words("Set a day.", warning=True),
                Points(("First.", "Second.")),
                Picture(FIGURE),
                Grid("k at each step", ("Step", "k"), (("at first", "1"), ("last", "10"))),
            ),
        ),
    ),
)


def written(tmp_path: Path):
    page, document = write_governance(REPORT, tmp_path / "out")
    return page, document


def test_both_are_for_their_owner_alone(tmp_path: Path):
    for path in written(tmp_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_page_needs_nothing_else_and_runs_nothing(tmp_path: Path):
    page = render(REPORT)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert "default-src 'none'" in page


def test_the_page_can_be_read_by_everybody():
    tree = html.fromstring(render(REPORT))
    assert tree.get("lang") == "en-GB"
    levels = [int(one.tag[1]) for one in tree.xpath("//h1|//h2|//h3")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for table in tree.xpath("//table"):
        assert table.xpath("./caption")
        assert table.xpath("./thead//th[@scope='col']")
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))
    assert all(len(image.get("alt")) > 40 for image in tree.xpath("//img"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} <= set(ids)


def test_what_people_must_answer_is_marked_in_both(tmp_path: Path):
    page, document = written(tmp_path)
    assert page.read_text("utf-8").count(MARK_TO_FILL) == 2
    cells = [c.text for t in Document(str(document)).tables for row in t.rows for c in row.cells]
    assert cells.count(MARK_TO_FILL) == 2


def test_the_word_file_has_true_headings_heading_rows_and_words_for_pictures(tmp_path: Path):
    document = Document(str(written(tmp_path)[1]))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["1. Roles", "2. Risk"]
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert table._tbl.xpath("./w:tblPr/w:tblCaption")
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == FIGURE.alt
    assert document.core_properties.author == ""
    assert document.core_properties.language == "en-GB"


def test_both_say_the_same(tmp_path: Path):
    page, document = written(tmp_path)
    shown = " ".join(html.fromstring(page.read_text("utf-8")).text_content().split())
    told = Document(str(document))
    words = [p.text for p in told.paragraphs] + [
        c.text for t in told.tables for row in t.rows for c in row.cells
    ]
    for text in ("Who answers & why.", "Set a day.", "Second.", "k at each step", "at first"):
        assert text in shown
        assert text in words


def test_the_same_report_gives_the_same_page_and_words():
    assert render(REPORT) == render(REPORT)
    assert len(word_document(REPORT)) == len(word_document(REPORT))


def test_the_picture_says_its_message_in_words():
    assert "50%" in FIGURE.alt
    assert "80%" in FIGURE.alt
