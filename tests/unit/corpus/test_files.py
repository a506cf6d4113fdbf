"""One letter in every container gives the same paragraphs; what nobody wrote in it is told."""

from __future__ import annotations

import contextlib
import io
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.corpus.formats import Hints, plain_text, read_content
from insight.corpus.formats.content import Paragraph, Prose, Transcript
from insight.errors import SourceError

SHARED = Path(__file__).parents[4] / "shared" / "data"
HEADING, PLAIN, POINT = "heading", "plain", "point"
# Kind and words of each paragraph of an invented letter of three pages.
LETTER = [
    (HEADING, "Support at home in Ashgill Dale"),
    (
        PLAIN,
        "We visited in spring and spoke with people who use services, with those who look after "
        "them, and with the staff of both offices. People told us that the morning visits came "
        "late more often than not, and that nobody rang to say so. One couple had kept a diary "
        "for six weeks, which showed eleven late visits & two that were missed (<30 minutes).",
    ),
    (HEADING, "What was said to us"),
    (
        PLAIN,
        "Unpaid carers felt that they were spoken to as if they were paid. They said that the "
        "breaks they were promised had been cut without a word. A long-term plan was asked for, "
        "and each of the carers we met would have helped to write it, had they been asked to.",
    ),
    (POINT, "Visits at set times"),
    (POINT, "One number to ring, with somebody at the other end who knows the family"),
    (POINT, "Breaks that are booked and kept"),
    (
        PLAIN,
        "The authority reported that it had taken on nine people since the autumn. Providers "
        "told us that the rate for rural calls did not cover the drive, and that two of them "
        "had given back their work in the upper dale because of it. The authority did not know.",
    ),
    (HEADING, "What should happen now"),
    (
        PLAIN,
        "The hoist that was ordered in January should be fitted before the summer. Staff said "
        "that the list of what had been ordered was kept by one person, and was lost when she "
        "moved on. Nobody should wait for equipment because a list is lost, as we said before.",
    ),
    (PLAIN, "We thank all who gave us their time."),
]
EXPECTED = [(words, kind == HEADING) for kind, words in LETTER]
RUNNING = "Ashgill Dale visits, second letter"
WIDTH, ROWS = 72, 13


def as_text() -> bytes:
    """Wrapped, on pages that are parted by form feeds, each with its header and number."""
    lines: list[str] = []
    for kind, words in LETTER:
        mark = "• " if kind == POINT else ""
        indent = "  " if kind == POINT else ""
        lines += [*textwrap.wrap(mark + words, WIDTH, subsequent_indent=indent), ""]
    pages = [lines[first : first + 16] for first in range(0, len(lines), 16)]
    told = [
        "\n".join([RUNNING, "", *page, "", f"{number}", ""]) for number, page in enumerate(pages, 1)
    ]
    assert len(pages) >= 3
    return "\f".join(told).encode()


def as_word() -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.sections[0].header.paragraphs[0].text = RUNNING
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    styles = {HEADING: "Heading 2", POINT: "List Bullet", PLAIN: "Normal"}
    for kind, words in LETTER:
        document.add_paragraph(words, style=styles[kind])
    document.save(written)
    return written.getvalue()


