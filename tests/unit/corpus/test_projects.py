"""A project of another program: its texts, its people, and its codings on the very same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from insight.corpus import Corpus, read_file
from insight.errors import InputError, SourceError
from insight.store import StudyKey
from unit.corpus.refi import ANN, BEA, Mark, Person, Text, guid, qde, qdpx

SHARED = Path(__file__).parents[4] / "shared" / "data" / "qdpx"
KEY = StudyKey(b"a key for tests only")
CODES = ("Delay", "Kindness", "Place", "Place/Distance")
INTERVIEW = (
    "INT: How did it begin?",
    "P1: We rang the desk twice & nobody came. Then a nurse called Mo was lovely to us.",
    "INT: And after that?",
    "P1: The bus takes two hours, so we stopped going.",
)
RANG, LOVELY = "We rang the desk twice & nobody came.", "a nurse called Mo was lovely to us."
BUS = "The bus takes two hours"


def marked(text: str, words: str, *, name: bool = True, given: tuple[str, str]) -> Mark:
    """A selection of `words` where they stand in `text` as the program shows it."""
    start = text.index(words)
    return Mark(start, start + len(words), words if name else None, (given,))


def all_marks(text: str, *, name: bool = True) -> list[Mark]:
    return [
        marked(text, RANG, name=name, given=("Delay", ANN)),
        marked(text, LOVELY, name=name, given=("Kindness", BEA)),
        marked(text, BUS, name=name, given=("Place/Distance", ANN)),
    ]


EXPECTED = {
    ("delay", ANN, RANG),
    ("kindness", BEA, LOVELY),
    ("distance", ANN, BUS),
}


def coded_words(found: Corpus) -> set[tuple[str, str, str]]:
    """Code, coder and the words that were coded."""
    texts = found.segments.set_index("segment_id")["text"]
    return {
        (row.code, row.coder, texts[row.segment_id][row.start : row.end])
        for row in found.codings.itertuples()
    }


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Corpus]:
    """Write a project and read it."""

    def project(texts: list[Text], name: str = "project.qdpx", **told: object) -> Corpus:
        archive = {k: told.pop(k) for k in ("folder", "member") if k in told}
        xml = qde(texts, told.pop("codes", CODES), **told)  # type: ignore[arg-type]
        raw = qdpx(
            xml, texts, archive.get("folder", "Sources"), archive.get("member", "project.qde")
        )
        (tmp_path / name).write_bytes(raw)
        return read_file(tmp_path / name, KEY)

    return project


def as_atlas() -> tuple[list[Text], dict[str, object]]:
    """ATLAS.ti: line ends are two characters in the file and one in its count; quotes cut short."""
    text = "\n".join(INTERVIEW)
    marks = [
        Mark(m.start, m.end, f"{m.name[:30]}…" if m.name and len(m.name) > 30 else m.name, m.given)
        for m in all_marks(text)
    ]
    content = text.replace("\n", "\r\n").encode()
    return [Text("Interview", content, marks)], {"origin": "ATLAS.ti 24", "member": "Project.qde"}


def as_nvivo() -> tuple[list[Text], dict[str, object]]:
    """NVivo: line ends count as they stand, nothing is quoted, people are among the codes."""
    text = "\r\n".join(INTERVIEW)
    codes = (*CODES, "case Anna")
    whole = (("case Anna", ANN),)
    people = [Person("Anna", {"Person:Age": "65-74"})]
    source = Text("Anna", text.encode(), all_marks(text, name=False), whole=whole)
    return [source], {"origin": "NVivo 14", "codes": codes, "people": people}


def as_maxqda() -> tuple[list[Text], dict[str, object]]:
    """MAXQDA: a mark opens the file, the folder is `sources`, a case without a name has values."""
    text = "\n".join(INTERVIEW)
    source = Text("Interview", b"\xef\xbb\xbf" + text.encode(), all_marks(text))
    people = [Person(None, {"Age": "65-74"}, ["Interview"])]
    return [source], {"origin": "MAXQDA 2022", "folder": "sources", "people": people}


def as_qualcoder() -> tuple[list[Text], dict[str, object]]:
    """QualCoder: the standard to the letter."""
    text = "\n".join(INTERVIEW)
    return [Text("Interview.txt", text.encode(), all_marks(text))], {"origin": "QualCoder"}


WRITERS = [as_atlas, as_nvivo, as_maxqda, as_qualcoder]


@pytest.mark.parametrize("written", WRITERS)
class TestEveryProgram:
    def test_codings_are_on_the_very_words_that_were_coded(
        self,
        project: Callable[..., Corpus],
        written: Callable[[], tuple[list[Text], dict[str, object]]],
    ) -> None:
        texts, told = written()
        found = project(texts, **told)
        assert coded_words(found) == EXPECTED
        assert set(found.codings["coded_on"]) == {"2026-03-02"}

    def test_turns_are_read_as_from_any_transcript(
        self,
        project: Callable[..., Corpus],
        written: Callable[[], tuple[list[Text], dict[str, object]]],
    ) -> None:
        texts, told = written()
        found = project(texts, **told)
        roles = found.speakers.set_index("speaker_id")["role"]
        ordered = found.segments.sort_values("position")
        said = list(zip(ordered["speaker_id"].map(roles), ordered["text"], strict=True))
        who = {"INT": "interviewer", "P1": "participant"}
        assert said == [(who[t.split(": ")[0]], t.split(": ", 1)[1]) for t in INTERVIEW]

    def test_the_fixture_is_what_the_standard_says(
        self,
        written: Callable[[], tuple[list[Text], dict[str, object]]],
    ) -> None:
        if not SHARED.is_dir():
            pytest.skip("the schema of REFI-QDA is not beside the project")
        from lxml import etree

        texts, told = written()
        told = {k: v for k, v in told.items() if k in ("origin", "people")}
        schema = etree.XMLSchema(etree.parse(str(next(SHARED.glob("*.xsd")))))
        schema.assertValid(etree.fromstring(qde(texts, CODES, **told).encode()))  # type: ignore[arg-type]


def test_nothing_quoted_is_told_as_unverified(project: Callable[..., Corpus]) -> None:
    text = "\n".join(INTERVIEW)
    found = project([Text("a", text.encode(), all_marks(text, name=False))])
    assert any("could not be verified" in note for note in found.notes)


class TestCounting:
    """Positions mean what the quotes say, however the program counted."""

    FACES = "INT: 👩🏽‍🦽 Hello 😀\nP1: 😀 " + RANG + "\r\nINT: And?\r\nP1: " + BUS + "."

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    @pytest.mark.parametrize("way", ["points", "utf-16", "one a line end", "two a line end"])
    def test_every_way_of_counting_is_found(
        self, project: Callable[..., Corpus], way: str, line_end: str, mark: bytes
    ) -> None:
        text = self.FACES.replace("\r\n", "\n").replace("\n", line_end)
        counted = {
            "points": text,
            "utf-16": "".join(c if ord(c) < 0x10000 else "xx" for c in text),
            "one a line end": text.replace("\r\n", "\n"),
            "two a line end": text.replace("\r\n", "\n").replace("\n", "\r\n"),
        }[way]
        marks = [
            marked(counted, RANG, given=("Delay", ANN)),
            marked(counted, BUS, given=("Place/Distance", BEA)),
        ]
        found = project([Text("a", mark + text.encode(), marks)])
        assert coded_words(found) == {("delay", ANN, RANG), ("distance", BEA, BUS)}
        moves = counted != text
        assert any("mended" in note for note in found.notes) == moves

    @pytest.mark.parametrize("shift", [-3, 1, 40])
    def test_a_constant_drift_is_mended_and_told(
        self, project: Callable[..., Corpus], shift: int
    ) -> None:
        text = "x" * 60 + "\n\n" + "\n".join(INTERVIEW)
        moved = [Mark(m.start + shift, m.end + shift, m.name, m.given) for m in all_marks(text)]
        kept = [m for m in moved if m.end <= len(text)]
        found = project([Text("a", text.encode(), kept)])
        assert coded_words(found) <= EXPECTED
        assert len(found.codings) == len(kept)
        assert any(f"{abs(shift)} characters" in note for note in found.notes)

    def test_quotes_that_contradict_are_refused_in_one_line(
        self, project: Callable[..., Corpus]
    ) -> None:
        text = "\n".join(INTERVIEW)
        rang, lovely, bus = all_marks(text)
        swapped = [
            Mark(rang.start, rang.end, BUS, rang.given),
            Mark(lovely.start, lovely.end, RANG, lovely.given),
            Mark(bus.start, bus.end, LOVELY, bus.given),
        ]
        with pytest.raises(SourceError, match="3 selections quote stand elsewhere") as refused:
            project([Text("a", text.encode(), swapped)])
        assert "nobody came" not in str(refused.value)

    def test_a_title_is_no_quote(self, project: Callable[..., Corpus]) -> None:
        text = "\n".join(INTERVIEW)
        rang, lovely, bus = all_marks(text)
        titled = Mark(rang.start, rang.end, "what happened first of all", rang.given)
        within = Mark(lovely.start, lovely.end, "called Mo was lovely", lovely.given)
        found = project([Text("a", text.encode(), [titled, within, bus])])
        assert coded_words(found) == EXPECTED

    def test_selections_beyond_the_text_are_told_or_refused(
        self, project: Callable[..., Corpus]
    ) -> None:
        text = "\n".join(INTERVIEW)
        stray = Mark(9_000, 9_010, None, (("Delay", ANN),))
        found = project([Text("a", text.encode(), [*all_marks(text), stray])])
        assert coded_words(found) == EXPECTED
        assert "selection 4" in " ".join(found.exclusions["place"])
        with pytest.raises(SourceError, match="beyond the end"):
            project([Text("a", text.encode(), [stray, stray])], name="other.qdpx")


WORDS = st.lists(
    st.sampled_from(
        ["we", "they", "rang", "late", "kind", "hours", "Mo", "café", "😀", "don't", "(well)", "no"]
    ),
    min_size=3,
    max_size=30,
).map(" ".join)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), turns=st.lists(WORDS, min_size=4, max_size=12))
@example(data=None, turns=["P1 P1 INT", "INT no no", "no no no", "P1 no no"])
def test_any_stretch_of_text_gives_exactly_its_words(
    tmp_path: Path, data: st.DataObject | None, turns: list[str]
) -> None:
    """Codings from anywhere to anywhere, over labels and turns: each word once, in order."""
    who = ("INT", "P1")
    lines = [f"{who[n % 2]}: {words} on the bus to town." for n, words in enumerate(turns)]
    text = "\n".join(lines)
    spans = [(0, len(text))]
    if data is not None:
        places = st.integers(0, len(text))
        spans += [tuple(sorted(data.draw(st.tuples(places, places)))) for _ in range(12)]
    codes = [f"C{n}" for n in range(len(spans))]
    marks = [Mark(*span, None, ((code, ANN),)) for span, code in zip(spans, codes, strict=True)]
    texts = [Text("a", text.encode(), marks)]
    (tmp_path / "p.qdpx").write_bytes(qdpx(qde(texts, codes), texts))
    found = read_file(tmp_path / "p.qdpx", KEY)
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    for (start, end), code in zip(spans, codes, strict=True):
        wanted = []
        for begin, line in zip(starts, lines, strict=True):
            label = line.index(": ") + 2
            words = text[max(start, begin + label) : max(0, min(end, begin + len(line)))]
            if any(sign.isalnum() for sign in words):
                wanted.append(words.strip())
        own = found.codings[found.codings["code"] == code.lower()]
        own = own.merge(found.segments, on="segment_id", suffixes=("", "_of_segment"))
        own = own.sort_values("position")
        got = [row.text[row.start : row.end] for row in own.itertuples()]
        assert got == wanted


class TestPeople:
    def test_a_case_in_two_texts_is_one_person(self, project: Callable[..., Corpus]) -> None:
        texts = [
            Text("First", "\n".join(INTERVIEW).encode()),
            Text("Second", "\n".join(INTERVIEW[2:] * 2).encode()),
        ]
        anna = Person("Anna", {"Age": "65-74", "Sex": "female"}, ["First", "Second"])
        found = project(texts, people=[anna])
        people = found.speakers[found.speakers["role"] == "participant"]
        assert len(people) == 1
        told = people.iloc[0]
        assert (told["name"], told["age_band"], told["sex"]) == ("Anna", "65-74", "female")
        assert found.documents["document_id"].nunique() == 2

    def test_people_of_two_texts_are_apart_where_no_case_joins_them(
        self, project: Callable[..., Corpus]
    ) -> None:
        content = "\n".join(INTERVIEW).encode()
        found = project([Text("First", content), Text("Second", content)])
        assert sorted(found.speakers["role"]) == ["interviewer"] * 2 + ["participant"] * 2

    def test_cases_called_as_labels_speak_under_them(self, project: Callable[..., Corpus]) -> None:
        talk = "Mod: Who first?\nAda: The bus is late.\nBen: It never comes.\nAda: Never at all."
        ada = Person("Ada", {"Postcode": "AA1 1AA"}, ["Group"])
        ben = Person("Ben", {"Postcode": "BB2 2BB"}, ["Group"])
        found = project([Text("Group", talk.encode())], people=[ada, ben])
        places = found.speakers.set_index("label_in_source")["postcode"].to_dict()
        assert places == {"Mod": "", "Ada": "AA1 1AA", "Ben": "BB2 2BB"}

    def test_cases_that_hold_selections_are_who_said_them(
        self, project: Callable[..., Corpus]
    ) -> None:
        talk = "Mod: Who first?\nP1: The bus is late.\nP2: It never comes.\nP1: Never at all."
        marks = [
            Mark(talk.index(words), talk.index(words) + len(words))
            for words in ("The bus is late.", "It never comes.")
        ]
        one = Person("Case 1", {"Age": "20"}, [], [("Group", 0)])
        two = Person("Case 2", {"Age": "70"}, [], [("Group", 1)])
        found = project([Text("Group", talk.encode(), marks)], people=[one, two])
        ages = found.speakers.set_index("label_in_source")["age_band"].to_dict()
        assert (ages["P1"], ages["P2"]) == ("20", "70")

    def test_a_text_without_labels_is_the_words_of_its_case(
        self, project: Callable[..., Corpus]
    ) -> None:
        words = "The bus is late and I stopped going.\nNobody asked me why."
        marks = [marked(words, "Nobody asked me", given=("Delay", ANN))]
        found = project(
            [Text("Answer 1", words.encode(), marks)],
            people=[Person("R01", {"Age": "40"}, ["Answer 1"])],
        )
        assert list(found.speakers["role"]) == ["participant"]
        assert coded_words(found) == {("delay", ANN, "Nobody asked me")}

    def test_a_table_of_speakers_may_name_a_text_of_a_project(
        self, write: Callable[..., Path], read: Callable[..., Corpus]
    ) -> None:
        content = "\n".join(INTERVIEW).encode()
        texts = [Text("First", content), Text("Second", content)]
        write("p.qdpx", qdpx(qde(texts), texts))
        write("who.csv", "file,label,age_band\np.qdpx/First,P1,20\np.qdpx/Second,P1,70\n")
        found = read("p.qdpx", kind="project", speakers="who.csv")
        assert sorted(found.speakers["age_band"]) == ["", "", "20", "70"]
        write("who.csv", "file,label,age_band\np.qdpx/Third,P1,20\n")
        with pytest.raises(InputError, match="about a file that was not read"):
            read("p.qdpx", kind="project", speakers="who.csv")

    def test_a_variable_that_is_not_there_is_missed(self, tmp_path: Path) -> None:
        from insight.settings import SourceSettings

        texts = [Text("a", "\n".join(INTERVIEW).encode())]
        people = [Person("Anna", {"Post Code": "AA1 1AA"}, ["a"])]
        (tmp_path / "p.qdpx").write_bytes(qdpx(qde(texts, people=people), texts))
        source = SourceSettings.model_validate(
            {
                "name": "s",
                "files": "p.qdpx",
                "kind": "project",
                "sampling": "purposive",
                "columns": {"postcode": "Postal Code"},
            }
        )
        with pytest.raises(SourceError, match='did you mean "Post Code"'):
            read_file(tmp_path / "p.qdpx", KEY, source)
        right = source.model_copy(
            update={"columns": source.columns.model_copy(update={"postcode": "post code"})}
        )
        assert "AA1 1AA" in set(read_file(tmp_path / "p.qdpx", KEY, right).speakers["postcode"])


def test_codes_of_one_name_in_two_branches_are_told_apart(project: Callable[..., Corpus]) -> None:
    text = "\n".join(INTERVIEW)
    marks = [
        marked(text, RANG, given=("Staff/Time", ANN)),
        marked(text, BUS, given=("Travel/Time", ANN)),
    ]
    codes = ["Staff", "Staff/Time", "Travel", "Travel/Time"]
    found = project([Text("a", text.encode(), marks)], codes=codes)
    assert coded_words(found) == {("staff_time", ANN, RANG), ("travel_time", ANN, BUS)}


def test_times_of_a_recording_are_those_of_the_turns(tmp_path: Path) -> None:
    text = "\n".join(INTERVIEW)
    places = [text.index(line) for line in INTERVIEW]
    points = "".join(
        f'<SyncPoint guid="{guid("point", n)}" timeStamp="{1500 * n}" position="{place}"/>'
        for n, place in enumerate(places)
    )
    member = guid("file", "film")
    sources = (
        f'<VideoSource guid="{guid("film")}" name="film" path="relative:///film.mp4">'
        f'<Transcript guid="{guid("script")}" plainTextPath="internal://{member}.txt">{points}'
        "</Transcript></VideoSource>"
    )
    xml = qde([]).replace("</Project>", f"<Sources>{sources}</Sources></Project>")
    (tmp_path / "p.qdpx").write_bytes(qdpx(xml, [Text("film", text.encode())]))
    found = read_file(tmp_path / "p.qdpx", KEY).segments.sort_values("position")
    assert list(found["starts_at"]) == [0.0, 1.5, 3.0, 4.5]
    assert list(found["ends_at"])[:3] == [1.5, 3.0, 4.5]


@pytest.mark.parametrize(
    "path",
    ["internal://../../secret.txt", "absolute:///etc/hostname", "relative:///../secret.txt"],
)
def test_nothing_outside_the_archive_is_opened(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("INT: Hidden?\nP1: Hidden words.\n")
    source = f'<TextSource guid="{guid("x")}" name="x" plainTextPath="{path}"/>'
    xml = qde([]).replace("</Project>", f"<Sources>{source}</Sources></Project>")
    (tmp_path / "p.qdpx").write_bytes(qdpx(xml))
    found = read_file(tmp_path / "p.qdpx", KEY)
    assert found.segments.empty
    assert list(found.exclusions["reason"]) == ["the words are not in the file"]


def test_a_text_that_cannot_be_read_is_told_and_the_others_are_read(
    project: Callable[..., Corpus],
) -> None:
    text = "\n".join(INTERVIEW)
    picture = Text("Scan", b"\x89PNG\r\n\x1a\n" + bytes(40), [Mark(0, 4, None, (("Delay", ANN),))])
    found = project([Text("a", text.encode(), all_marks(text)), picture])
    assert coded_words(found) == EXPECTED
    assert list(found.exclusions["place"]) == ["source 2"]
    assert any("1 codings of texts that are not read" in note for note in found.notes)


def test_somebody_who_withdrew_is_in_no_table(
    tmp_path: Path, read: Callable[..., Corpus], write: Callable[..., Path]
) -> None:
    talk = "Mod: Who first?\nAda: The bus is late.\nBen: It never comes.\nAda: Never at all."
    marks = [
        marked(talk, "The bus is late.", given=("Delay", ANN)),
        marked(talk, "It never comes.", given=("Delay", ANN)),
    ]
    texts = [Text("Group", talk.encode(), marks)]
    write("p.qdpx", qdpx(qde(texts, CODES), texts))
    everybody = read("p.qdpx", kind="project")
    ada = everybody.speakers.set_index("label_in_source").loc["Ada", "speaker_id"]
    left = read("p.qdpx", kind="project", withdrawn=(ada,))
    assert ada not in set(left.speakers["speaker_id"])
    assert coded_words(left) == {("delay", ANN, "It never comes.")}
    assert set(left.segments["segment_id"]) < set(everybody.segments["segment_id"])


def test_only_a_project_is_one(write: Callable[..., Path], read: Callable[..., Corpus]) -> None:
    write("a.txt", "\n".join(INTERVIEW))
    with pytest.raises(InputError, match=r"ending in \.qdpx"):
        read("a.txt", kind="project")


def _rebuilt(root: ElementTree.Element, line_end: str) -> Iterator[tuple[str, str, list[str]]]:
    """Member, text and quotes: for each text that real selections quote, one that fits them."""
    space = "{urn:QDA-XML:project:1.0}"
    for element in root.iter():
        quotes = [
            (int(s.get("startPosition", 0)), int(s.get("endPosition", 0)), s.get("name", ""))
            for s in element.findall(f"{space}PlainTextSelection")
        ]
        whole = [q for q in quotes if len(q[2]) == q[1] - q[0]]
        if not whole:
            continue
        # Sentences that differ, of 20 characters each, and each quote as a line of its own.
        signs = list("".join(f"Then came day {n:04}.\n" for n in range(80)))
        for start, end, name in whole:
            signs[start:end] = name
            signs[max(0, start - 1)] = signs[end] = "\n"
        member = element.get("plainTextPath", "").removeprefix("internal://")
        yield member, "".join(signs).replace("\n", line_end), [name for _, _, name in whole]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real projects are not beside the project")
class TestRealProjects:
    def test_a_project_without_its_sources_says_so(self) -> None:
        for path in sorted(SHARED.glob("*.qdpx")):
            found = read_file(path, KEY)
            assert found.segments.empty
            assert any("export it together with its sources" in note for note in found.notes)

    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_real_positions_fit_texts_made_around_their_quotes(
        self, tmp_path: Path, line_end: str
    ) -> None:
        import zipfile

        real = next(SHARED.glob("atlasti8*.qdpx"))
        with zipfile.ZipFile(real) as archive:
            xml = archive.read("Project.qde")
        made = list(_rebuilt(ElementTree.fromstring(xml), line_end))
        with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
            archive.writestr("Project.qde", xml)
            for member, text, _ in made:
                archive.writestr(f"Sources/{member}", text)
        found = read_file(tmp_path / "p.qdpx", KEY)
        rows = found.codings.merge(found.segments, on="segment_id", suffixes=("", "_of_segment"))
        ordered = rows.sort_values(["document_id", "position", "start"]).itertuples()
        words = "".join("".join(row.text[row.start : row.end].split()) for row in ordered)
        quotes = ["".join(quote.split()) for _, _, own in made for quote in own]
        assert len(quotes) >= 3
        assert all(quote in words for quote in quotes)
