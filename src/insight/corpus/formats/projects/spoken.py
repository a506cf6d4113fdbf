"""Which cases hold a text or parts of it, and a text without labels as somebody's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from insight.corpus.formats.content import Prose, Transcript, Turn
from insight.corpus.formats.projects.parts import Case, Project, Source
from insight.corpus.formats.projects.placing import Piece, placed

_LEAST_HELD = 0.9
_LEAST_SHARED_OUT = 0.5
NOBODY = "nobody's case"


@dataclass(frozen=True)
class Held:
    """Who holds a text: cases that hold it whole, and what each of the others holds of it.

    `variables` are the text's own, and those of a case without a name that stands for the text.
    """

    whole: tuple[Case, ...]
    parts: tuple[tuple[Case, tuple[tuple[int, int], ...]], ...]
    variables: Mapping[str, str]

    def by_label(self, source: Source, content: Transcript) -> dict[Case, Counter[str]]:
        """How many characters of what each label says each case holds."""
        if not self.parts:
            return {}
        where = placed(source.text, [Piece(turn.text, turn.label) for turn in content.turns])
        found: dict[Case, Counter[str]] = {}
        for case, spans in self.parts:
            tally = found.setdefault(case, Counter())
            for turn, place in zip(content.turns, where, strict=True):
                for start, end in spans:
                    span = None if place is None else place.within(start, end)
                    tally[turn.label] += 0 if span is None else span[1] - span[0]
        return found


def held_in(source: Source, project: Project) -> Held:
    """Who holds `source`, wholly or in part, as the cases of `project` tell."""
    named = [case for case in project.cases if case.name]
    standing_for = [case for case in project.cases if not case.name and _holds(case, source)]
    parts: list[tuple[Case, tuple[tuple[int, int], ...]]] = []
    whole = [case for case in named if _holds(case, source)]
    size = sum(not sign.isspace() for sign in source.text)
    for case in named:
        spans = tuple((s.start, s.end) for s in source.selections if case.guid in s.cases)
        if not spans or case in whole:
            continue
        if size and _covered(source.text, spans) >= _LEAST_HELD * size:
            whole.append(case)
        else:
            parts.append((case, spans))
    variables = dict(source.variables or {})
    for case in standing_for:
        variables.update(case.variables)
    return Held(tuple(whole), tuple(parts), variables)


def _holds(case: Case, source: Source) -> bool:
    return bool(case.sources & {*source.guids, source.guid})


def _covered(text: str, spans: tuple[tuple[int, int], ...]) -> int:
    """Characters, without spaces, that `spans` hold."""
    held = {place for start, end in spans for place in range(start, end)}
    return sum(not text[place].isspace() for place in held)


def as_spoken(source: Source, held: Held, *, is_spoken: bool) -> Transcript | Prose:
    """The content of `source`, as turns where it is known whose words they are.

    A text without labels is one person's where one case holds it, or `is_spoken` says so; it is
    several people's where cases share it out between them.
    """
    content = source.content
    if isinstance(content, Transcript):
        return content
    if held.whole or is_spoken:
        label = held.whole[0].name if len(held.whole) == 1 else source.name
        text = "\n".join(part.text for part in content.paragraphs)
        turns: tuple[Turn, ...] = (Turn(label or f"source {source.number}", text),)
    else:
        turns = _shared_out(source.text, held)
        if not turns:
            return content
    return Transcript(content.layout, turns, content.held_on, content.left_out, content.notes)


def _shared_out(text: str, held: Held) -> tuple[Turn, ...]:
    """Turns of the cases that hold most of `text` between them; none where they hold less."""
    spans = [(span, case.name) for case, own in held.parts for span in own]
    size = sum(not sign.isspace() for sign in text)
    if _covered(text, tuple(span for span, _ in spans)) < max(1, _LEAST_SHARED_OUT * size):
        return ()
    turns: list[Turn] = []
    reached = 0
    for (start, end), name in sorted(spans):
        for label, words in (
            (NOBODY, text[reached:start]),
            (name, text[max(start, reached) : end]),
        ):
            if any(sign.isalnum() for sign in words):
                turns.append(Turn(label, words.strip()))
        reached = max(reached, end)
    if any(sign.isalnum() for sign in text[reached:]):
        turns.append(Turn(NOBODY, text[reached:].strip()))
    return tuple(turns)


def labels_of(content: Transcript) -> list[str]:
    """Labels in the order in which they speak first."""
    return list(dict.fromkeys(turn.label for turn in content.turns))


def words_of(content: Transcript | Prose) -> list[str]:
    """Turns, or paragraphs that are no headings."""
    if isinstance(content, Transcript):
        return [turn.text for turn in content.turns]
    return [part.text for part in content.paragraphs if not part.heading]