ODF = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(**members: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return written.getvalue()


def open_document(body: str, styles: str = "", **members: str) -> bytes:
    return zipped(
        content=f'<office:document-content xmlns:office="{ODF}:office:1.0" '
        f'xmlns:text="{ODF}:text:1.0" xmlns:table="{ODF}:table:1.0" xmlns:style="{ODF}:style:1.0" '
        f'xmlns:fo="{ODF}:xsl-fo-compatible:1.0" xmlns:draw="{ODF}:drawing:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        **members,
    )


def as_open_document() -> bytes:
    tags = {
        HEADING: '<text:h text:outline-level="2">{}</text:h>',
        PLAIN: "<text:p>{}</text:p>",
        POINT: "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
    }
    return open_document("".join(tags[kind].format(escape(words)) for kind, words in LETTER))


def as_page() -> bytes:
    tags = {HEADING: "<h2>{}</h2>", PLAIN: "<p>{}</p>", POINT: "<ul><li>{}</li></ul>"}
    body = "\n".join(
        tags[kind].format("\n  ".join(textwrap.wrap(escape(words), 60))) for kind, words in LETTER
    )
    return (
        "<!DOCTYPE html><html><head><title>Letter</title><style>p { color: red }</style>"
        '<meta charset="utf-8"></head><body><header><a href="/">Ashgill portal</a></header>'
        "<nav><ul><li>Start</li><li>Letters</li></ul></nav>"
        '<div id="cookie-banner"><p>We would like to set cookies. Do you agree?</p></div>'
        f"<main>{body}</main><script>var told = 'People told us';</script>"
        "<footer><p>All rights are ours.</p></footer></body></html>"
    ).encode()


def pdf_of(pages: Sequence[Sequence[tuple[float, float, str, str]]]) -> bytes:
    """A PDF; a page is a list of (x, y, font, text) in Courier (F1) or its bold (F2), 10 points."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /{n} /Encoding /WinAnsiEncoding >>"
                for n in ("Courier", "Courier-Bold")]  # fmt: skip
    kids = []
    for page in pages:
        drawn = "".join(
            f"BT /{font} 10 Tf 1 0 0 1 {x} {y} Tm ({_drawn(text)}) Tj ET\n"
            for x, y, font, text in page
        )
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R "
            f"/F2 4 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    told, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(told))
        told += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(told)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        told
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )


def _drawn(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def as_pdf() -> bytes:
    """Wrapped lines on pages with a header and a number; a page ends amid a paragraph."""
    rows: list[tuple[str, str] | None] = []
    for kind, words in LETTER:
        mark = "• " if kind == POINT else ""
        indent = "  " if kind == POINT else ""
        font = "F2" if kind == HEADING else "F1"
        wrapped = textwrap.wrap(
            mark + words, WIDTH, subsequent_indent=indent, break_on_hyphens=False
        )
        rows += [*((font, line) for line in wrapped), None]
    parts = [rows[first : first + ROWS] for first in range(0, len(rows), ROWS)]
    assert len(parts) >= 3
    pages = [
        [
            (60.0, 800.0, "F1", RUNNING),
            *((60.0, 750.0 - 12 * n, *row) for n, row in enumerate(part) if row),
            (290.0, 40.0, "F1", f"Page {number}"),
        ]
        for number, part in enumerate(parts, 1)
    ]
    return pdf_of(pages)


LETTERS: dict[str, Callable[[], bytes]] = {
    ".txt": as_text,
    ".docx": as_word,
    ".odt": as_open_document,
    ".html": as_page,
    ".pdf": as_pdf,
}


def prose(raw: bytes, suffix: str, **hints: object) -> Prose:
    found = read_content(raw, suffix, f"letter{suffix}", Hints(**hints))  # type: ignore[arg-type]
    assert isinstance(found, Prose)
    return found


def talk(raw: bytes, suffix: str, **hints: object) -> Transcript:
    found = read_content(raw, suffix, f"talk{suffix}", Hints(**hints))  # type: ignore[arg-type]
    assert isinstance(found, Transcript)
    return found


def said(found: Transcript) -> list[tuple[str, str]]:
    return [(turn.label, turn.text) for turn in found.turns]


def words_of(paragraphs: Sequence[Paragraph]) -> list[tuple[str, bool]]:
    return [(part.text, part.heading) for part in paragraphs]


@pytest.mark.parametrize("suffix", LETTERS)
def test_a_letter_gives_the_same_paragraphs_in_every_container(suffix: str) -> None:
    assert words_of(prose(LETTERS[suffix](), suffix).paragraphs) == EXPECTED


@pytest.mark.parametrize("suffix", LETTERS)
def test_the_plain_text_holds_every_word_of_the_letter_in_its_order(suffix: str) -> None:
    text = " ".join(plain_text(LETTERS[suffix](), suffix, "letter").split())
    if suffix != ".txt":
        places = [text.index(" ".join(words.split())) for _, words in LETTER]
        assert all(a < b for a, b in pairwise(places))
    assert "Ashgill Dale" in text


@pytest.mark.parametrize(
    ("suffix", "reasons"),
    [
        (".txt", {"page number", "repeated header or footer"}),
        (".docx", {"header of the pages", "footer of the pages"}),
        (".pdf", {"page number", "repeated header or footer"}),
        (".html", {"outside the main part of the page"}),
    ],
)
def test_what_frames_the_letter_is_left_out_and_told(suffix: str, reasons: set[str]) -> None:
    found = prose(LETTERS[suffix](), suffix)
    assert {piece.reason for piece in found.left_out} == reasons
    assert len({(piece.place, piece.reason) for piece in found.left_out}) == len(found.left_out)


# --- Word ---------------------------------------------------------------------------------------


def word(*fill: Callable[[Document], object]) -> bytes:
    document, written = docx.Document(), io.BytesIO()
    for one in fill:
        one(document)
    document.save(written)
    return written.getvalue()


def xml(inner: str) -> Callable[[Document], object]:
    """Put this XML at the end of the body."""

    def fill(document: Document) -> object:
        spaces = f'{nsdecls("w")} xmlns:mc="urn:alternatives" xmlns:wps="urn:shapes"'
        body = document.element.body
        for element in parse_xml(f"<w:body {spaces}>{inner}</w:body>"):
            body.insert(len(body) - 1, element)
        return body

    return fill


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def test_of_tracked_changes_the_text_as_it_would_be_accepted_is_read() -> None:
    raw = word(
        xml(
            paragraph(
                run("The ramp was "),
                f'<w:ins w:id="1" w:author="x">{run("never ")}</w:ins>',
                '<w:del w:id="2" w:author="x"><w:r><w:delText>quickly </w:delText></w:r></w:del>',
                run("built, and we waited."),
            )
        )
    )
    found = prose(raw, ".docx")
    assert [part.text for part in found.paragraphs] == ["The ramp was never built, and we waited."]
    assert any("1 insertions were read" in note and "1 deletions" in note for note in found.notes)


def test_words_in_links_controls_and_breaks_are_read_and_hidden_ones_are_not() -> None:
    raw = word(
        xml(
            paragraph(
                f"<w:hyperlink>{run('The leaflet')}</w:hyperlink>",
                f"<w:sdt><w:sdtContent>{run(' was out of date,')}</w:sdtContent></w:sdt>",
                f'<w:smartTag w:uri="u" w:element="e">{run(" they said.")}</w:smartTag>',
                run("Secret.", "<w:vanish/>"),
                "<w:r><w:br/></w:r>",
                run("It had the old number."),
            )
        )
    )
    found = prose(raw, ".docx")
    assert [part.text for part in found.paragraphs] == [
        "The leaflet was out of date, they said.",
        "It had the old number.",
    ]
    assert "hidden text" in {piece.reason for piece in found.left_out}


def test_a_text_box_is_read_once_although_word_writes_it_twice() -> None:
    box = f"<w:txbxContent>{paragraph(run('Ring us before you travel.'))}</w:txbxContent>"
    raw = word(
        xml(
            paragraph(
                run("See the box."),
                '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
                f"<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
                f"<w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            )
        )
    )
    assert [part.text for part in prose(raw, ".docx").paragraphs] == [
        "See the box.",
        "Ring us before you travel.",
    ]


def test_contents_and_notes_are_no_words_of_anybody_and_told() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    raw = word(
        xml(
            f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>"
            f"{paragraph(run('Findings 4'))}</w:sdtContent></w:sdt>"
            + paragraph(run("They were kind."), '<w:r><w:commentReference w:id="1"/></w:r>')
        )
    )
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"/>'
        f'<w:footnote w:id="1">{paragraph(run("See the annex."))}</w:footnote></w:footnotes>'
    )
    written = io.BytesIO(raw)
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    found = prose(written.getvalue(), ".docx")
    assert [part.text for part in found.paragraphs] == ["They were kind."]
    assert {piece.reason for piece in found.left_out} == {"table of contents", "footnote"}
    assert "1 comments were not read" in found.notes


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    mark = '<w:pPr><w:rPr><w:del w:id="3" w:author="x"/></w:rPr></w:pPr>'
    raw = word(xml(f"<w:p>{mark}{run('We asked ')}</w:p>" + paragraph(run("them twice."))))
    assert [part.text for part in prose(raw, ".docx").paragraphs] == ["We asked them twice."]


def test_bold_labels_without_a_colon_are_labels() -> None:
    def fill(document: Document) -> None:
        for label, words in TALK:
            line = document.add_paragraph()
            line.add_run(label).bold = True
            line.add_run(f" {words}")

    assert said(talk(word(fill), ".docx")) == TALK


TALK = [
    ("Interviewer", "How did you hear of the group?"),
    ("P1", "From the woman at the library."),
    ("P2", "I saw it on a poster."),
    ("Interviewer", "And did it help?"),
    ("P1", "It did, in the end."),
    ("P2", "Not much."),
]


def test_rows_of_a_table_are_turns_and_merged_cells_count_once() -> None:
    def fill(document: Document) -> None:
        table = document.add_table(rows=0, cols=3)
        for label, words in TALK:
            cells = table.add_row().cells
            cells[0].text = label
            cells[1].merge(cells[2]).text = words

    assert said(talk(word(fill), ".docx")) == TALK


def test_an_open_document_tells_spaces_breaks_bold_and_leaves_notes_out() -> None:
    bold = (
        '<style:style style:name="T1" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
    )
    lines = "".join(
        f'<text:p><text:span text:style-name="T1">{label}</text:span><text:s text:c="2"/>{words}'
        '<text:note text:note-class="footnote"><text:note-body><text:p>Not said.</text:p>'
        "</text:note-body></text:note></text:p>"
        for label, words in TALK
    )
    found = talk(open_document(lines, bold), ".odt")
    assert said(found) == TALK
    assert [piece.reason for piece in found.left_out].count("footnote") == len(TALK)


# --- PDF ----------------------------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other() -> None:
    left = textwrap.wrap(
        "The bus comes at eight, and then there is none until the afternoon, so that we cannot get "
        "to the clinic for the times that they give us. We asked them twice.",
        28,
    )
    right = textwrap.wrap(
        "Nobody has written back to us since. The driver knows us all by name and waits where he "
        "can, but he is not allowed to come up the lane any more.",
        28,
    )
    page = [(60.0, 700.0 - 12 * n, "F1", line) for n, line in enumerate(left)]
    page += [(320.0, 700.0 - 12 * n, "F1", line) for n, line in enumerate(right)]
    found = prose(pdf_of([page]), ".pdf", kind="document")
    assert " ".join(part.text for part in found.paragraphs) == " ".join([*left, *right])


@pytest.mark.parametrize("timed", [False, True])
def test_columns_of_labels_and_times_beside_the_words_give_turns(timed: bool) -> None:
    page: list[tuple[float, float, str, str]] = []
    y = 760.0
    for number, (label, words) in enumerate(TALK):
        if timed:
            page.append((60.0, y, "F1", f"00:0{number}:05"))
        page.append((140.0, y, "F1", label))
        for line in textwrap.wrap(words, 20):
            page.append((260.0, y, "F1", line))
            y -= 12
        y -= 10
    found = talk(pdf_of([page]), ".pdf")
    assert said(found) == TALK
    if timed:
        assert [turn.starts_at for turn in found.turns] == [60.0 * n + 5 for n in range(len(TALK))]


def test_numbers_of_lines_in_the_margin_are_no_words() -> None:
    page: list[tuple[float, float, str, str]] = []
    for number, (label, words) in enumerate(TALK, 1):
        page.append((30.0, 760.0 - 14 * number, "F1", str(number)))
        page.append((70.0, 760.0 - 14 * number, "F1", f"{label}: {words}"))
    found = talk(pdf_of([page]), ".pdf")
    assert said(found) == TALK
    assert any("line numbers" in note for note in found.notes)


def test_a_hyphen_at_the_end_of_a_line_is_kept_for_it_may_be_the_words_own() -> None:
    page = [(60.0, 700.0, "F1", "They wanted a plan that was long-"), (60.0, 688.0, "F1", "term.")]
    assert [p.text for p in prose(pdf_of([page]), ".pdf").paragraphs] == [
        "They wanted a plan that was long-term."
    ]


@pytest.mark.parametrize(
    ("raw", "problem", "remedy"),
    [
        (b"%PDF-1.4\nrubbish", "damaged", "export"),
        (b"no pdf at all", "not a PDF", "export"),
        (pdf_of([[]]), "holds no text", "replace"),
        (
            pdf_of([[]]).replace(
                b"stream\nendstream",
                b"stream\nq 500 0 0 700 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q\nendstream",
            ),
            "scan",
            "OCR",
        ),
    ],
)
def test_a_pdf_without_words_is_refused_with_what_to_do(
    raw: bytes, problem: str, remedy: str
) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read_content(raw, ".pdf", "letter.pdf", Hints())
    assert remedy in str(caught.value)


def test_a_pdf_that_is_locked_says_so() -> None:
    owner = "ab" * 32
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner}> /U <{owner}> /P -4 >>"
    raw = pdf_of([[(60.0, 700.0, "F1", "Locked.")]]).replace(
        b"/Root 1 0 R", f"/Root 1 0 R {lock} /ID [<{owner}> <{owner}>]".encode()
    )
    with pytest.raises(SourceError, match="password"):
        read_content(raw, ".pdf", "letter.pdf", Hints())


def test_a_pdf_that_unfolds_without_end_is_refused() -> None:
    import zlib

    packed = zlib.compress(b" " * 400_000_000, 9)
    raw = pdf_of([[]]) + b"9 0 obj << /Filter /FlateDecode >>\nstream\n" + packed + b"endstream"
    with pytest.raises(SourceError, match="unfolds"):
        read_content(raw, ".pdf", "letter.pdf", Hints())


# --- Web pages, endings, real files -------------------------------------------------------------


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_tells(declared: str) -> None:
    words = "The café was £4 too dear, they said."
    page = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    assert [p.text for p in prose(page.encode(declared), ".html").paragraphs] == [words]


def test_labels_of_a_page_are_labels() -> None:
    lines = "".join(f"<p><strong>{label}</strong> {words}</p>" for label, words in TALK)
    listed = "".join(f"<dt>{label}</dt><dd>{words}</dd>" for label, words in TALK)
    rows = "".join(f"<tr><td>{label}</td><td>{words}</td></tr>" for label, words in TALK)
    for body in (lines, f"<dl>{listed}</dl>", f"<table>{rows}</table>"):
        assert said(talk(f"<body>{body}</body>".encode(), ".htm")) == TALK


@pytest.mark.parametrize("suffix", [".doc", ".rtf"])
def test_an_ending_of_old_says_what_to_save_as(suffix: str) -> None:
    with pytest.raises(SourceError, match=r"save it as \.docx"):
        read_content(b"{\\rtf1 words}", suffix, f"letter{suffix}", Hints())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the project")
@pytest.mark.parametrize("name", ["P1", "P2"])
def test_published_interviews_as_pdf_have_two_speakers_and_no_margin(name: str) -> None:
    raw = (SHARED / "transcripts" / "pdpilot_interviews" / f"{name}.pdf").read_bytes()
    found = talk(raw, ".pdf")
    assert {turn.label for turn in found.turns} == {"Dan", "Participant"}
    assert not any(turn.text.split()[0].isdigit() for turn in found.turns)
    assert {piece.reason for piece in found.left_out} <= {"page number", "before the first turn"}


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_words(suffix: str, data: st.DataObject) -> None:
    raw = LETTERS[suffix]()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 60)))
    put = data.draw(st.binary(max_size=8) | st.just(raw[start:end] * 2))
    with contextlib.suppress(SourceError):
        read_content(raw[:start] + put + raw[end:], suffix, "letter", Hints())
