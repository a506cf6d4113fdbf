"""Who says a sentence: its grammar -> the groups it is attributed to, and what they say.

A party and a verb of saying ("staff told us"), a party that is the subject of the sentence and a
verb of holding a view ("carers felt"), a passive ("was shared by carers"), a source ("according to
nurses"). A sentence that goes on ("They also", "She added", "For example") keeps the voice before
it. All others are the writer's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from insight.corpus.voices.grammar import (
    GOES_ON,
    JUDGED,
    OWN_FINDING,
    PRONOUN_SAYS,
    SPEAKING,
    SPOKEN_WITH,
    How,
)
from insight.corpus.voices.parties import with_parties_marked

Voice = tuple[str, ...]
ASSESSOR: Voice = ("assessor",)
_GROUP = re.compile(r"§(\w+)§")
_OMBUDSMAN = "§ombudsman§"


@dataclass(frozen=True)
class Saying:
    """Whose words a sentence is told to hold: `voice`, by what grammar, and `content`, the rest.

    `content` is text with parties marked. `met` are those whom the writer says to have met, for a
    "They" that follows.
    """

    voice: Voice
    how: How
    content: str
    met: Voice = ()


def heard(sentence: str, before: Saying | None = None) -> Saying:
    """Who says `sentence`; `before` is what came before it in the same paragraph."""
    marked = with_parties_marked(sentence)
    for how, pattern in SPEAKING:
        if found := pattern.search(marked):
            voice = groups_in(found["who"])
            return Saying(voice, how, _rest(marked, found, how))
    if _OMBUDSMAN in marked and JUDGED.search(marked):
        return Saying(("ombudsman",), "figures", marked)
    if before is not None:
        if before.met and PRONOUN_SAYS.search(marked):
            return Saying(before.met, "goes on", marked)
        if before.voice != ASSESSOR and _goes_on(marked):
            return Saying(before.voice, "goes on", marked)
    met = SPOKEN_WITH.search(marked)
    return Saying(ASSESSOR, "own", marked, groups_in(met["who"]) if met else ())


def groups_in(marked: str) -> Voice:
    """The groups whose marks stand in `marked`, sorted."""
    return tuple(sorted(set(_GROUP.findall(marked))))


def voice_of(sentence: str, before: Voice = ASSESSOR) -> Voice:
    """Stakeholder groups that `sentence` is attributed to, sorted.

    `before` is the voice of the sentence before it in the same paragraph.

    >>> voice_of("Unpaid carers and people using services told us that breaks were short.")
    ('person_using_services', 'unpaid_carer')
    >>> voice_of("The hub opened in May.")
    ('assessor',)
    """
    return heard(sentence, Saying(before, "own", "")).voice


def is_own_finding(sentence: str) -> bool:
    """Whether the writer says so plainly: "it was not clear", "we found"."""
    return OWN_FINDING.search(with_parties_marked(sentence)) is not None


def _goes_on(marked: str) -> bool:
    return (GOES_ON.match(marked) or PRONOUN_SAYS.search(marked)) is not None


def _rest(marked: str, found: re.Match[str], how: How) -> str:
    """What is said: behind the verb, or all that is not the party who says it."""
    behind = marked[found.end() :]
    if how in ("said", "held") and len(behind.split()) > 2:
        return behind
    # "..., carers told us": the words stand before.
    return (marked[: found.start("who")] + " " + marked[found.end("who") :]).strip()
