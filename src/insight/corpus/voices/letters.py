"""Letters: which paragraphs are the letter itself, and who wrote it.

A letter has a salutation and a sign-off, or one of them and words in the first person. What stands
before the salutation and behind the sign-off (addresses, date, subject, names) is no statement.
The writer's group is known only where the letter says it: "as a carer", "I use direct payments",
the office under the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from insight.corpus.formats.content import Paragraph
from insight.corpus.voices.claims import Claim, Names, claims_of
from insight.corpus.voices.knowledge import JUDGES, SPEAK_FOR_COUNCIL, target_of
from insight.corpus.voices.parties import with_parties_marked
from insight.corpus.voices.quotes import hidden
from insight.corpus.voices.voice import Saying, Voice
from insight.corpus.words.segmentation import Span, sentences

HEAD = "head of a letter: address, date or subject"
SALUTATION = "salutation of a letter"
SIGN_OFF = "sign-off of a letter"
_HEAD_PARAGRAPHS = 30
_SHORT_WORDS = 12
_SIGNED_WORDS = 25
_LONGEST = 1500
# A letter that lacks its salutation or sign-off says "I" or "we" at least this often ...
_LEAST_FIRST_PERSON = 0.3
# ... and an account that has neither says "I", in at least so many sentences.
_LEAST_I = 0.5
_FEWEST_SENTENCES = 3
_I = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|me|mine|myself)\b")
_BULLET_OR_SENTENCE = re.compile(r"\s*[-–—•*]\s|\s*[a-z]|\s*I\b")
_SALUTATION = re.compile(
    r"(?:dear\b[^.!?\n]{0,80}?|to whom it may concern|(?:hello|hi|good (?:morning|afternoon))"
    r"(?: [\w .'’-]{1,40})?)(?:[,:.!]|$)\s*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\b(?:yours(?: (?:sincerely|faithfully|truly|respectfully|in \w+))|sincerely(?: yours)?"
    r"|(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)(?: (?:regards|wishes|thanks))"
    r"|regards|with thanks|many thanks|thank you|respectfully)(?:[,.! ]|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:re|subject|(?:our |your )?ref(?:erence)?|date)\s*:", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"P\.? ?S\.?\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|me|[Ww]e|[Oo]ur|us|mine)\b")
_I_AM = r"\b(?:as|I am|I['’]m|I was|I have been|we are|writing as)"
_ONE = r"(?: (?:an?|the|his|her|my \w+['’]s|my|their|someone|somebody|one of))?(?: [\w-]+){0,2}?"
_CLOSE_ONE = (
    r"(?:my|our) (?:[\w-]+ ){0,2}?(?:wife|husband|mother|father|mum|dad|son|daughter|brother"
    r"|sister|partner|parents?|grand\w+|aunt|uncle|friend|neighbour|child(?:ren)?)\b(?!['’])"
)
_WRITERS: tuple[tuple[str, str], ...] = (
    (
        "unpaid_carer",
        rf"{_I_AM}{_ONE} (?:full[- ]time |unpaid |family |parent |young |main |sole )*carers?\b"
        rf"(?!['’])|\bI (?:have |had |also |still )*(?:care|cared|caring|been caring|look|looked"
        rf"|been looking) (?:for|after) {_CLOSE_ONE}|\bin caring for {_CLOSE_ONE}"
        r"|\bmy caring role\b",
    ),
    (
        "person_using_services",
        rf"{_I_AM}{_ONE} (?:disabled|autistic|blind|deaf|(?:wheelchair|service) users?"
        r"|person (?:who uses|with)|resident of)\b"
        r"|\bI (?:have |had |also |now |currently )*(?:use|used|receive|received|rely on|get|been"
        r" receiving|been using) (?:[\w-]+ ){0,3}?(?:direct payments?|home ?care|care and support"
        r"|social care|support workers?|care package|day (?:centre|service)|personal budget"
        r"|services)"
        r"|\bmy (?:own )?(?:care package|personal budget|direct payments?|needs assessment)\b",
    ),
    (
        "staff_frontline",
        rf"{_I_AM}{_ONE} (?:social worker|occupational therapist|support planner)s?\b",
    ),
    (
        "care_provider",
        rf"{_I_AM}{_ONE} (?:care|homecare|service) providers?\b"
        rf"|{_I_AM}{_ONE} (?:registered )?(?:manager|owner|director) of (?:an? |the |our )?"
        r"(?:[\w-]+ ){0,3}?(?:care|nursing|home)|\bI (?:run|own|manage) (?:an? |the )?"
        r"(?:[\w-]+ ){0,3}?(?:care home|nursing home|agency|homecare)",
    ),
    (
        "vcs_partner",
        rf"{_I_AM}{_ONE} (?:charity|voluntary (?:organisation|group)|community group)\b"
        r"|\bon behalf of (?:an? |the |our )?(?:[\w'’-]+ ){0,4}?(?:charity|voluntary|Healthwatch"
        r"|community group|carers['’]? (?:centre|group|organisation))",
    ),
    (
        "health_partner",
        rf"{_I_AM}{_ONE} (?:GP|general practitioner|nurse|doctor|consultant|psychiatrist)s?\b",
    ),
    ("council_corporate", rf"{_I_AM}{_ONE} (?:[Cc]ouncillors?|elected members?)\b"),
)
_TOLD_WRITERS = [(group, re.compile(pattern, re.IGNORECASE)) for group, pattern in _WRITERS]
# The office under the signature, most particular first.
_OFFICES: tuple[tuple[str, str], ...] = (
    ("ombudsman", r"ombudsman|LGSCO"),
    ("assessor", r"Care Quality Commission|\bCQC\b|\binspector\b"),
    ("vcs_partner", r"Healthwatch|\bcharity\b|\btrustees?\b|carers['’]? centre"),
    ("health_partner", r"\bNHS\b|\bICB\b|Integrated Care Board|\bsurgery\b|\bhospital\b"),
    ("care_provider", r"registered manager|care home|nursing home|homecare|home care"),
    ("council_corporate", r"\bcouncillor\b|\bCllr\b|leader of the council|portfolio holder"),
    (
        "staff_leadership",
        r"\b(?:director|head) of|chief executive|service manager|team manager|\bDASS\b",
    ),
    ("staff_frontline", r"\bsocial worker\b|occupational therapist"),
)
_HEARSAY = re.compile(
    r"\b(?:I|we)(?:['’]ve| have| had| also)* (?:heard (?:that|of|from)"
    r"|been told (?:that|of) (?:other|some|many)|am told|are told)\b"
    r"|\b(?:other|others|some|many|several|friends|neighbours|people)\b[\w ,]{0,40}"
    r"\b(?:tell|told|say|said|have told|have said)(?: (?:me|us))?(?: that)?"
    r" (?:they|their|he|she|his|her)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Letter:
    """What is said in a letter, and by whom.

    `body` are the paragraphs with statements, each by its number and the part of it that is one;
    `left_out` says of all else where it stood and why it is no statement. `writer` are the groups
    that the letter says its writer is in.
    """

    kind: str
    body: tuple[tuple[int, Span], ...]
    left_out: tuple[tuple[str, str], ...]
    writer: Voice

    @property
    def is_report(self) -> bool:
        """Whether the writer judges from outside, and reports what others said."""
        return any(group in JUDGES for group in self.writer)


def letter_in(paragraphs: Sequence[Paragraph]) -> Letter | None:
    """The letter, or account in the first person, that `paragraphs` are; None where neither."""
    begins = next(
        (n for n, part in enumerate(paragraphs[:_HEAD_PARAGRAPHS]) if _salutes(part.text)), None
    )
    ends = _sign_off(paragraphs, 0 if begins is None else begins + 1)
    middle = paragraphs[begins or 0 : ends]
    if begins is None and ends is None:
        is_account = _share(middle, _I) >= _LEAST_I
        return (
            _taken_apart("account in the first person", paragraphs, 0, None) if is_account else None
        )
    if (begins is None or ends is None) and _share(middle, _FIRST_PERSON) < _LEAST_FIRST_PERSON:
        return None
    return _taken_apart("letter", paragraphs, begins or 0, ends)


def claims_of_letter(text: str, span: Span, letter: Letter, names: Names) -> list[Claim]:
    """The claims in a part of a paragraph: the writer's, unless the writer reports others'."""
    start, words = span[0], text[span[0] : span[1]]
    if letter.is_report:
        own = Saying(letter.writer, "goes on", "")
        found = [claim for claim, _ in claims_of(words, names, own)]
    else:
        found = [_written(words, part, letter.writer, names) for part in sentences(words)]
    return [replace(claim, start=claim.start + start, end=claim.end + start) for claim in found]


def _written(text: str, span: Span, writer: Voice, names: Names) -> Claim:
    sentence = text[span[0] : min(span[1], span[0] + _LONGEST)]
    saying = Saying(writer, "goes on", with_parties_marked(names.spelled_out(sentence)))
    if _HEARSAY.search(sentence):
        attribution = "hearsay"
    elif set(writer) & set(SPEAK_FOR_COUNCIL):
        attribution = "organisational"
    else:
        attribution = "first_hand"
    return Claim(*span, writer, attribution, target_of(saying, attribution))


def _salutes(text: str) -> bool:
    found = _SALUTATION.match(text)
    if found is None:
        return False
    is_alone = found.end() >= len(text) and len(text.split()) <= _SHORT_WORDS
    return is_alone or text.lower().startswith("dear ")


def _sign_off(paragraphs: Sequence[Paragraph], after: int) -> int | None:
    """The last paragraph that signs off."""
    for number in range(len(paragraphs) - 1, after - 1, -1):
        words = paragraphs[number].text
        is_short = len(words.split()) <= _SIGNED_WORDS and not _FIRST_PERSON.search(words)
        if _SIGN_OFF.match(words) and is_short:
            return number
    return None


def _share(paragraphs: Sequence[Paragraph], person: re.Pattern[str]) -> float:
    """Share of the sentences, quotations apart, that hold a word such as `person`."""
    covers = [hidden(part.text) for part in paragraphs if not part.heading]
    told = [cover[start:end] for cover in covers for start, end in sentences(cover)]
    if len(told) < _FEWEST_SENTENCES and person is _I:
        return 0.0
    return sum(person.search(words) is not None for words in told) / max(len(told), 1)


def _taken_apart(
    kind: str, paragraphs: Sequence[Paragraph], begins: int, ends: int | None
) -> Letter:
    body: list[tuple[int, Span]] = []
    left_out: list[tuple[str, str]] = []
    signed = [part.text for part in paragraphs[ends:]] if ends is not None else []
    for number, part in enumerate(paragraphs):
        place = f"paragraph {number + 1}"
        if reason := _no_statement(number, part, begins, ends, is_letter=kind == "letter"):
            left_out.append((place, reason))
            continue
        start, end = _between_greetings(part.text, is_first=number == begins)
        if start:
            left_out.append((f"{place}, its beginning", SALUTATION))
        if end < len(part.text):
            left_out.append((f"{place}, its end", SIGN_OFF))
            signed.append(part.text[end:])
        body.append((number, (start, end)))
    writer = _writer([paragraphs[n].text[a:b] for n, (a, b) in body], signed)
    return Letter(kind, tuple(body), tuple(left_out), writer)


def _between_greetings(text: str, is_first: bool) -> Span:
    """What is neither the salutation at the beginning nor the sign-off at the end."""
    salutation = _SALUTATION.match(text) if is_first and text.lower().startswith("dear ") else None
    start = salutation.end() if salutation else 0
    for place in _SIGN_OFF.finditer(text, start):
        rest = text[place.start() :]
        begins_there = place.start() == start or text[: place.start()].rstrip()[-1:] in ".!?\n"
        is_thanks = place.group().lower().startswith("thank")
        if begins_there and not is_thanks and len(rest.split()) <= _SIGNED_WORDS:
            return start, place.start()
    return start, len(text)


def _no_statement(
    number: int, part: Paragraph, begins: int, ends: int | None, is_letter: bool
) -> str:
    if number < begins:
        return HEAD
    if number == begins and _salutes(part.text):
        found = _SALUTATION.match(part.text)
        if found is not None and found.end() >= len(part.text):
            return SALUTATION
    if ends is not None and number >= ends and not _POSTSCRIPT.match(part.text):
        return SIGN_OFF
    if is_letter and number <= begins + 2 and _SUBJECT.match(part.text):
        return HEAD
    if part.heading and not _BULLET_OR_SENTENCE.match(part.text):
        return HEAD if is_letter and number == begins + 1 else "heading"
    return ""


def _writer(body: Sequence[str], signed: Sequence[str]) -> Voice:
    """The groups that the letter says its writer is in; none where it does not say."""
    words = "\n".join(body)
    told = {group for group, pattern in _TOLD_WRITERS if pattern.search(words)}
    office = next(
        (group for group, words in _OFFICES if any(re.search(words, s, re.I) for s in signed)), ""
    )
    return (office,) if office else tuple(sorted(told))
