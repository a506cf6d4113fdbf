"""People of many origins in sentences: `python named.py [N]` prints a JSON line for each text.

Runs in the environment of the benchmark, because the lists of names are Faker's. Each line tells
the set of sentences, the group, the text and where the names are. Names in Latin letters are those
kept away from training, with those of `training/names.toml`; a group of another script is called by
it. Three sets of sentences: plain (`training/fairness.txt`), dialect and phone, beside this file.
"""

from __future__ import annotations

import importlib
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
TRAINING = HERE.parents[1] / "training"
sys.path.insert(0, str(TRAINING))

SETS = {
    "plain": TRAINING / "fairness.txt",
    "dialect": HERE / "dialect.txt",
    "phone": HERE / "phone.txt",
}
SENTENCES = {"plain": 6, "dialect": 2, "phone": 2}
"""Sentences of each set that a person is put into."""
PEOPLE = 20
"""People of each origin and script; of each gender ten times as many."""
SCRIPTS = {
    "(Arabic script)": ("ar_AA", "fa_IR"),
    "(Cyrillic script)": ("ru_RU", "uk_UA", "bg_BG"),
    "(Greek script)": ("el_GR",),
    "(Hebrew script)": ("he_IL",),
    "(Indic scripts)": ("hi_IN", "bn_BD", "ta_IN", "ne_NP"),
    "(Chinese, Japanese, Korean)": ("zh_CN", "ja_JP", "ko_KR"),
}
Group = tuple[str, Sequence[str], Sequence[str], int]
_SLOT = re.compile(r"\{(g|f|gl|fl)\}")


@dataclass(frozen=True)
class Named:
    """A text, its set and group, and the stretches that are names."""

    set: str
    group: str
    text: str
    marks: tuple[tuple[int, int], ...]


def filled(told: tuple[str, str], context: str, given: str, family: str) -> Named:
    """`context` with somebody's names in its slots; `told` is set and group.

    >>> filled(("plain", "x"), "so {gl} {f} came", "Ann", "Lee")
    Named(set='plain', group='x', text='so ann Lee came', marks=((3, 6), (7, 10)))
    """
    names = {"g": given, "f": family, "gl": given.lower(), "fl": family.lower()}
    text, reached, marks = "", 0, []
    for slot in _SLOT.finditer(context):
        text += context[reached : slot.start()]
        marks.append((len(text), len(text) + len(names[slot[1]])))
        text += names[slot[1]]
        reached = slot.end()
    return Named(*told, text + context[reached:], tuple(marks))


def by_script(locales: Sequence[str], starts: str) -> tuple[str, ...]:
    """The names of Faker's `locales` that are in no Latin letter."""
    names: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        lists = [getattr(provider, name) for name in dir(provider) if name.startswith(starts)]
        names |= {
            name
            for one in lists
            if isinstance(one, (list, tuple, dict, set))
            for name in one
            if isinstance(name, str) and name and not any(ord(sign) < 0x250 for sign in name)
        }
    return tuple(sorted(names))


def groups(people: int) -> Iterator[Group]:
    """Name, given names, family names and number of people of each group."""
    from people import LOCALES, attributes, kept_away, origins

    away = origins(away=True)
    families = sorted({name for one in away for name in one.family})
    for one in away:
        yield one.name, one.given, one.family or families, people
    for gender in ("female", "male"):
        lists = [
            attributes(locale, f"first_names_{gender}", f"first_name_{gender}")
            for locale in LOCALES
        ]
        given = sorted({name for names in lists for name in names if kept_away(name)})
        yield f"({gender})", given, families, 10 * people
    for script, locales in SCRIPTS.items():
        yield script, by_script(locales, "first_name"), by_script(locales, "last_name"), people


def texts(people: int = PEOPLE) -> Iterator[Named]:
    """Everybody in some sentences of each set, always the same."""
    contexts = {name: sentences(path) for name, path in SETS.items()}
    for group, given, family, count in groups(people):
        draw = random.Random(f"11 {group}")
        for name in draw.sample(given, min(count, len(given))):
            last = draw.choice(family)
            for told, lines in contexts.items():
                for line in draw.sample(lines, SENTENCES[told]):
                    yield filled((told, group), line, name, last)


def sentences(path: Path) -> list[str]:
    """The lines of a file of contexts."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    for made in texts(*map(int, sys.argv[1:])):
        print(json.dumps(asdict(made), ensure_ascii=False))
