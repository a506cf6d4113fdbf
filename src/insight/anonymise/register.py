"""Which person has which number: issued once, kept for good, private."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from insight.anonymise.lexicon import WORD, cue_words, forms_of, plain
from insight.errors import InputError
from insight.store.private import write_private

_TITLES = frozenset(cue_words("names.titles"))
_PET_LEADS = frozenset(cue_words("names.pet_leads"))


@dataclass
class Register:
    """Numbers issued so far, by kind and normalised name; the only place that holds the names."""

    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Register({sum(len(issued) for issued in self.numbers.values())} numbers)"

    def number(self, kind: str, name: str) -> int:
        """The number of `name`, the next one where it has none yet."""
        issued = self.numbers.setdefault(kind, {})
        return issued.setdefault(name, max(issued.values(), default=0) + 1)

    def forget(self, names: Iterable[str]) -> None:
        """Drop the people called `names`; their numbers are not issued again."""
        gone = {" ".join(words_of_name(name)) for name in names}
        for kind, issued in self.numbers.items():
            self.numbers[kind] = {
                f"withdrawn {number}" if name in gone else name: number
                for name, number in issued.items()
            }

    @classmethod
    def read(cls, path: Path) -> Register:
        """The register kept at `path`; a new one where there is none."""
        if not path.exists():
            return cls()
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls({kind: {n: int(no) for n, no in of.items()} for kind, of in told.items()})
        except (ValueError, AttributeError, TypeError):
            raise InputError(
                "not a register of pseudonyms",
                where=path.name,
                remedy="restore it from its custodian; a new one would change every number",
            ) from None

    def write(self, path: Path) -> None:
        """Keep it at `path`, for its owner alone."""
        write_private(path, json.dumps(self.numbers, ensure_ascii=False, indent=1) + "\n")


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
