"""A document that reports what others said -> statements, each with the voice it is given to.

A regulator's "people told us" is a claim about people, not a person: a voice. Who a sentence is
attributed to is read from its grammar: a party and a verb of saying (`Staff told us`), or a passive
(`concerns shared by unpaid carers`). A sentence that goes on in the same paragraph (`They also
felt`, `For example`) keeps the voice before it. All others are the assessor's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.formats.content import Prose
from insight.corpus.people.people import describe
from insight.corpus.words.segmentation import sentences
from insight.errors import SourceError

ASSESSOR: tuple[str, ...] = ("assessor",)

# How each party is called, most particular first: a word taken by one is not seen by the next.
_PARTIES = (
    ("ombudsman", r"(?:the )?(?:LGSCO|(?:Local Government and Social Care )?ombudsman)"),
    (
        "external_qa",
        r"(?:external |independent |peer )?(?:quality assurance|review|inspection) (?:team|visit)"
        r"|(?:external |independent |peer )?(?:assessors|reviewers|auditors|inspectors)"
        r"|peer (?:review|challenge)|Skills for Care|Ofsted",
    ),
    (
        "unpaid_carer",
        r"(?:unpaid |family |young |parent |some |many |most )?carers?"
        r"(?! (?:support|centre|service|assessment))",
    ),
    (
        "person_using_services",
        r"(?:disabled |older |young |some |other |most |many |few )?people"
        r"(?: (?:(?:who )?(?:use|used|using|receive|received|receiving|drew on|drawing on)"
        r" (?:[\w-]+ )?(?:services?|care|support)(?: and support)?"
        r"|with (?:lived experience|care (?:and support )?needs|an? [\w-]+ (?:disability|need))))?"
        r"|one person|(?:some |many )?(?:residents|service users|families|relatives)",
    ),
    (
        "vcs_partner",
        r"(?:VCSE?|voluntary(?:,| and| sector| community)*|charities|community groups)"
        r"(?: (?:sector|partners?|organisations?|groups?|leaders?))*"
        r"|partners (?:in|from) the (?:VCSE?|voluntary)(?: sector)?",
    ),
    (
        "health_partner",
        r"(?:health|NHS|ICB|hospital|mental health trust)(?: and (?:social )?care)?"
        r" (?:partners?|colleagues?|leaders?|staff|professionals?)"
        r"|GPs|partners (?:in|from) (?:the )?(?:health|NHS)",
    ),
    (
        "care_provider",
        r"(?:(?:care|home|service|residential|homecare) )*providers?|(?:care )?home managers?",
    ),
    (
        "staff_leadership",
        r"(?:senior )?(?:leaders?|managers?|directors?)|(?:the )?leadership team"
        r"|(?:the )?(?:DASS|PSW|AMHP lead)|senior (?:staff|officers?)"
        r"|(?:the )?principal (?:social worker|occupational therapist)",
    ),
    (
        "staff_frontline",
        r"(?:frontline |social work |some |most |many |all )?"
        r"(?:staff|social workers|practitioners|occupational therapists|apprentices)",
    ),
    ("council_corporate", r"(?:the )?(?:local authority|council|elected members|councillors)"),
    ("other", r"(?:system |other |some |external )?partners"),
)
_PARTY = {group: re.compile(rf"\b(?:{names})\b", re.IGNORECASE) for group, names in _PARTIES}

_WHO = r"§(\w+)§"
_SEVERAL = rf"({_WHO}(?:,? (?:and|or) {_WHO})*)"
# Between a party and its verb: whom it was said to, a place, an adverb; no other clause.
_BETWEEN = (
    r"(?: we (?:spoke|talked) (?:with|to)| we met)?"
    r"(?:,? (?!(?:who|which|were|was|to|had|have|that)\b)[\w'()-]+){0,6}?,? "
)
# Verbs that only somebody who speaks can have, wherever they stand in the sentence ...
_SAID = (
    r"(?:told (?:us|inspectors|assessors)|said|says?|reported|stated?|explained|commented|fed back"
    r"|gave examples|described|shared (?:with us|how|that|examples)|raised concerns)"
)
# ... and verbs that tell of a view only where they belong to the subject of the whole sentence.
_HELD = (
    r"(?:felt|feel|believed?|thought|wanted|found|noted?|recognised?|acknowledged?|accepted"
    r"|identified that|highlighted|expressed|spoke|shared|praised|agreed|confirmed|raised"
    r"|(?:was|were|is|are) (?:clear|confident|aware|positive|proud|concerned|frustrated|worried))"
)
_AT_START = (
    r"^(?:[^§,]{0,80}, )?(?:(?:some|many|most|other|all|the|several|a few of|both)(?: of)? )*"
)
_SPEAKING = (
    re.compile(rf"{_SEVERAL}{_BETWEEN}{_SAID}\b"),
    re.compile(rf"{_AT_START}{_SEVERAL}{_BETWEEN}{_HELD}\b", re.IGNORECASE),
    re.compile(
        r"(?:shared|raised|reported|given|told to us|described|expressed|identified) by"
        rf" (?:the |some |many )?{_SEVERAL}"
        r"|(?:feedback|examples?|comments|concerns|views) (?:(?:was|were) )?(?:received )?"
        rf"(?:from|of) (?:the |some |many )?{_SEVERAL}"
        rf"|(?:according to|we heard from) (?:the |some |many )?{_SEVERAL}",
        re.IGNORECASE,
    ),
)
_GOES_ON = re.compile(
    r"(?:They|Their|These people|One of them|Others|For example|For instance|In addition, they)\b"
)
# Figures of the ombudsman are its evidence, whoever prints them.
_FIGURES = re.compile(r"\b(?:LGSCO|ombudsman)\b", re.IGNORECASE)


def voice_of(sentence: str, before: tuple[str, ...] = ASSESSOR) -> tuple[str, ...]:
    """Stakeholder groups that `sentence` is attributed to, sorted.

    `before` is the voice of the sentence before it in the same paragraph.

    >>> voice_of("Unpaid carers and people using services told us that breaks were short.")
    ('person_using_services', 'unpaid_carer')
    >>> voice_of("The hub opened in May.")
    ('assessor',)
    """
    marked = _with_parties_marked(sentence)
    for pattern in _SPEAKING:
        if found := pattern.search(marked):
            named = next(group for group in found.groups() if group and "§" in group)
            return tuple(sorted(set(re.findall(_WHO, named))))
    if _FIGURES.search(sentence):
        return ("ombudsman",)
    return before if _GOES_ON.match(sentence) else ASSESSOR


def _with_parties_marked(sentence: str) -> str:
    """`sentence` with each party replaced by its group between two marks."""
    marked = sentence.replace("§", " ")
    for group, names in _PARTY.items():
        parts = re.split(r"(§\w+§)", marked)
        marked = "".join(
            part if part.startswith("§") else names.sub(f"§{group}§", part) for part in parts
        )
    return marked


def statement_tables(prose: Prose, origin: Origin) -> Corpus:
    """The tables of one document: a segment a sentence, a speaker a voice."""
    told = [part for part in prose.paragraphs if not part.heading]
    statements = list(_statements([part.text for part in told]))
    if not statements:
        raise SourceError(
            "the document holds headings and no sentences",
            where=origin.source,
            remedy="replace it, or take it out of the source",
        )
    document_id = origin.document_id()
    text = "\n".join(part.text for part in told)
    voices = sorted({voice for _, _, voice in statements})
    exclusions = [
        origin.exclusion(f"paragraph {number}", "heading")
        for number, part in enumerate(prose.paragraphs, 1)
        if part.heading
    ]
    notes = (f"{prose.layout}, document, {len(statements)} statements, {len(voices)} voices",)
    return Corpus.of(
        documents=[
            origin.document(
                text,
                document_id=document_id,
                kind="document",
                mode=origin.mode("document"),
                collected_on=origin.day(prose.held_on),
            )
        ],
        speakers=[_voice(voice, origin) for voice in voices],
        segments=[
            origin.segment(
                text[start:end],
                segment_id=origin.key.mint("s", document_id, str(position)),
                document_id=document_id,
                speaker_id=origin.speaker_id(_label(voice)),
                position=position,
                start=start,
                end=end,
            )
            for position, (start, end, voice) in enumerate(statements)
        ],
        exclusions=exclusions,
        notes=origin.noted(*notes, *prose.notes),
    )


def _statements(paragraphs: list[str]) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    """Start, end (in the paragraphs joined by line breaks) and voice of each sentence."""
    offset = 0
    for paragraph in paragraphs:
        voice = ASSESSOR
        for start, end in sentences(paragraph):
            voice = voice_of(paragraph[start:end], voice)
            yield offset + start, offset + end, voice
        offset += len(paragraph) + 1


def _label(voice: tuple[str, ...]) -> str:
    return "voice: " + ";".join(voice)


def _voice(voice: tuple[str, ...], origin: Origin) -> dict[str, object]:
    told = {"stakeholder_groups": ";".join(voice)}
    return {
        "speaker_id": origin.speaker_id(_label(voice)),
        "source_name": origin.settings.name,
        "source": origin.source,
        "label_in_source": _label(voice),
        "role": "voice",
        **describe(told, origin.settings, origin.source),
        # A claim about people lives nowhere.
        "resident": False,
    }
