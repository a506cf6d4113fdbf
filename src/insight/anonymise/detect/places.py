"""Addresses, small places, and named services and organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.anonymise.detect.names import is_sentence_start
from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules, Span
from insight.anonymise.lexicon import (
    HOME,
    cue_words,
    given_names,
    is_ordinary,
    kept_names,
    plain,
    small_places,
    surnames,
)

_ANY = re.IGNORECASE
STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Dr|Terrace|Row|Crescent|"
    "Cres|Gardens|Gdns|Place|Way|"
    "Grove|Court|Square|View|Villas|Mews|Walk|Rise|Green|Park|Bank|Wynd|"
    "Chare|Quay|Buildings|Parade|"
    "Cottages|Gate|Drove|Croft|Dene|Vale|Hill|Fold|Garth|Brow|Meadows?|"
    "Fields?|Mount|Boulevard|Blvd|Promenade"
)
SURE_STREET = (
    "Street|Road|Avenue|Lane|Close|Terrace|Row|Crescent|Gardens|Wynd|Chare|"
    "Quay|Drive|Grove|Villas|Mews|View|Lonnen|Loaning|Peth"
)
HOMESTEAD = (
    "Farm|Farmhouse|Cottages?|Steads?|Steading|Bungalow|Manor|Croft|Vicarage|"
    "Rectory|Manse|Chandlery|"
    "Smithy|Forge|Barn|Grange|Caravan Park|Mains|Bastle|Schoolhouse|Gatehouse|Stables|Towers?"
)
_BUILDING = (
    "Signal Box|Chapel|School ?House|School|Vicarage|Rectory|Manse|Station|Smithy|Mill|Bakery|"
    "Post Office|Police House|Coach House|Barn|Byre|Dairy|Granary|Stables|Forge|Lodge|Toll House|"
    "Pump House|Boathouse|Boat House|Ferry House|Lock House|Lighthouse|Hall|Inn"
)
COMPASS = "High|Low|East|West|North|South|Old|New|Upper|Nether|Middle|Great|Little|Over"
# How farms and hamlets of the county end.
HAMLET = "hope|haugh|heugh|law|rigg?|shiels?|shields?|steads?|burnfoot|cleugh|knowe|hirst"
CAPITAL = r"(?-i:[A-Z][\w'’]*(?:-\w+)*)"


def _street(match: re.Match[str]) -> float:
    lead = plain(match.group().split()[0])
    words = [plain(word) for word in match.group().split()]
    if lead == "the" and len(words) > 2:
        return 0.85
    return 0.0 if " ".join(words) in kept_names() or lead in ("the", "a") else 0.85


def _house(match: re.Match[str]) -> float:
    words = [plain(word) for word in re.findall(r"[\w'’-]+", match.group())]
    name = words[1:] if words[0] == "the" else words
    public = kept_names() | small_places()
    return 0.0 if " ".join(name) in public or " ".join(name[1:]) in public else 0.75


_NUMBERED = (
    rf"(?:(?:flat|apartment|apt\.?|unit|room|plot)"
    rf"\s+\w{{1,4}},?\s+)?(?:number\s+)?(?<![\d.£])\d{{1,4}}[a-z]?,?\s+"
    rf"(?:{CAPITAL}\s+){{1,4}}(?:{STREET})\b\.?"
)

ADDRESSES = (
    Rule("address", re.compile(_NUMBERED, _ANY), 0.95),
    # Without capitals only after a number, and only types that are little else.
    Rule(
        "address",
        re.compile(
            rf"(?<![\d.£:])\b\d{{1,4}}[a-z]?,?\s+(?!(?:of|to|the|a|and|hours?|days?|"
            rf"miles?|years?|weeks?|minutes?|people|"
            rf"times|in|on|at|or)\b)(?:[a-z'’]+\s+){{1,2}}(?:{SURE_STREET}|court)\b",
            _ANY,
        ),
        0.75,
    ),
    Rule(
        "address",
        re.compile(rf"(?<![\w'’])(?:{CAPITAL}\s+){{1,3}}(?-i:{SURE_STREET})\b"),
        check=_street,
    ),
    Rule(
        "address",
        re.compile(
            rf"(?<![\w'’])(?:the\s+)?(?:{CAPITAL}\s+){{1,3}}(?-i:{HOMESTEAD}|"
            rf"{HOMESTEAD.lower()})\b"
        ),
        check=_street,
    ),
    # A house with a name: "The Old Forge", or "The New Larch House, Hepple".
    Rule(
        "address",
        re.compile(
            rf"(?<![\w'’])(?:[Tt]he\s+)?(?:Old|New)\s+(?:(?:{_BUILDING})\b(?!\s+[A-Z])"
            rf"|(?:{CAPITAL}\s*){{1,3}}(?=,\s+[A-Z]))"
        ),
        check=_house,
    ),
    Rule(
        "address",
        re.compile(rf"(?<![\w'’])(?:{COMPASS})\s+[A-Z][a-z]{{2,}}(?:{HAMLET})(?!\w)"),
        check=_street,
    ),
    Rule(
        "address",
        re.compile(
            rf"\b(?:plot|pitch|berth|mooring)\s+\d{{1,4}}[a-z]?(?:,\s+(?:{CAPITAL}\s*){{1,3}})?(?!\w)",
            _ANY,
        ),
        0.8,
    ),
    Rule("address", re.compile(r"\b(?:flat|apartment|apt)\s+\d{1,4}[a-z]?\b", _ANY), 0.8),
    Rule(
        "address",
        re.compile(
            rf"\b(?:live|lives|lived|living|stay|stays|staying|address\s+is|house)"
            rf"\s+(?:at|on|in)"
            rf"\s+(?P<x>(?:number\s+)?\d{{1,4}}[a-z]?(?:,?\s+{CAPITAL})*)(?!\w)",
            _ANY,
        ),
        0.7,
    ),
)

_BODY = (
    "Day Centre|Day Service|Resource Centre|Community Centre|Leisure Centre|"
    "Children's Centre|Family Centre|Centre|"
    "House|Surgery|Medical Practice|Medical Group|Medical Centre|Health "
    "Centre|Practice|Infirmary|Hospital|Hospice|"
    "First School|Middle School|High School|Primary School|Infant School|"
    "Primary|Academy|School|College|Court|Lodge|Hall|"
    "Home Care|Homecare|Care Home|Nursing Home|Residential Home|Carers|Care|"
    "Church|Chapel|Mosque|Methodist|Trust|Society|Circle|Club|Café|Cafe|"
    "Courier|Gazette|Journal|Chronicle|Herald|Advertiser|Institute|Welfare|"
    "Colliery|Pit|Pharmacy|Ltd|Limited|Association|Foundation|Project|"
    "Forum|Room|Rooms|Hub|Group|Unit|Clinic|Nursery|Playgroup|Inn|Arms|Hotel|"
    "Together|Wheels|Lanterns|Services|Support|Housing|Homes|Agency|Hut|Shed|"
    "Base|Day Unit|Rest|Bakery|Minibus|Smelter|Foundry"
)
_SMALL_BODY = (
    "hospital|surgery|pit|colliery|care home|day centre|centre|first school|"
    "middle school|high school|school|church|chapel|pharmacy|hospice|village "
    "hall|practice|club|home care|café|cafe|shed|bakery|smelter|foundry|factory|depot|chippy"
)
_PLAIN_LEAD = frozenset(cue_words("places.plain_lead"))
_TOWNS = frozenset(cue_words("places.towns"))


def _body(match: re.Match[str]) -> float:
    lead = [plain(word) for word in re.findall(r"[\w'’-]+", match["lead"])]
    whole = " ".join(plain(word) for word in match["x"].split())
    name = " ".join(word for word in lead if word not in _PLAIN_LEAD)
    if not name or whole in kept_names():
        return 0.0
    if name in kept_names():
        # A large town's own service is one of several only by type: name and type together tell.
        return 0.75 if name in _TOWNS and _named_after_town(match) else 0.0
    type_small = match["x"].split()[-1].islower()
    if type_small and is_ordinary(name) and is_sentence_start(match.string, match.start()):
        return 0.0  # "Lovely hospital": the capital is that of the sentence
    return 0.75


def _pub(match: re.Match[str]) -> float:
    """Two things coupled, not two people, towns or months."""
    words = [plain(match["lead"]), plain(match["tail"])]
    names = kept_names() | small_places() | given_names() | _PLAIN_LEAD
    things = all(is_ordinary(word) and word not in names for word in words)
    return 0.6 if things and words[0] not in surnames() else 0.0


def _small_body(match: re.Match[str]) -> float:
    lead = match["lead"]
    return 0.5 if not (lead in _PLAIN_LEAD or lead in _TYPES) else 0.0


def _named_after_town(match: re.Match[str]) -> bool:
    words = match["x"].split()
    return len(words) > 1 and plain(words[-1]) in (
        "hospital",
        "surgery",
        "school",
        "academy",
        "house",
        "practice",
        "club",
    )


_TYPES = frozenset(cue_words("places.types"))
_LEAD = r"(?P<lead>(?:[A-Z][\w'’]*(?:[-&]\w+)*\s+(?:of\s+|and\s+|&\s+|the\s+)?){1,4})"
ORGANISATIONS = (
    Rule(
        "organisation",
        re.compile(rf"(?<![\w'’])(?P<x>{_LEAD}(?:{_BODY}|{_SMALL_BODY}))(?![\w])"),
        check=_body,
    ),
    Rule(
        "organisation",
        re.compile(
            r"(?<![\w'’])(?P<x>(?P<lead>St\.?\s+[A-Z][\w'’]+\s?)(?:[A-Z][\w'’]+|school|church)?)"
        ),
        check=_body,
    ),
    Rule("organisation", re.compile(r"\b[Ww]ard\s+(?P<x>\d{1,2}[A-Z]?)\b"), 0.6),
    Rule("organisation", re.compile(r"(?<!\w)RVI(?!\w)"), 0.7),
    Rule("organisation", re.compile(r"(?<!\w)(?:wo)?men['’]?s\s+shed(?!\w)", _ANY), 0.6),
    # What a place has one of, told by its capital: "a raffle at the Legion".
    Rule(
        "organisation",
        re.compile(
            r"(?<=[Tt]he )(?:Welfare|Institute|Legion|Buffs|Methodist|Abbey|Comrades)(?!\s+[A-Z])\b"
        ),
        0.6,
    ),
    # A pub or a shop: "down at the Plough and Anchor".
    Rule(
        "organisation",
        re.compile(
            rf"\b(?:at|in|behind|outside|opposite|inside|down)\s+(?:the\s+)?"
            rf"(?P<x>(?P<lead>{CAPITAL})\s+(?:and|&)\s+(?P<tail>{CAPITAL}))(?!\s+[A-Z])"
        ),
        check=_pub,
    ),
    Rule(
        "organisation",
        re.compile(
            r"(?<![\w'’])(?P<x>(?P<lead>[a-z]{4,}) (?:homecare|home care|care home|"
            r"day centre|medical group|first school|nursing home|lodge|hospice))(?!\w)"
        ),
        check=_small_body,
    ),
)

_SITS_IN = re.compile(
    r"\b(?:in|at|from|to|near|of|out|up|down|round|around|over|through|past|"
    r"towards?|outside|beyond|by|the|"
    r"for|off|into|via|between|and|live)\s+$",
    _ANY,
)


_LOCAL = (
    # Rivers that are small enough to tell a valley, and places named after what stands there.
    Rule(
        "place",
        re.compile(
            r"(?<=the )(?:Aln|Coquet|Rede|Breamish|Font|Pont|Lyne|Irthing|Glen|Till|Allen|Ouseburn)"
            r"(?!\s+[A-Z])\b"
        ),
        0.6,
    ),
    Rule(
        "place",
        re.compile(
            r"(?<=the )(?:[A-Z][\w'’]+\s+){1,2}(?:site|roundabout|estate|camp|crossroads|junction|"
            r"allotments|car park)\b"
        ),
        0.6,
    ),
    # Where somebody comes from; not who wrote or rang ("a letter from Social Care").
    Rule(
        "place",
        re.compile(
            rf"\b(?:(?:I|i|he|she|we|they)['’](?:m|s|re)|I\s+am|came|comes?|originally|over)\s+from\s+"
            rf"(?P<x>{CAPITAL})(?!\s+[A-Z])"
        ),
        check=lambda match: 0.6 if plain(match["x"]) not in kept_names() | _PLAIN_LEAD else 0.0,
    ),
)


_FROM = (
    r"(?:['’]m|['’]s|['’]re|am|is|are|was|were|comes?|came|originally|lad|lass|woman|man|girl|boy|"
    r"family|folk|people)\s+from"
)
_TOWN = "|".join(sorted(_TOWNS))
_NO_SERVICE = r"(?!\s+(?:General|Infirmary|Hospital))"
_LIVES = tuple(
    Rule("place", re.compile(pattern, _ANY), 0.6)
    for pattern in (
        r"\b(?:live[sd]?|living|lodg(?:es?|ing)|born|grew\s+up|brought\s+up|raised|settled|based|"
        rf"moved|stay(?:s|ed|ing)?|house|flat|bungalow|home|{_FROM})\s+"
        r"(?:(?:here|over|up|down|out|back|just|still|now|all\s+my\s+life)\s+)?"
        rf"(?:(?:in|at|to|near|outside|from)\s+)?(?P<x>{_TOWN})\b{_NO_SERVICE}",
        rf"\b(?:i['’]?m|i\s+am|we['’]?re|we\s+are)\s+in\s+(?P<x>{_TOWN})\b{_NO_SERVICE}",
        rf"(?:^|[.!?]\s+)from\s+(?P<x>{_TOWN})\b{_NO_SERVICE}",
        rf",\s+now\s+(?P<x>{_TOWN})\b",
        rf"\bin\s+(?P<x>{_TOWN})\b(?=\s+(?:for|these|since)\s+[^.,;!?]{{0,20}}(?:years|life))",
    )
)


class SmallPlaces(Recogniser):
    """Villages, estates and valleys of the county, with usual misspellings, in any letter case."""

    def __init__(self) -> None:
        super().__init__("places", ("place",))
        names = sorted(small_places(), key=lambda name: (-len(name), name))
        alternatives = "|".join(re.escape(name).replace(r"\ ", r"[\s\-]+") for name in names)
        self._pattern = re.compile(
            rf"(?<![\w'’-])(?:{alternatives})(?:\s+[Vv]alley)?(?![\w])", _ANY
        )
        self._clear = frozenset(
            name
            for name in names
            if not (name in given_names() or name in surnames() or is_ordinary(name))
        )

    def spans(self, text: str) -> Iterator[Span]:
        """Names that are nothing else count always; the others after a word of place."""
        for match in self._pattern.finditer(text):
            found = " ".join(match.group().casefold().split()).removesuffix(" valley")
            if found in self._clear or " " in found:
                yield Span(*match.span(), "place", 0.8, self.name)
            elif match.group()[0].isupper() and _SITS_IN.search(text[: match.start()]):
                yield Span(*match.span(), "place", 0.6, self.name)


def places() -> list[Recogniser]:
    """The detectors of this module."""
    told = (*ADDRESSES, *ORGANISATIONS, *_LOCAL)
    return [Rules("patterns", told), Rules(HOME, _LIVES), SmallPlaces()]
