"""Which person has which number: issued once, kept for good, and told to nobody.

What is kept is a keyed hash of each name. With the study's key a name that comes again finds its
number; nothing leads from the number back. Names are held in memory only, to be sealed for the
custodian (`store.sealed`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from insight.anonymise.lexicon import WORD, cue_words, forms_of, plain
from insight.errors import InputError, InsightError
from insight.store import StudyKey
from insight.store.private import write_private

_TITLES = frozenset(cue_words("names.titles"))
_PET_LEADS = frozenset(cue_words("names.pet_leads"))
_VERSION = 2
_NO_STUDY = StudyKey(b"numbers of one session, kept nowhere")


@dataclass(repr=False)
class Register:
    """Numbers issued so far: kind -> keyed hash of (kind, normalised name of whom it is) -> number.

    `met` are the names asked for since it was opened, with their numbers. A register without a
    study's key numbers the texts of one session, and is kept nowhere.

    >>> register = Register()
    >>> [register.number("person", name) for name in ("ada ives", "bo", "ada ives")]
    [1, 2, 1]
    """

    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    key: StudyKey = _NO_STUDY
    met: dict[tuple[str, str], int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Register({self.n_issued} numbers)"

    @property
    def n_issued(self) -> int:
        """How many numbers were issued."""
        return sum(len(issued) for issued in self.numbers.values())

    def number(self, kind: str, name: str) -> int:
        """The number of `name`, the next one where it has none yet."""
        if (kind, name) not in self.met:
            issued, entry = self.numbers.setdefault(kind, {}), self._entry(kind, name)
            if entry not in issued:
                issued[entry] = max(issued.values(), default=0) + 1
            self.met[kind, name] = issued[entry]
        return self.met[kind, name]

    def forget(self, names: Iterable[str]) -> list[tuple[str, int]]:
        """Drop the people called `names`; kinds and numbers that are not issued again."""
        people = {" ".join(words_of_name(name)) for name in names}
        gone: set[tuple[str, int]] = set()
        for kind, issued in self.numbers.items():
            entries = {self._entry(kind, name) for name in people} & issued.keys()
            gone |= {(kind, issued[entry]) for entry in entries}
            self.numbers[kind] = {
                f"withdrawn {number}" if (kind, number) in gone else entry: number
                for entry, number in issued.items()
            }
        self.met = {(k, name): n for (k, name), n in self.met.items() if (k, n) not in gone}
        return sorted(gone)

    def under(self, key: StudyKey, new_hash: Mapping[str, str]) -> Register:
        """The same numbers under another `key`: `new_hash` tells what each keyed hash becomes.

        A number whose hash is not told stands for nobody any more, and is not issued again.
        """
        numbers = {
            kind: {
                new_hash.get(entry, entry if " " in entry else f"lapsed {number}"): number
                for entry, number in issued.items()
            }
            for kind, issued in self.numbers.items()
        }
        return Register(numbers, key)

    def unmet(self) -> set[tuple[str, int]]:
        """Kinds and numbers that stand for somebody nobody has asked for since it was opened."""
        met = {(kind, number) for (kind, _), number in self.met.items()}
        return {
            (kind, number)
            for kind, issued in self.numbers.items()
            for entry, number in issued.items()
            if " " not in entry and (kind, number) not in met
        }

    def _entry(self, kind: str, name: str) -> str:
        return self.key.digest("register", kind, name)

    @classmethod
    def read(cls, path: Path, key: StudyKey) -> Register:
        """The register kept at `path` under `key`; a new one where there is none."""
        made_with, numbers = _kept(path)
        if made_with not in ("", key.id):
            raise InputError(
                "a register that another study's key was made for",
                where=path.name,
                remedy="give each study a folder of its own for its key",
            )
        return cls(numbers, key)

    @classmethod
    def issued(cls, path: Path) -> int:
        """How many numbers the register kept at `path` has issued; no key is needed for that."""
        return cls(_kept(path)[1]).n_issued

    @classmethod
    def of_names(cls, path: Path, key: StudyKey) -> Register:
        """The register that an earlier version kept at `path` with the names in the clear."""
        try:
            told = _numbers(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, AttributeError, TypeError):
            raise _broken(path) from None
        register = cls(key=key)
        for kind, issued in told.items():
            gone = {name for name, n in issued.items() if name == f"withdrawn {n}"}
            register.numbers[kind] = {
                name if name in gone else register._entry(kind, name): n
                for name, n in issued.items()
            }
            register.met |= {(kind, name): n for name, n in issued.items() if name not in gone}
        return register

    def write(self, path: Path) -> None:
        """Keep the numbers at `path`, for their owner alone; no name is among them."""
        if self.key is _NO_STUDY:
            raise InsightError("a register without a study's key is kept nowhere")
        told = {"insight numbers": _VERSION, "key": self.key.id, "numbers": self.numbers}
        write_private(path, json.dumps(told, indent=1) + "\n")


def _kept(path: Path) -> tuple[str, dict[str, dict[str, int]]]:
    """Id of the key, and the numbers, of the register kept at `path`; nothing where there is none.

    InputError where it is no register: begun anew, it would give people other numbers.
    """
    if not path.exists():
        return "", {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["insight numbers"] != _VERSION:
            raise ValueError("another version")
        return str(told["key"]), _numbers(told["numbers"])
    except (ValueError, AttributeError, KeyError, TypeError):
        raise _broken(path) from None


def _numbers(told: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {str(kind): {str(e): int(n) for e, n in of.items()} for kind, of in told.items()}


def _broken(path: Path) -> InputError:
    return InputError(
        "not a register of pseudonyms",
        where=path.name,
        remedy="restore it from its custodian; a new one would change every number",
    )


def words_of_name(surface: str) -> tuple[str, ...]:
    """The words of a name in lower case, titles and pet words before it left out.

    >>> words_of_name("Mrs Little"), words_of_name("Little Ada Ives")
    (('little',), ('ada', 'ives'))
    """
    words = [word for word in map(plain, WORD.findall(surface)) if word not in _TITLES]
    while len(words) > 1 and words[0] in _PET_LEADS:
        del words[0]
    return tuple(words)


@dataclass(frozen=True)
class Cast:
    """The people that a document names in full, or by one name only."""

    full: frozenset[tuple[str, ...]]
    single: frozenset[str]

    @classmethod
    def of(cls, surfaces: Iterable[str]) -> Cast:
        """The cast that the names `surfaces` make up."""
        names = {words_of_name(surface) for surface in surfaces} - {()}
        return cls(
            frozenset(name for name in names if len(name) > 1),
            frozenset(name[0] for name in names if len(name) == 1),
        )

    def person(self, surface: str) -> str:
        """Normalised name of the person meant by `surface`.

        A full name stands for itself, under the fuller form where only the given name's form
        differs. One name alone means the only person of the document it can mean; where there are
        none or several, it stands for itself.
        """
        name = words_of_name(surface) or (plain(surface),)
        if len(name) > 1:
            alike = [other for other in self.full if other[-1] == name[-1] and _same(other, name)]
            return min((_is_pet(other[0]), " ".join(other)) for other in [*alike, name])[1]
        meant = {
            self.person(" ".join(other))
            for other in self.full
            if name[0] == other[-1] or _same(other, name)
        }
        if len(meant) == 1:
            return meant.pop()
        longer = sorted(other for other in self.single if other in forms_of(name[0]) - {name[0]})
        return longer[0] if len(longer) == 1 else name[0]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return not forms_of(one[0]).isdisjoint(forms_of(other[0]))


def _is_pet(name: str) -> bool:
    return len(forms_of(name)) > 1
