"""Reading in context: what the page asks and is answered. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from insight.review.answers import answered
from insight.review.panes import Told, chosen, number

MOST_ROWS = 200
"""Rows in one answer."""
BESIDE = 70
"""Code points on either side of what was looked for."""
MOST_AROUND = 200
Sieve = tuple[str, str, str, str]
SIEVES = ("source", "group", "theme", "code")


@dataclass(frozen=True)
class Spoken:
    """One segment: who said what, in which conversation (`talk`, and its place `at` there)."""

    text: str
    who: str
    talk: str
    at: int
    source: str
    groups: tuple[str, ...] = ()
    question: str = ""
    is_read: bool = False
    themes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def passes(self, sieve: Sieve) -> bool:
        """Whether it is of the source, group, theme and code asked for (empty: any)."""
        source, *others = sieve
        held = (self.groups, self.themes, self.codes)
        return source in ("", self.source) and all(
            not one or one in own for one, own in zip(others, held, strict=True)
        )


@dataclass
class Reading:
    """Places to read, each a segment of `spoken` with start and end, in the order of `places`.

    `talks` holds segment ids by conversation, in order. `names` say what themes and codes are
    called. `start` and `end` count code points; where they hold the whole segment, nothing in it
    is marked.
    """

    spoken: Mapping[str, Spoken]
    talks: Mapping[str, Sequence[str]]
    places: Sequence[tuple[str, int, int]]
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sifted: tuple[Sieve, list[int]] = (("", "", "", ""), list(range(len(self.places))))

    def answer(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one message of the page."""
        verbs = {"open": self._open, "sift": self._sift, "rows": self._rows, "item": self._item}
        return answered(verbs, told)

    def _open(self, told: Told) -> dict[str, Any]:
        """What the filters can be set to, most frequent things included; no words."""
        return {"choices": {name: self._choices(name) for name in SIEVES}, **self._sift(told)}

    def _choices(self, name: str) -> list[list[str]]:
        ids = {segment for segment, _, _ in self.places}
        found = {one for segment in ids for one in _values(self.spoken[segment], name)}
        called = {one: self.names.get(f"{name} {one}", one.replace("_", " ")) for one in found}
        return [[one, called[one]] for one in sorted(found, key=lambda one: (called[one], one))]

    def _sift(self, told: Told) -> dict[str, Any]:
        """How many places, segments and conversations are shown."""
        shown = self._shown(told)
        segments = {self.places[at][0] for at in shown}
        talks = {self.spoken[one].talk for one in segments}
        return {"n": len(shown), "segments": len(segments), "talks": len(talks)}

    def _shown(self, told: Told) -> list[int]:
        """The places that pass the sieve of `told`."""
        asked = told.get("sieve") or {}
        values = [
            chosen(asked, name, ["", *(one for one, _ in self._choices(name))])
            if asked.get(name)
            else ""
            for name in SIEVES
        ]
        sieve: Sieve = (values[0], values[1], values[2], values[3])
        if sieve != self._sifted[0]:
            kept = [
                at
                for at, (segment, _, _) in enumerate(self.places)
                if self.spoken[segment].passes(sieve)
            ]
            self._sifted = (sieve, kept)
        return self._sifted[1]

    def _rows(self, told: Told) -> dict[str, Any]:
        shown = self._shown(told)
        first = number(told, "first", 0, max(len(shown), 1))
        last = min(first + number(told, "count", 0, MOST_ROWS), len(shown))
        return {"first": first, "rows": [self._row(at) for at in shown[first:last]]}

    def _row(self, at: int) -> dict[str, str]:
        """The keyword with what stands left and right of it; of a whole segment how it begins."""
        segment, start, end = self.places[at]
        said = self.spoken[segment]
        if self._is_whole(at):
            start = end = 0
        left, right = said.text[max(start - BESIDE, 0) : start], said.text[end : end + BESIDE]
        note = ", ".join([said.who, said.source])
        return {"left": left, "keyword": said.text[start:end], "right": right, "note": note}

    def _is_whole(self, at: int) -> bool:
        segment, start, end = self.places[at]
        return start == 0 and end >= len(self.spoken[segment].text)

    def _item(self, told: Told) -> dict[str, Any]:
        """One place: its segment, the others of the same segment, and what was said around it."""
        shown = self._shown(told)
        place = shown[number(told, "at", 0, len(shown) - 1)]
        around = number(told, "around", 0, MOST_AROUND)
        segment, start, _ = self.places[place]
        said = self.spoken[segment]
        talk = self.talks[said.talk]
        before, after = talk[max(said.at - around, 0) : said.at], talk[said.at + 1 :][:around]
        spans = [] if self._is_whole(place) else self._spans(segment, start)
        return {
            "text": said.text,
            "who": said.who,
            "spans": spans,
            "question": said.question,
            "before": [self._turn(one) for one in before],
            "after": [self._turn(one) for one in after],
            "more": said.at > len(before) or said.at + 1 + len(after) < len(talk),
            "source": said.source,
            "read": said.is_read,
            "themes": [self.names.get(f"theme {one}", one) for one in said.themes],
            "codes": [self.names.get(f"code {one}", one) for one in said.codes],
        }

    def _spans(self, segment: str, current: int) -> list[dict[str, Any]]:
        return [
            {"start": start, "end": end, "kind": "current" if start == current else "auto"}
            for one, start, end in self.places
            if one == segment
        ]

    def _turn(self, segment: str) -> dict[str, str]:
        return {"who": self.spoken[segment].who, "text": self.spoken[segment].text}


def _values(said: Spoken, name: str) -> tuple[str, ...]:
    """What a segment has of a sieve."""
    return {
        "source": (said.source,),
        "group": said.groups,
        "theme": said.themes,
        "code": said.codes,
    }[name]
