"""The page can be read by everybody, says what it is, and shows nothing it should not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from insight.errors import InsightError
from insight.report import look, write_report


@dataclass
class Page(HTMLParser):
    """What a machine reads of a page: tags with their attributes, and the text."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    _silent: bool = False

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        self._silent = tag == "style"
        self.text += " " if tag == "br" else ""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def read(path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.text = re.sub(r"\s+", " ", page.text)
    return page


@pytest.fixture(scope="module")
def pages(tmp_path_factory, release, draft, bare, squares):
    """The page of a whole study, of its draft, of its reflexive twin, and of an empty one."""
    folder = tmp_path_factory.mktemp("reports")
    reflexive = replace(release, approach="reflexive")
    return {
        "final": read(write_report(release, folder / "final", {"an invented index": squares})),
        "draft": read(write_report(draft, folder / "draft", {"an invented index": squares})),
        "reflexive": read(write_report(reflexive, folder / "reflexive")),
        "bare": read(write_report(bare, folder / "bare")),
    }


@pytest.mark.parametrize("kind", ["final", "draft", "reflexive", "bare"])
def test_a_screen_reader_finds_its_way(pages, kind):
    page = pages[kind]
    names = [name for name, _ in page.tags]
    levels = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    pointed = [a.get("aria-labelledby") for _, a in page.tags if "aria-labelledby" in a]
    pointed += [a["href"][1:] for a in page.all("a")]

    assert page.all("html") == [{"lang": "en-GB"}]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(names.count(landmark) == 1 for landmark in ("header", "nav", "main", "title"))
    assert page.tags[names.index("a")][1] == {"class": "skip", "href": "#main"}
    assert max(ids.values()) == 1
    assert set(pointed) <= set(ids)
    assert all(image["alt"] for image in page.all("img"))
    assert names.count("caption") == names.count("table")
    assert all(heading["scope"] in ("col", "row") for heading in page.all("th"))


@pytest.mark.parametrize("kind", ["final", "draft", "reflexive", "bare"])
def test_the_page_fetches_nothing(pages, kind):
    page = pages[kind]
    links = [a.get("href") or a.get("src") for _, a in page.tags if "href" in a or "src" in a]
    assert all(link.startswith(("#", "data:image/")) for link in links)
    assert not {"script", "link", "iframe"} & {name for name, _ in page.tags}


@pytest.mark.parametrize(("text", "ground"), look.TEXT_ON)
def test_text_stands_out_from_its_ground(text, ground):
    assert look.contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), look.MARKS_ON)
def test_marks_stand_out_from_their_ground(mark, ground):
    assert look.contrast(mark, ground) >= 3


def test_contrast_is_reckoned_as_published():
    """Examples of WebAIM and of WCAG's own understanding document."""
    assert look.contrast("#777777", "#ffffff") == 4.48
    assert look.contrast("#ffffff", "#000000") == 21.0


def test_lived_experience_is_told_before_staff_and_partners(pages):
    text = pages["final"].text
    summary = text[text.index("1. The main points") : text.index("2. Who we heard")]
    assert summary.index("7 of the 9 unpaid carers") < summary.index("Staff and partners spoke")
    assert "5 of the 6 voluntary and community partners" in summary
    assert "commoner among people in the most deprived areas" in summary


def test_a_topic_whose_coders_disagree_stays_out_of_the_summary(pages):
    text = pages["final"].text
    summary = text[text.index("1. The main points") : text.index("2. Who we heard")]
    assert "Having enough trained workers. 6 of" not in summary
    assert "did not agree well enough: Having enough trained workers" in summary


def test_interviews_carry_no_percentage_and_no_range(release, tmp_path):
    counts = release.tables["theme_prevalence"]
    spoken = {"theme_prevalence": counts[counts["mode"] != "survey"]}
    kept = {name: release.tables[name] for name in ("codebook", "quotes", "sources")}
    page = read(write_report(replace(release, tables=kept | spoken), tmp_path))
    assert "7 of 9" in page.text
    assert "%" not in page.text
    assert "likely" not in page.text[page.text.index("3. What people said") :]


