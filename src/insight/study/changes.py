"""What changed since the wave before, code by code, from released figures of both waves alone.

Both figures of a row are released already, rounded and with small ones hidden, so their difference
tells nothing that a reader of both reports could not work out: it is computed from what is shown,
never from what was counted. That somebody may have come or left between two releases of the *same*
people is another matter, which `insight.disclosure.differences` sees to within a study; two waves
hold their people under other keys, and where their files are the same they are one wave, and
nothing is compared. Waves, sources and modes are never pooled.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.disclosure.policy import NOT_ENOUGH, counts_like_interviews
from insight.schemas import Changes, columns_of, empty, validate
from insight.schemas.publishable import CORRECTED
from insight.study.previous import Wave, previous_wave, promises

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

Row = Mapping[Hashable, Any]
Key = tuple[str, str, str, str]
_KEY = ["source_name", "subject_id", "stratum", "stratum_value"]
_STRATA = ("all", "group")
COMPARED, BESIDE, NOT_COMPARED = "compared", "side by side", "not compared"
NEW, GONE = "new", "gone"
CHOSEN = "people were chosen for what they know: numbers stand side by side, and prove no change"


def since_last_wave(
    study: OpenedStudy, released: Mapping[str, pd.DataFrame], inputs: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Tables changes and promises, where study.toml names the wave before or promises."""
    found: dict[str, pd.DataFrame] = {}
    codebook = released.get("codebook", pd.DataFrame({"code": []}))
    if study.settings.study.promises:
        found["promises"] = promises(study, frozenset(codebook["code"]))
    before = previous_wave(study)
    if before is not None:
        now = Wave(released["theme_prevalence"], released["sources"], codebook, dict(inputs))
        found["changes"] = changes(before, now)
    return found


def changes(then: Wave, now: Wave) -> pd.DataFrame:
    """Changes of every code, for everybody and each group, of every source of either wave."""
    before, after = _rows(then), _rows(now)
    codes = {"then": set(then.codebook["code"]), "now": set(now.codebook["code"])}
    rows: list[dict[str, Any]] = []
    for key in sorted({*before, *after}):
        if key[1] not in codes["then"] & codes["now"]:
            continue
        rows.append(_row(key, before.get(key), after.get(key), then, now))
    sources = sorted({source for source, *_ in {**before, **after}})
    rows += list(_come_and_gone(codes, sources, after, before))
    return _table(rows)


def _rows(wave: Wave) -> dict[Key, Row]:
    """Figures of codes by key, as released."""
    told = wave.prevalence
    told = told[(told["subject"] == "code") & told["stratum"].isin(_STRATA)]
    return {
        (
            str(row["source_name"]),
            str(row["subject_id"]),
            str(row["stratum"]),
            str(row["stratum_value"]),
        ): row
        for row in told.to_dict("records")
    }


def _row(key: Key, then: Row | None, now: Row | None, before: Wave, after: Wave) -> dict[str, Any]:
    """One row of changes."""
    either = {**(then or {}), **(now or {})}
    row: dict[str, Any] = dict(zip(_KEY, key, strict=True))
    row |= {"mode": either["mode"], "sampling": either["sampling"], "basis": either["basis"]}
    row |= _side("then", then) | _side("now", now)
    row |= {"standing": NOT_COMPARED, "method": "", "note": ""}
    if then is None or now is None:
        return row | {"note": f"not asked of them {'then' if then is None else 'now'}"}
    why = [*_why_not(key, then, now, before, after)]
    if why:
        return row | {"note": "; ".join(why)}
    if any(pd.isna(side[name]) for side in (then, now) for name in ("n_mentioning", "n_asked")):
        return row | {"note": NOT_ENOUGH}
    if counts_like_interviews(str(now["mode"]), str(now["sampling"])):
        return row | {"standing": BESIDE, "note": CHOSEN}
    if pd.isna(then["ci_low"]) or pd.isna(now["ci_low"]):
        return row | {"standing": BESIDE, "note": NOT_ENOUGH}
    return row | {"standing": COMPARED, **_compared(then, now)}


