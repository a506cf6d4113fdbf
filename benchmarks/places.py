"""How long it takes to link a million people to their areas: `python benchmarks/places.py [N]`.

People and postcodes are made up: a look-up of 1.8 million postcodes in all of England's areas, and
N people (a million without it) whose postcodes are spelt in four ways, of whom some are not in it.
Prints seconds by the clock and of the processor, the memory it took beside the tables that it was
given, and the same work done one row at a time, on a part of the rows, as a ratio of the
processor's seconds. The two must agree.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd

from insight.places import Reference, Vintage, place_speakers
from insight.settings import PlacesSettings

SEED, AREAS, POSTCODES, BY_ROW = 20261123, 33_755, 1_800_000, 20_000
LETTERS = list("ABDEFGHJLNPQRSTUWXYZ")


def made_up() -> Reference:
    """Areas of a country and its postcodes, none of them real."""
    random = np.random.default_rng(SEED)
    codes = pd.Series(range(AREAS)).map(lambda n: f"E01{n:06d}")
    index = pd.DataFrame(
        {
            "lsoa_code": codes,
            "lsoa_name": "",
            "imd_rank": range(1, AREAS + 1),
            "decile": np.ceil(10 * np.arange(1, AREAS + 1) / AREAS).astype(int),
            "local_rank": (np.arange(AREAS) + 0.5) / AREAS,
            "population": 1_500,
            "rural_urban": "Urban",
        }
    )
    index["national_quintile"] = index["quintile"] = (index["decile"] + 1) // 2
    numbers = np.arange(POSTCODES)
    first, second = (np.array(LETTERS)[numbers // k % 20] for k in (1, 20))
    third, fourth = (np.array(LETTERS)[numbers // k % 20] for k in (400, 8_000))
    digits = numbers // 160_000
    postcodes = pd.Series(first).str.cat([second, digits.astype(str), digits.astype(str)])
    postcodes = postcodes.str.cat([third, fourth])
    table = pd.DataFrame(
        {
            "postcode": postcodes,
            "lsoa_code": pd.Categorical.from_codes(random.integers(0, AREAS, POSTCODES), codes),
            "terminated": random.random(POSTCODES) < 0.3,
            "large_user": False,
        }
    )
    nobody = pd.DataFrame(columns=["margin", "category", "population", "year", "source"])
    none: frozenset[str] = frozenset()
    return Reference(Vintage.LSOA2021, "E06000001", Path(), index, table, none, none, nobody, none)


def people(n: int, reference: Reference) -> pd.DataFrame:
    """N people in a survey, most with a postcode of the look-up, in four spellings."""
    random = np.random.default_rng(SEED)
    told = reference.postcodes["postcode"].to_numpy()[random.integers(0, POSTCODES, n)]
    postcode = pd.Series(told, dtype="str")
    outward, inward = postcode.str.slice(0, -3), postcode.str.slice(-3)
    spelt = [outward + " " + inward, postcode, (outward + "-" + inward).str.lower(), outward]
    which = np.arange(n) % 4
    return pd.DataFrame(
        {
            "speaker_id": [f"p{number:07d}" for number in range(n)],
            "source": "survey.csv",
            "label_in_source": "row 1",
            "role": "participant",
            "stakeholder_groups": "unpaid_carer",
            "resident": True,
            "lsoa_code": "",
            "postcode": np.choose(which, [one.to_numpy(dtype=object) for one in spelt]),
        }
    )


def by_row(speakers: pd.DataFrame, reference: Reference) -> tuple[list[str], float]:
    """The area of each person, one at a time, and the seconds it took."""
    known = dict(
        zip(reference.postcodes["postcode"], reference.postcodes["lsoa_code"], strict=True)
    )
    areas = reference.index.set_index("lsoa_code", drop=False)
    start = process_time()
    found = []
    for _, speaker in speakers.iterrows():
        postcode = re.sub(r"[^A-Z0-9]", "", str(speaker["postcode"]).upper())
        code = known.get(postcode, "")
        found.append(areas.loc[code, "lsoa_code"] if code else "")
    return found, process_time() - start


def most_memory(*, forget: bool = False) -> float:
    """The most memory this process held, in gigabytes, since it was told to `forget`; Linux only.

    Not a number elsewhere.
    """
    status, forgotten = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.is_file():
        return float("nan")
    if forget:
        forgotten.write_text("5")
    return int(re.findall(r"VmHWM:\s*(\d+)", status.read_text())[0]) / 1024**2


def main() -> int:
    """Print both times and their ratio; 1 where they do not agree."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    reference = made_up()
    speakers = people(n, reference)
    place_speakers(speakers.head(8), reference, PlacesSettings())  # what is imported late
    before = most_memory(forget=True)
    clock, processor = perf_counter(), process_time()
    areas, report = place_speakers(speakers, reference, PlacesSettings())
    clock, processor = perf_counter() - clock, process_time() - processor
    print(
        f"{n:,} people linked in {clock:.1f} s, {processor:.1f} s of the processor, "
        f"{n / processor:,.0f} people a second of it, {most_memory() - before:.2f} GB"
    )
    print(report[report["n"] > 0].to_string(index=False))
    few = speakers.head(min(BY_ROW, n))
    one_by_one, taken = by_row(few, reference)
    slow = taken / len(few)
    ratio = slow * n / processor
    print(f"one row at a time: {1 / slow:,.0f} people a second, {ratio:,.0f} times as long")
    same = areas.set_index("speaker_id")["lsoa_code"].reindex(few["speaker_id"]).tolist()
    return int(same != one_by_one)


if __name__ == "__main__":
    raise SystemExit(main())