def test_what_is_hidden_stays_hidden_and_says_why(pages):
    text = pages["final"].text
    topic = text[text.index("3. What people said") :]
    assert "Too few people to show: health partners in the interviews" in topic
    assert "Health partners The interviews" not in text


def test_the_smallest_visible_gap_is_told_before_the_result(pages):
    text = pages["final"].text
    assert text.index("Only a gap of about 25 or more") < text.index("The gap could lie anywhere")


def test_a_group_with_a_hidden_number_is_told_as_saying_it_less_often(pages):
    told = (
        "About 15 of about 80 unpaid carers in the survey, and clearly less often by health "
        "partners and care providers (number not shown)"
    )
    assert told.lower() in pages["final"].text.lower()


def test_topics_set_against_each_other_come_first_among_the_differences(pages):
    text = pages["final"].text
    section = text[text.index("4. Where groups see it differently") :]
    table = section[section.index("Groups of one source side by side") :]
    first = min(table.index(name) for name in ("The council listens", "The council gets defensive"))
    assert first < table.index("Finding and understanding information")


def test_each_side_is_heard_in_a_place_of_its_own(pages):
    text = pages["final"].text
    topic = text[text.index("People feel heard and expect") :]
    assert topic.index("Staff and partners") < topic.index("When we flag a thing")
    topic = text[text.index("The council explains itself") :]
    assert topic.index("People with lived experience") < topic.index("I gave them an idea")


def test_what_a_survey_says_of_many_stands_before_what_a_few_say(release, tmp_path):
    counts = release.tables["theme_prevalence"].assign(basis="human")
    tables = {**release.tables, "theme_prevalence": counts}
    text = read(write_report(replace(release, tables=tables), tmp_path)).text
    lived = text[text.index("and unpaid carers, spoke most of") :]
    # 45 of 80 in the survey weigh more than 7 of 9 in the interviews
    assert lived.index("About 45 of about 80") < lived.index("Staff and partners spoke")
    assert "7 of the 9" not in lived[: lived.index("Staff and partners spoke")]


def test_people_invited_on_purpose_are_not_set_beside_the_county(pages):
    heard = pages["final"].text
    heard = heard[heard.index("2. Who we heard") : heard.index("3. What people said")]
    assert "People in the interviews and the “staff forum” group discussions were invited" in heard
    assert "People in the most deprived fifth of areas2513%20%" in heard


def test_principles_without_evidence_are_named_not_forced(pages):
    text = pages["final"].text
    for empty in ("P1. Invented principle number 1", "P8. Invented principle number 8"):
        assert text[text.index(empty) + len(empty) :].startswith(" No topic belongs here.")


def test_hidden_themes_are_not_shown_and_others_are_called_candidates(pages):
    text = pages["final"].text
    assert "put aside by a person" not in text
    assert "Buses and liftsCandidatebus, lift, hour, village44" in text


def test_a_draft_says_so_in_every_place(draft, tmp_path, pages, squares):
    write_report(draft, tmp_path, {"an invented index": squares})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.name.startswith("DRAFT-") for path in files)
    assert "3 of 12 interviews have not been read by a person." in pages["draft"].text
    assert "DRAFT" not in pages["final"].text


def test_a_reflexive_study_shows_no_counts_and_no_agreement(pages):
    text = pages["reflexive"].text
    assert not re.search(r"\d+ of (the |about )?\d+", text)
    assert "alpha" not in text.lower()
    assert "agreed too little" not in text
    assert not pages["reflexive"].all("img")
    assert "I rang four numbers" in text


def test_a_study_with_nothing_explains_itself(pages):
    assert "no codebook, so nothing was counted" in pages["bare"].text
    assert "This study has no survey." in pages["bare"].text
    assert len(pages["bare"].all("table")) == 1  # the empty one for people to fill in


def test_words_that_nobody_approved_are_marked(release, pages, tmp_path):
    quotes = release.tables["quotes"].assign(status="draft")
    page = read(
        write_report(replace(release, tables={**release.tables, "quotes": quotes}), tmp_path)
    )
    assert "not approved by a person" in page.text
    assert "not approved by a person" not in pages["final"].text


