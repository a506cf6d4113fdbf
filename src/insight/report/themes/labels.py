"""Labels beside their points, none on top of another: where to put each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

_ROUNDS = 200
_DIRECTIONS = 16
_FIRST_CLEARANCE, _FURTHER, _STEPS = 3.0, 7.0, 4


@dataclass(frozen=True)
class Box:
    """A rectangle: left, bottom, right, top, in one unit of length."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box) -> bool:
        """Whether this one lies inside `other`."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True)
class Dot:
    """A round mark at x, y with a radius."""

    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        """The square around it."""
        r = self.radius
        return Box(self.x - r, self.y - r, self.x + r, self.y + r)


def apart(dots: Sequence[Dot], area: Box, gap: float = 2.0) -> list[Dot]:
    """`dots` pushed off one another, as little as it takes, and into `area`.

    >>> [round(dot.x) for dot in apart([Dot(50, 50, 5), Dot(50, 50, 5)], Box(0, 0, 100, 100))]
    [44, 56]
    """
    at = [(dot.x, dot.y) for dot in dots]
    for _ in range(_ROUNDS):
        still = True
        for one in range(len(dots)):
            for other in range(one + 1, len(dots)):
                need = dots[one].radius + dots[other].radius + gap
                dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
                far = hypot(dx, dy)
                if far >= need - 1e-9:
                    continue
                still = False
                # Two on one spot part sideways, so that nothing is left to chance.
                ux, uy = (dx / far, dy / far) if far > 1e-9 else (1.0, 0.0)
                push = (need - far) / 2
                at[one] = (at[one][0] - push * ux, at[one][1] - push * uy)
                at[other] = (at[other][0] + push * ux, at[other][1] + push * uy)
        at = [_inside(x, y, dot.radius, area) for (x, y), dot in zip(at, dots, strict=True)]
        if still:
            break
    return [Dot(x, y, dot.radius) for (x, y), dot in zip(at, dots, strict=True)]


def _inside(x: float, y: float, radius: float, area: Box) -> tuple[float, float]:
    return (
        min(max(x, area.left + radius), area.right - radius),
        min(max(y, area.bottom + radius), area.top - radius),
    )


def beside(
    dots: Sequence[Dot], sizes: Sequence[tuple[float, float]], area: Box
) -> list[Box | None]:
    """For each dot a box of its label's size near it, free of dots and other labels, in `area`.

    Nearest places first, to the right, left, above and below before askew; labels with least room
    come first. None where there is no free place: it has to be told elsewhere.
    """
    marks = [dot.box for dot in dots]
    crowd = [
        sum(hypot(dot.x - o.x, dot.y - o.y) < 4 * (dot.radius + o.radius) for o in dots)
        for dot in dots
    ]
    order = sorted(range(len(dots)), key=lambda n: (-crowd[n], -sizes[n][0], n))
    placed: dict[int, Box] = {}
    for number in order:
        taken = [*marks, *placed.values()]
        for box in _places(dots[number], sizes[number]):
            if box.within(area) and not any(box.overlaps(one) for one in taken):
                placed[number] = box
                break
    return [placed.get(number) for number in range(len(dots))]


def _places(dot: Dot, size: tuple[float, float]) -> list[Box]:
    """Boxes around a dot, nearest first."""
    width, height = size
    turns = sorted(range(_DIRECTIONS), key=lambda n: (n % (_DIRECTIONS // 4) != 0, n))
    found = []
    for step in range(_STEPS):
        clear = dot.radius + _FIRST_CLEARANCE + step * _FURTHER
        for turn in turns:
            angle = 2 * pi * turn / _DIRECTIONS
            ux, uy = cos(angle), sin(angle)
            # The box touches the circle of clearance with the side that faces the dot.
            middle_x = dot.x + ux * clear + _sign(ux) * width / 2
            middle_y = dot.y + uy * clear + _sign(uy) * height / 2
            found.append(
                Box(
                    middle_x - width / 2,
                    middle_y - height / 2,
                    middle_x + width / 2,
                    middle_y + height / 2,
                )
            )
    return found


def _sign(of: float) -> int:
    return 0 if abs(of) < 1e-9 else 1 if of > 0 else -1
