"""Count what the demonstration study holds, and what was planted in it, from its marks.

    python scripts/describe_study.py > data/raw/COUNTS.md

Uses the gold, the marked surveys and public figures about places, and nothing of the package: it
is the answer that the package is measured against. Run it after `build_study.py`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from study_difficulty import EASY, REASONS, difficulty

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
RUN = 6
FIFTHS = 5
UNKNOWN = "not known"
LIVED = ("I use care or support services", "I look after someone (unpaid carer)")
PLANTED = ("E1", "V3", "L1", "I1", "E3", "W2")
POLAR = ("V3", "V4")

Table = pd.DataFrame
Mentions = set[tuple[str, str]]


def table(name: str) -> Table:
    """A table of the gold, or another CSV below data/raw, all cells as text."""
    return pd.read_csv(RAW / name, dtype="str", keep_default_na=False)


def responses(name: str) -> Table:
    """The responses of a marked survey, one row a response id, groups as lists."""
    rows = tomllib.loads((RAW / "marked" / name).read_text("utf-8"))["response"]
    found = pd.DataFrame(rows).drop_duplicates("id").assign(id=lambda row: row["id"].astype("str"))
    groups = found["group"].map(lambda told: told if isinstance(told, list) else [told])
    return found.assign(group=groups)


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


# -- what there is --------------------------------------------------------------------------------


def sources(file: pd.Series) -> pd.Series:
    """interviews, groups, survey or forms, of each path below data/raw."""
    return file.str.split("/").str[0].str.replace(r"\..*", "", regex=True)


def texts_and_words(texts: Table) -> str:
    """Files, turns or answers, and words, by source."""
    rows = []
    for source, each in texts.groupby(sources(texts["file"]), sort=False):
        words = each["text"].map(lambda text: len(text.split())).sum()
        rows.append((source, each["file"].nunique(), len(each), f"{words:,}"))
    return markdown(("source", "files", "turns or answers", "words"), rows)


def people() -> str:
    """People by source and group; somebody in two groups counts in both."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    speakers = table("speakers.csv").query("role == 'participant'")
    for file, groups in zip(speakers["file"], speakers["stakeholder_groups"], strict=True):
        counts[file.split("/")[0]].update([*groups.split(";"), "people"])
    names = {
        "I use care or support services": "person_using_services",
        "I look after someone (unpaid carer)": "unpaid_carer",
        "I look after someone": "unpaid_carer",
        "I work in care or health": "staff_frontline",
        "I work for a voluntary group": "vcs_partner",
        "I work for the council": "council_corporate",
        "Something else": "other",
    }
    for source in ("survey", "forms"):
        for groups in responses(f"{source}.toml")["group"]:
            counts[source].update([*(names[group] for group in groups), "people"])
    kinds = sorted({kind for count in counts.values() for kind in count} - {"people"})
    rows = [(kind, *(count[kind] for count in counts.values())) for kind in ["people", *kinds]]
    return markdown(("group", *counts), rows)


def consent() -> str:
    """How many said yes to being quoted and to sharing with the university, by source."""
    speakers = table("speakers.csv").query("role == 'participant'")
    rows: list[tuple[object, ...]] = []
    for source, each in speakers.groupby(sources(speakers["file"]), sort=False):
        quote, share = (each[name].eq("yes").sum() for name in ("consent_quote", "consent_share"))
        rows.append((source, len(each), quote, share))
    for source in ("survey", "forms"):
        each = responses(f"{source}.toml")
        rows.append(
            (source, len(each), *(each[name].eq("Yes").sum() for name in ("quote", "share")))
        )
    return markdown(("source", "people", "may be quoted", "may be shared"), rows)


def identifiers(found: Table) -> str:
    """Identifiers by kind, and the reasons why some are hard."""
    listed = set(table("known_names.csv")["name"].str.lower())
    # A first name or surname of somebody on the list is on the list as well.
    listed |= {word for name in listed for word in name.split()}
    listed |= {
        word for name in table("speakers.csv")["name"].str.lower() for word in (name, *name.split())
    }
    reasons = [
        difficulty(kind, surface, listed)
        for kind, surface in zip(found["kind"], found["surface"], strict=True)
    ]
    counts = pd.crosstab(found["kind"], pd.Series(reasons, index=found.index))
    counts = counts.reindex(columns=[name for name in REASONS if name in counts], fill_value=0)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    rows: list[tuple[object, ...]] = []
    for kind in order:
        hard = [f"{n} {why}" for why, n in counts.loc[kind].items() if n and why != EASY]
        rows.append((kind, counts.loc[kind].sum(), counts.loc[kind, EASY], "; ".join(hard)))
    total = counts[EASY].sum()
    return markdown(
        ("kind", "identifiers", "easy", "hard"),
        [*rows, ("all", len(found), total, f"{len(found) - total}")],
    )


def codes_by_coder(codes: Table) -> str:
    """Passages with each code: given by both coders, by a alone, by b alone."""
    place = ["file", "unit", "field", "start", "end", "code"]
    given = codes.groupby(place)["coder"].agg(lambda coders: "".join(sorted(set(coders))))
    counts = pd.crosstab(given.index.get_level_values("code"), given.to_numpy())
    counts = counts.reindex(columns=["ab", "a", "b"], fill_value=0)
    rows = [(code, *row) for code, row in zip(counts.index, counts.to_numpy(), strict=True)]
    return markdown(
        ("code", "both", "a alone", "b alone"), [*rows, ("all", *counts.sum().to_numpy())]
    )


