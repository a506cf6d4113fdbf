"""How English reports say that somebody said something: verbs, what stands around them, patterns.

All patterns are looked for in text in which parties are marked (see `parties`): a party is its
group between two marks. Each is bounded in length, so that no text takes long.
"""

from __future__ import annotations

import re
from typing import Literal

How = Literal["said", "held", "by", "source", "figures", "goes on", "own"]


def _lines(text: str) -> str:
    """A pattern written over several lines, as one; a space at their ends is written [ ]."""
    return "".join(line.strip() for line in text.split("\n"))


# One party, or several: "staff, leaders and some partners".
_ONE = r"§\w+§"
_OTHER_WORDS = r"(?:(?!(?:who|whose|which|that|told|said|felt|found)\b)[\w'’-]+ ){0,2}?"
_WHO = (
    rf"(?P<who>{_ONE}(?:(?:, {_OTHER_WORDS}{_ONE})*"
    rf",? (?:and|or|as well as|alongside) {_OTHER_WORDS}{_ONE})*)"
)
_WORD = r"(?:[\w'’()/-]+|§\w+§(?:['’]s?)?)"
# "some of the", "around half of", "34 of 50".
_MANY = _lines(r"""
    (?:(?!(?:where|when|if|what|how|as|because|since|unless|until|whether|so|that|for|with|by|to
    |from|in|on|at|after|before|was|were|had|is|are|who|which|we|saw)\b)[\w'’%-]+(?: of)? ){0,5}?
""")

# Between a party and its verb: others of theirs, an aside, where they are and what they do, that
# we met them, a clause that begins with "who", an adverb. No verb of another clause.
_THEIRS = r"(?: (?:and|or) (?:their|other) [\w'’-]+(?: members?)?)?"
_ASIDE = _lines(r"""
    (?:, (?:particularly|especially|including|mainly|such as|for example|notably) [^,.;]{1,80},
    |,? \([^()]{1,80}\))?
""")
_NO_SUBJECT = _lines(r"""
    (?:was|were|is|are|had|have|has|did|do|does|that|which|who|told|said|but|because|so|if|when
    |worked|used|helped|provided|received)\b
""")
_PLACE = _lines(rf"""
    (?: (?:in|from|at|of|for|with|across|within|throughout|on|about|around|to|(?!being)[a-z]+ing
    |involved|based|employed|interviewed|affected|responsible|new|both|outside|under|over|aged)
    (?: (?!{_NO_SUBJECT}){_WORD}){{1,9}}?)?
""")
_CLAUSE = (
    rf"(?:,? (?:who|whose|that|which)(?: {_WORD}){{1,14}}?"
    r"(?<! had)(?<! have)(?<! was)(?<! were)(?<! not))?"
)
_MET = (
    r"(?:,? (?:that |who(?:m)? )?we (?:spoke|talked|met|heard|engaged|interviewed)"
    rf"(?: (?:with|to|from))?(?: {_WORD}){{0,4}}?)?"
)
_ADVERBS = _lines(r"""
    (?:,? (?:also|generally|consistently|often|frequently|all|both|themselves|each|repeatedly
    |however|too|again|therefore|still|then|had|have|has|\w+ly),?){0,3}
""")
_BETWEEN = rf"{_THEIRS}{_ASIDE}{_PLACE}{_MET}{_CLAUSE}{_MET}(?:,)?{_ADVERBS}(?:,)? "