def _compared(then: Row, now: Row) -> dict[str, Any]:
    from insight.inequality.changes import METHOD, Estimate, change_between

    def estimate(row: Row) -> Estimate:
        share = float(row["prevalence"])
        # Of a share that people put right, the rounded limits may lie on the wrong side of it.
        return Estimate(share, min(float(row["ci_low"]), share), max(float(row["ci_high"]), share))

    found = change_between(estimate(then), estimate(now))
    return {
        "difference": found.difference,
        "ci_low": found.lower,
        "ci_high": found.upper,
        "p_value": found.p_value,
        "detectable": found.detectable if found.detectable < 1 else math.nan,
        "method": METHOD,
    }


def _side(when: str, row: Row | None) -> dict[str, Any]:
    if row is None:
        return {f"{name}_{when}": None for name in ("mentioning", "asked", "share")}
    return {
        f"mentioning_{when}": row["n_mentioning"],
        f"asked_{when}": row["n_asked"],
        f"share_{when}": row["prevalence"],
    }


def _why_not(key: Key, then: Row, now: Row, before: Wave, after: Wave) -> Iterator[str]:
    """Why the two waves do not measure the same thing, in words; none where they do."""
    source, code = key[0], key[1]
    if before.inputs.get(source) == after.inputs.get(source) is not None:
        yield "the files are the same: there is one wave, not two"
    if then["mode"] != now["mode"]:
        yield "people were heard in another way"
    if then["sampling"] != now["sampling"]:
        yield "people were chosen in another way"
    asked = [_of(wave.sources, "name", source, "questions") for wave in (before, after)]
    if asked[0] != asked[1] or (now["mode"] == "survey" and not asked[0]):
        yield "another question was asked, or the question then is not known"
    rules = [_of(wave.codebook, "code", code, "rules") for wave in (before, after)]
    if rules[0] != rules[1] or not rules[0]:
        versions = [_of(wave.codebook, "code", code, "version") for wave in (before, after)]
        yield (
            f"the codebook had other rules for it then (version {versions[0] or 'not known'}, now "
            f"{versions[1] or 'not known'})"
        )
    bases = [_basis(side) for side in (then, now)]
    if bases[0] != bases[1]:
        yield "it was coded in another way: by people, by a computer, or both"
    elif bases[0] == "machine-suggested":
        yield "a computer suggested the topic, and had learned from other words each time"
    elif then["method"] != now["method"]:
        yield "the figures were made in another way"


def _basis(row: Row) -> str:
    return CORRECTED if str(row["basis"]).startswith(CORRECTED) else str(row["basis"])


def _of(table: pd.DataFrame, by: str, value: str, name: str) -> str:
    """A cell of the one row in question; empty where it is not told."""
    if name not in table.columns:
        return ""
    found = table.loc[table[by].astype(str) == value, name].astype(str)
    return "" if found.empty else str(found.iloc[0])


def _come_and_gone(
    codes: Mapping[str, set[str]],
    sources: list[str],
    now: Mapping[Key, Row],
    then: Mapping[Key, Row],
) -> Iterator[dict[str, Any]]:
    """A row for each source and code that only one of the codebooks has."""
    for standing, only, held in (
        (NEW, codes["now"] - codes["then"], now),
        (GONE, codes["then"] - codes["now"], then),
    ):
        when = "now" if standing == NEW else "then"
        for source, code in product(sources, sorted(only)):
            key = (source, code, "all", "all")
            if key in held:
                told = held[key]
                row: dict[str, Any] = dict(zip(_KEY, key, strict=True))
                row |= {name: told[name] for name in ("mode", "sampling", "basis")}
                row |= _side("then", None) | _side("now", None) | _side(when, told)
                note = f"the codebook of the {'last' if standing == NEW else 'new'} wave has it not"
                yield row | {"standing": standing, "method": "", "note": note}


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """`rows` as Changes; chance is adjusted over all that is compared in a source."""
    if not rows:
        return empty(Changes)
    from insight.inequality.prevalence import benjamini_hochberg

    told = pd.DataFrame(rows, columns=columns_of(Changes))
    told["p_value"] = told["p_value"].astype("float64")
    for _, own in told.groupby("source_name"):
        told.loc[own.index, "p_adjusted"] = benjamini_hochberg(own["p_value"])
    return validate(Changes, told)