def sentences_in_common(texts: Table) -> tuple[int, int]:
    """How many sentences have six words in a row that another sentence has too, and of how many.

    Answers pasted word for word count once, as one text.
    """
    sentences = [
        words
        for text in texts["text"].drop_duplicates()
        for sentence in re.split(r"[.?!]+\s+|\n", text)
        if (words := re.findall(r"[\w'’]+", sentence.lower()))
    ]
    runs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, words in enumerate(sentences):
        for at in range(len(words) - RUN + 1):
            runs[tuple(words[at : at + RUN])].add(number)
    shared = {number for found in runs.values() if len(found) > 1 for number in found}
    return len(shared), len(sentences)


def told_in_common(texts: Table) -> str:
    """`sentences_in_common` as a sentence."""
    shared, sentences = sentences_in_common(texts)
    return (
        f"{shared} of {sentences:,} sentences ({shared / sentences:.2%}) have {RUN} or more words "
        "in a row in common with another; answers pasted word for word count once."
    )


# -- what was planted -----------------------------------------------------------------------------


def county_fifths() -> Table:
    """lsoa_code -> fifth of the county's residents (1 = most deprived) and kind of place.

    LSOAs of 2021 in order of their rank in the IMD 2025; each belongs to the fifth in which the
    middle of its residents (mid-2022) falls.
    """
    areas = pd.read_csv(RAW / "reference" / "iod2025.csv").sort_values("imd_rank")
    middle = (areas["population"].cumsum() - areas["population"] / 2) / areas["population"].sum()
    fifth = np.floor(middle * FIFTHS).astype(int) + 1
    return areas.assign(fifth=fifth).set_index("lsoa_code")[["fifth", "rural_urban"]]


def placed(survey: Table) -> Table:
    """Residents who use services or look after someone, with fifth and place where known."""
    lived = survey["group"].map(lambda groups: bool(set(groups) & set(LIVED)))
    residents = survey[lived & (survey["resident"] == "Yes")]
    postcodes = pd.read_parquet(RAW / "reference" / "postcodes.parquet").set_index("postcode")
    written = residents["postcode"].str.upper().str.replace(" ", "")
    lsoa = residents["lsoa"].where(residents["lsoa"] != "", written.map(postcodes["lsoa21_code"]))
    areas = county_fifths()
    return residents.assign(
        fifth=lsoa.map(areas["fifth"].astype("str")).fillna(UNKNOWN),
        rural_urban=lsoa.map(areas["rural_urban"]).fillna(""),
    )


def mentions(codes: Table) -> Mentions:
    """(response id, code) for the survey: a passage with the code, from either coder."""
    said = codes[codes["file"] == "survey.csv"]
    return set(zip(said["unit"], said["code"], strict=True))


def of(ids: Iterable[str], code: str, said: Mentions) -> str:
    """`x of n` people who mention the code."""
    asked = list(ids)
    return f"{sum((one, code) in said for one in asked)} of {len(asked)}"


def planted_by_fifth(residents: Table, said: Mentions) -> str:
    """Mentions of the planted codes in each fifth."""
    rows = [
        (fifth, len(each), *(of(each["id"], code, said) for code in PLANTED))
        for fifth, each in residents.groupby("fifth")
    ]
    return markdown(("county fifth (1 = most deprived)", "residents", *PLANTED), rows)


def planted_by_place(residents: Table, said: Mentions) -> str:
    """Mentions of the planted codes in rural and urban areas."""
    known = residents[residents["rural_urban"] != ""]
    rows = [
        (kind, len(each), *(of(each["id"], code, said) for code in PLANTED))
        for kind, each in known.groupby("rural_urban")
    ]
    return markdown(("kind of place", "residents", *PLANTED), rows)


def planted_by_group(survey: Table, said: Mentions) -> str:
    """Mentions of the polar pair by group."""
    each = survey.explode("group")
    rows = [
        (group, len(members), *(of(members["id"], code, said) for code in POLAR))
        for group, members in each.groupby("group", sort=False)
    ]
    return markdown(("group", "people", *POLAR), rows)


def planted() -> Mapping[str, str]:
    """Heading -> table: what was planted in the survey, as it was counted."""
    survey, said = responses("survey.toml"), mentions(table("gold/codes.csv"))
    residents = placed(survey)
    return {
        "Gradients: residents who use services or look after someone": planted_by_fifth(
            residents, said
        ),
        "Rural and urban": planted_by_place(residents, said),
        "Who says that the council gets defensive (V3), who that it listens (V4)": planted_by_group(
            survey, said
        ),
    }


def describe() -> str:
    """All counts, as one Markdown page."""
    texts, found, codes = (table(f"gold/{name}.csv") for name in ("texts", "identifiers", "codes"))
    sections: dict[str, Any] = {
        "Texts": texts_and_words(texts),
        "People by group": people(),
        "Consent": consent(),
        "Identifiers by kind and difficulty": identifiers(found),
        "Codes by coder (passages)": codes_by_coder(codes),
        "Sentences in common": told_in_common(texts),
        **planted(),
    }
    head = "# Counts of the demonstration study\n\nMade by `python scripts/describe_study.py`."
    return "\n\n".join([head, *(f"## {title}\n\n{text}" for title, text in sections.items())])


if __name__ == "__main__":
    sys.stdout.write(describe() + "\n")
