"""What a memo is about: the study, one thing in it, or one thing in the light of another."""

from __future__ import annotations

from dataclasses import dataclass

from insight.errors import InputError

THINGS = ("case", "segment", "code", "theme")
STUDY = "study"
_PAIRS = (("case", "code"), ("case", "theme"), ("segment", "code"), ("segment", "theme"))
_HOW = (
    "write study, or one of case:, segment:, code: and theme: with an id; a case or a segment may "
    "be joined by + to a code or a theme"
)


@dataclass(frozen=True)
class About:
    """Kinds of things with their ids, in the order of THINGS; none is the study as a whole.

    A cell of the framework matrix is a case and a code, or a case and a theme.

    >>> str(About.read("code:V1 + case:p-1")), str(About())
    ('case:p-1+code:V1', 'study')
    """

    things: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, told: str, where: str | None = None) -> About:
        """`told` as people write it; InputError, saying `where`, for what nobody understands."""
        if told.strip().casefold() == STUDY:
            return cls()
        parted = [one.strip().partition(":") for one in told.split("+")]
        things = [(kind.strip().casefold(), name.strip()) for kind, _, name in parted]
        strange = any(kind not in THINGS or not name for kind, name in things)
        if not strange:
            things.sort(key=lambda thing: THINGS.index(thing[0]))
            kinds = tuple(kind for kind, _ in things)
            strange = len(kinds) > 1 and kinds not in _PAIRS
        if strange:
            raise InputError("this is nothing that a memo can be about", where=where, remedy=_HOW)
        return cls(tuple(things))

    def __str__(self) -> str:
        return "+".join(f"{kind}:{name}" for kind, name in self.things) or STUDY

    def of(self, kind: str) -> str:
        """The id of its thing of this kind, empty where it has none."""
        return dict(self.things).get(kind, "")

    def under(self, kind: str, name: str) -> About:
        """The same, with `name` as the id of its thing of this kind."""
        return About(tuple((one, name if one == kind else old) for one, old in self.things))