def test_a_survey_of_people_picked_on_purpose_is_counted_like_interviews(release, tmp_path):
    counts = release.tables["theme_prevalence"].query("mode == 'survey'")
    chosen = counts.assign(sampling="purposive", prevalence=None, ci_low=None, ci_high=None)
    tables = {"theme_prevalence": chosen, "codebook": release.tables["codebook"]}
    page = read(write_report(replace(release, tables=tables), tmp_path))
    assert "45 of 80" in page.text
    assert "about 45" not in page.text


def test_a_missing_column_is_named(release, tmp_path):
    tables = {**release.tables, "sources": release.tables["sources"].drop(columns="mode")}
    with pytest.raises(InsightError, match="table sources: no column mode"):
        write_report(replace(release, tables=tables), tmp_path)


def test_words_are_words_and_never_markup(release, tmp_path):
    quotes = release.tables["quotes"].assign(text="<script>x</script> & so on")
    page = read(
        write_report(replace(release, tables={**release.tables, "quotes": quotes}), tmp_path)
    )
    assert not page.all("script")
    assert "<script>x</script> & so on" in page.text


def test_same_release_same_bytes_in_any_row_order(release, tmp_path, squares):
    ours = ("theme_prevalence", "theme_gradients", "divergence", "quotes", "agreement")
    shuffled = {
        name: table.sample(frac=1, random_state=1) if name in ours else table
        for name, table in release.tables.items()
    }
    write_report(release, tmp_path / "one", {"index": squares})
    write_report(
        replace(release, tables=shuffled),
        tmp_path / "two",
        {"index": squares.sample(frac=1, random_state=1)},
    )
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 10
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), (
            name
        )


def test_each_picture_carries_its_own_alternative_text(release, tmp_path):
    """Whoever takes a figure into slides takes what it says along."""
    from lxml import etree
    from PIL import Image

    write_report(release, tmp_path)
    drawn = sorted((tmp_path / "figures").glob("*.svg"))
    assert drawn
    for path in drawn:
        svg = etree.parse(path).getroot()
        told = [svg.findtext("{*}title"), svg.findtext("{*}desc")]
        assert svg.get("role") == "img"
        assert all(told)
        with Image.open(path.with_suffix(".png")) as png:
            png.load()
            assert [png.info["Title"], png.info["Description"]] == told
        assert path.with_suffix(".csv").exists()


def test_a_survey_that_does_not_ask_who_people_are_is_told_of_all_the_same(release, tmp_path):
    """Its people are one group; they are neither staff nor people with lived experience."""
    everybody = release.tables["theme_prevalence"].query("source_name == 'survey'")
    everybody = everybody[everybody["stratum"] == "group"].drop_duplicates("subject_id")
    everybody = everybody.assign(stratum="all", stratum_value="all")
    one_group = {"theme_prevalence": everybody, "divergence": release.tables["divergence"][:0]}
    told = replace(release, tables={**release.tables, **one_group})
    text = read(write_report(told, tmp_path)).text
    summary = text[text.index("1. The main points") : text.index("2. Who we heard")]
    # The survey of the invented study was coded by a computer alone, and so says so first.
    assert "A computer suggests that people spoke most of" in summary
    assert "Do not use these numbers before people have read" in summary
    assert "no group can be set apart" in summary
    assert "Staff and partners spoke most of" not in summary
    assert re.search(r"About \d+ of about \d+ people in the survey", summary)


def test_no_bars_or_slopes_are_cut_at_the_edge(release, tmp_path):
    from PIL import Image

    write_report(release, tmp_path)
    drawn = [
        path
        for kind in ("slopes", "side-by-side")
        for path in tmp_path.glob(f"figures/{kind}*.png")
    ]
    assert len(drawn) > 1
    for path in drawn:
        with Image.open(path) as picture:
            grey = picture.convert("L")
        for edge in (0, grey.width - 1):
            column = grey.crop((edge, 0, edge + 1, grey.height))
            assert column.getextrema() == (255, 255), path.name