# Verbs that only somebody who speaks can have, wherever they stand in the sentence ...
_SAID = _lines(r"""
    (?:(?:told|informed|assured|reassured|advised)
    [ ](?:us|inspectors|assessors|the assessment team|the review team)
    |said|says|saying
    |(?:reported|reports)(?! (?:[\w-]+ ){0,4}(?:incidents?|abuse|crimes?)\b)
    (?! [^.,;]{0,60}\bto (?:the|a) )
    |stated?|states|explained|commented|fed back|remarked|recalled|recounted|complained that
    |(?:gave|shared|provided|offered) (?:us )?
    (?:(?:some|many|several|a number of|numerous|two|three|positive|mixed|an?|clear) )*
    (?:examples?|feedback|accounts?|instances|stories)
    |described|shared (?:with us|how|that|concerns|their|experiences|positive)
    |raised (?:(?!safeguarding)\w+ )?concerns|expressed|told of
    |spoke (?:about|of|positively|highly|warmly|negatively|to us|passionately)
    |talked (?:about|of|to us)|pointed out|pointed to|emphasised|stressed|mentioned)
""")
# ... and verbs that tell of a view only where they belong to the subject of the whole sentence.
_FEELING = _lines(r"""
    (?:clear|confident|aware|positive|proud|concerned|frustrated|worried|unsure|uncertain
    |complimentary|critical|keen|pleased|unhappy|disappointed|sceptical|anxious|angry
    |(?:open|honest|candid|transparent) about
    |(?:less|not(?: always)?|more|very|also|generally|largely|particularly|quite|mostly)
    [ ](?:sure|clear|confident|certain|happy|positive|aware|convinced|concerned|critical))
""")
_HELD = _lines(rf"""
    (?:felt|feel|believed?|thought|wanted|wished|would (?:like|have liked|prefer)|noted?
    |found(?! (?:suitable|alternative|accommodation|placements?|work|jobs?|homes?|ways))
    |recogni[sz]ed?|acknowledged?|accepted|identified (?:that|a need|the need)|highlighted
    |shared(?! (?:[\w-]+ )?(?:information|data|records|learning|details|intelligence|resources
    |offices?|responsib\w+|the work))
    |praised|commended|agreed (?:that|with|it|there|on)|disagreed|confirmed
    |raised(?! (?:awareness|funds|money|safeguarding))|valued|appreciated|welcomed
    |criticised|questioned|suggested|considered (?:that|it|this)|hoped|feared|called for
    |reflected (?:that|on|upon)|echoed|remembered|viewed|preferred|observed that|judged
    |concluded|asked for|admitted|conceded|maintained that|complained|spoke|knew little
    |had (?:mixed|positive|negative|different|differing|good|poor|contrasting|varied)
    [ ](?:views?|experiences?|feedback|opinions?|things)
    |gave (?:mixed|positive|negative|differing)|did not (?:feel|think|believe|know)
    |do not (?:feel|know|think)|struggled to (?:see|understand)
    |(?:was|were|is|are|remained|seemed) {_FEELING})
""")
# What may stand before the subject: a phrase that a comma ends, figures that show it, "but".
_FRONT = _lines(r"""
    ^(?:(?:However|Similarly|Equally|Overall|Conversely|Likewise|Additionally|Furthermore|Moreover
    |Nevertheless|Nonetheless|Also|Again|Further|But|And|Yet|Still|\w+ly|In|At|On|For|During
    |Across|Following|After|Before|When|Where|As|While|Whilst|Although|Though|Despite|With|Among
    |Amongst|Since|Through|By|To|Under|Within|Without|Because|If|Once|Alongside|From|Of|About
    |Some|Most|Many|One|Out)\b[^,§]{0,120}(?:§\w+§[^,]{0,80})?,[ ])?
    (?:[^,§]{0,60}\b(?:data|surveys?|results|figures|records|responses|audits?|evidence)\b
    [^,§]{0,40}[ ](?:show(?:ed|s)|indicate[sd]|suggest(?:ed|s)|found)[ ](?:that[ ])?)?
    (?:(?:while|whilst|whereas|although|though|but|and|however|yet),?[ ])?
""")
_BY = _lines(r"""
    (?:shared|raised|reported|given|told to us|described|expressed|identified|highlighted|echoed
    |confirmed|voiced|flagged|noted|praised|valued|recognised|acknowledged|accepted|felt
    |mentioned|relayed)(?: (?:with|to) us| in feedback| in interviews?| during [\w ]{3,30}?)?
    (?: (?:about|over|around|regarding|on) (?:[\w'’-]+ ){1,8}?)?
""")
_THEIR_WORDS = _lines(r"""
    (?:feedback|comments?|views?|concerns|evidence|testimony|messages?|responses|accounts?
    |experiences?|opinions?)
""")
_TELLS = _lines(r"""
    (?:(?:was|were) (?:that|mixed|positive|negative|largely|generally|broadly|overwhelmingly
    |less|more|good|poor|variable|consistent\w*|clear|similar|very|mostly|also)
    |show(?:ed|s)|indicated|suggested|highlighted|described|told|reflected|confirmed|included
    |about)
""")
_TELLING = _lines(r"""
    (?:telling us|describing|saying|reporting|explaining|stating|feeling|noting|citing
    |expressing|praising|raising)
""")
_JUDGING = _lines(r"""
    (?:found|concluded|praised|noted|identified|highlighted|recommended|judged|commended|showed)
""")
_HEARD = (
    r"we (?:also )?(?:heard|received|had|were told|learned|learnt)(?:[^§]{0,60})?"
    rf"|{_THEIR_WORDS} (?:we )?(?:received|gathered|heard|obtained|given)"
)
_PATTERNS: tuple[tuple[How, str], ...] = (
    # "According to staff"
    (
        "source",
        r"^(?:[^§]{0,60}\b)?(?:according to|in the (?:view|experience|opinion|words) of) "
        rf"{_MANY}{_WHO}",
    ),
    # "Staff at the hub told us", but not "acted on what staff said"
    ("said", rf"(?<!what )(?<!whatever )(?<!by )(?<!\bto ){_WHO}{_BETWEEN}{_SAID}\b"),
    # "Most carers felt"
    ("held", rf"{_FRONT}{_MANY}{_WHO}{_BETWEEN}{_HELD}\b"),
    # "was shared by carers", "There were concerns raised by carers", "raised with us by carers"
    (
        "by",
        r"\b(?:was|were|been|being|is|are|There (?:was|were)[^§]{0,120}?)(?: \w+)? "
        rf"{_BY} by {_MANY}{_WHO}",
    ),
    ("by", rf"\b{_BY}(?<=us) by {_MANY}{_WHO}"),
    # "We heard from carers", "Feedback from carers was mixed", "Carers' experience was that"
    ("by", rf"\b(?:{_HEARD}) (?:from|by|of) {_MANY}{_WHO}"),
    (
        "by",
        rf"\b{_THEIR_WORDS} (?:from|of|by|among|amongst|across) {_MANY}{_WHO}"
        rf"(?:[^§.;]{{0,60}}?) {_TELLS}",
    ),
    ("by", rf"{_WHO}['’]s? (?:[\w-]+ )?{_THEIR_WORDS}(?:[^§.;]{{0,60}}?) {_TELLS}"),
    # "..., with carers describing"
    ("by", rf"\bwith {_MANY}{_WHO}(?: \w+ly)? {_TELLING}\b"),
    # "For some carers this meant ..., and they told us"
    (
        "held",
        rf"^(?:For|Among|Amongst) {_MANY}{_WHO}[^§]{{1,120}}\bthey (?:told us|said|felt)\b",
    ),
    # "commissioned a peer review, which found"
    ("by", rf"(?P<who>§external_qa§),? (?:(?:which|that|who|had|has|also) )*{_JUDGING}\b"),
    # "examples of charities working": what partners are told to have done with others
    (
        "by",
        rf"\bexamples? of {_MANY}"
        r"(?P<who>§(?:vcs_partner|health_partner|care_provider|other)§) \w+ing\b",
    ),
    # "'...', said one carer"
    (
        "by",
        rf"[\"”’'],? (?:said|explained|added|told us|recalled|commented) {_MANY}{_WHO}",
    ),
)
SPEAKING: tuple[tuple[How, re.Pattern[str]], ...] = tuple(
    (how, re.compile(pattern, re.IGNORECASE)) for how, pattern in _PATTERNS
)
# "We spoke with carers": those whom a "They" may mean that follows.
SPOKEN_WITH = re.compile(
    r"\bwe (?:also )?(?:spoke|talked|met|interviewed|visited|heard|engaged)"
    rf"(?: (?:with|to|from))? {_MANY}{_WHO}",
    re.IGNORECASE,
)
# A sentence that goes on with the voice before it.
GOES_ON = re.compile(
    r"(?:(?:However|Similarly|In addition|Additionally|But|And|Overall|Also|Instead"
    r"|Despite this),? )?"
    r"(?:they|their|these (?:people|carers|staff|partners)|one of them|some of them"
    r"|most of them|both of them|all of them|others|he|she|his|her)\b"
    r"|(?:For example|For instance|Examples (?:included|given|of this)|An example|One example"
    r"|This was because|As an example)\b",
    re.IGNORECASE,
)
PRONOUN_SAYS = re.compile(
    r"^(?:[^§,]{0,40}, )?"
    r"(?:(?:they|he|she|others|some|one|this person|the person|all|both|most)"
    rf"(?: \w+ly| also| all| both)? (?:{_SAID}|added|went on|continued|{_HELD})"
    rf"|it (?:also )?(?:{_SAID}|added))\b",
    re.IGNORECASE,
)
# Plain findings of the writer, which end what others are told to have said.
OWN_FINDING = re.compile(
    r"^(?:[^,§]{0,40}, )?(?:(?:but|however|although|though|while|whilst|whereas|yet),? )?"
    r"(?:it was (?:not |un)?(?:clear|evident|apparent)"
    r"|we (?:found|saw|noted|observed|reviewed|were not assured|identified)"
    r"|there was (?:no|little|limited|some|clear|good|strong) evidence"
    r"|this (?:demonstrated|showed|indicated)|(?:national )?data )",
    re.IGNORECASE,
)
# Figures and findings of the ombudsman are its evidence, whoever prints them.
JUDGED = re.compile(
    r"\d|\b(?:per ?cent(?:age)?|proportion|share|number|rate|upheld|uphold|found|finding|fault"
    r"|remed|recommend|complian|investigat|decision|determin)",
    re.IGNORECASE,
)
