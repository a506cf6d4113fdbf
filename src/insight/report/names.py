"""What the columns and values of released tables are called in plain words."""

from __future__ import annotations

from types import MappingProxyType

EVERYBODY = "all"
"""In place of a group, where a source does not tell who people are."""

GROUPS = MappingProxyType(
    {
        "person_using_services": ("person using services", "people using services"),
        "unpaid_carer": ("unpaid carer", "unpaid carers"),
        "staff_frontline": ("frontline worker", "frontline staff"),
        "staff_leadership": ("senior manager", "senior managers"),
        "vcs_partner": ("voluntary or community partner", "voluntary and community partners"),
        "health_partner": ("health partner", "health partners"),
        "care_provider": ("care provider", "care providers"),
        "council_corporate": ("council officer", "council officers"),
        "ombudsman": ("ombudsman", "ombudsmen"),
        "external_qa": ("outside reviewer", "outside reviewers"),
        "assessor": ("assessor", "assessors"),
        "other": ("other person", "other people"),
        EVERYBODY: ("person", "people"),
    }
)
"""Singular and plural of each stakeholder group, in the order in which groups are shown."""

_SOURCES = MappingProxyType(
    {
        "interview": ("interviews", ("interview", "interviews")),
        "group": ("group discussions", ("group", "groups", "group discussions", "focus groups")),
        "survey": ("survey", ("survey", "survey answers")),
        "document": ("published documents", ("document", "documents", "reports")),
    }
)
"""What a source of each mode is called, and names of sources that say no more than that."""

SAMPLING = MappingProxyType(
    {
        "purposive": "people were invited because of what they know",
        "self_selected": "people chose for themselves to take part",
        "probability": "people were picked by chance",
        "census": "everybody was asked",
    }
)

MARGINS = MappingProxyType(
    {
        "imd_quintile": "Deprivation of the area (fifths of the county)",
        "quintile": "Deprivation of the area (fifths of the county)",
        "age_band": "Age",
        "age_65": "Aged 65 and over",
        "sex": "Sex",
        "ethnicity": "Ethnic group",
        "disability": "Disability",
        "carer": "Carers",
        "rural_urban": "Town or country",
    }
)

QUINTILE_NAMES = MappingProxyType(
    {
        "1": "1 (most deprived)",
        "2": "2",
        "3": "3",
        "4": "4",
        "5": "5 (least deprived)",
    }
)

CATEGORIES = MappingProxyType(
    {
        ("age_65", "65+"): "People aged 65 and over",
        ("disability", "disabled"): "Disabled people",
        ("disability", "not disabled"): "People who are not disabled",
        ("age_65", "under 65"): "People aged under 65",
        ("carer", "yes"): "Carers",
        ("carer", "no"): "People who are not carers",
        ("rural_urban", "Rural"): "People in the country",
        ("rural_urban", "Urban"): "People in towns",
        **{
            (margin, fifth): f"People in the {words} fifth of areas"
            for margin in ("imd_quintile", "quintile")
            for fifth, words in (
                ("1", "most deprived"),
                ("2", "second most deprived"),
                ("3", "middle"),
                ("4", "second least deprived"),
                ("5", "least deprived"),
            )
        },
    }
)
NOT_KNOWN = "not known"

SELDOM_LEFT_OUT = MappingProxyType(
    {
        "imd_quintile": ("4", "5"),
        "quintile": ("4", "5"),
        "rural_urban": ("urban",),
        "disability": ("not disabled",),
        "carer": ("no", "not a carer"),
        "ethnicity": ("white", "white british"),
        "age_65": ("under 65",),
    }
)
"""Parts of each margin that neither equality law nor a Marmot programme seeks out first.

The Equality Act 2010, section 149(3)(c), asks bodies to encourage people with a protected
characteristic to take part where few of them do; the Marmot reviews ask for effort in proportion
to disadvantage. Parts that are not listed come first.
"""

KINDS = MappingProxyType(
    {
        "person": "names of people",
        "organisation": "organisations",
        "place": "places",
        "role": "posts that one person holds",
        "age": "ages",
        "date": "dates",
        "date_of_birth": "dates of birth",
        "address": "addresses",
        "condition": "illnesses and conditions",
        "relationship": "relationships",
        "ethnicity": "ethnicity or faith",
        "email": "email addresses",
        "phone": "telephone numbers",
        "postcode": "postcodes",
        "reference": "reference numbers",
        "url": "web addresses",
        "handle": "names on social media",
        "nhs_number": "NHS numbers",
        "ni_number": "National Insurance numbers",
        "vehicle": "number plates",
    }
)
"""Kinds of personal details that were taken out; another is told by its own name."""

LINKS = MappingProxyType(
    {
        "linked": "Area found from the postcode",
        "linked_terminated": "Area found from an older postcode",
        "given_area": "Area given directly",
        "no_place_given": "No place given",
        "partial_postcode": "Only part of a postcode given",
        "unknown_postcode": "Postcode not known",
        "not_geographic": "Postcode of no place",
        "large_user": "Postcode of an organisation",
        "larger_area_given": "Only a ward or other larger area given",
        "outside_authority": "Lives outside the county",
        "other_nation": "Lives outside England",
        "not_a_resident": "Spoke as staff or partner, so no area is used",
    }
)

VALENCES = MappingProxyType(
    {
        "+": "what went well",
        "-": "what went wrong",
        "~": "good and bad",
        "0": "",
        "": "",
    }
)

SIDES = MappingProxyType(
    {
        "lived": "People with lived experience",
        "organisation": "Staff and partners",
        "": "Others",
    }
)
"""Who stands on each side of `Quotes`, in the order in which sides are shown."""

NO_SIDES = MappingProxyType({"": "What was said"})
"""Where nobody's side is told, as with voices of a document, there are no others."""

MEASURES = MappingProxyType(
    {
        "sii": "Slope index (gap between the two ends, as a share of people)",
        "rii": "Relative index (least deprived end divided by most deprived end)",
        "erreygers": "Erreygers concentration index",
    }
)

UNITS = {
    "segment": "pieces of text",
    "span": "stretches drawn",
    "rung_claimed": "rung claimed",
    "rung_experienced": "rung felt",
}
"""On what coders are compared."""
RUNGS = (
    "Coercion",
    "Educating",
    "Informing",
    "Consultation",
    "Engagement",
    "Co-design",
    "Co-production",
)
"""The ladder of co-production, lowest rung first; rungs are ordered, not equally spaced."""

TABLES = MappingProxyType(
    {
        "sources": ("Who took part", "One row for each way of collecting views."),
        "representation": (
            "Heard and not heard",
            "People who took part beside the people who live in the county.",
        ),
        "outreach": (
            "Whom to ask next",
            "Parts of the county of which nobody was heard, or clearly too few.",
        ),
        "links": ("Finding areas", "How the areas that people live in were found."),
        "codebook": ("Codebook", "What each topic of the codebook means."),
        "theme_prevalence": (
            "How many spoke of it",
            "How many of those asked spoke of each topic, by group and area.",
        ),
        "passages": (
            "Pieces of text",
            "In how many pieces of text people spoke of each topic.",
        ),
        "weighted_prevalence": (
            "Weighted shares",
            "Shares among residents of a survey, weighted to who lives in the county.",
        ),
        "divergence": ("Groups side by side", "Two groups of one source beside each other."),
        "changes": (
            "Changes",
            "How many spoke of each topic in the wave before, and now. "
            "A difference below 0 means fewer now.",
        ),
        "promises": ("Promises", "What was promised after the wave before."),
        "theme_gradients": (
            "Gradients",
            "How a topic changes from the most to the least deprived areas. "
            "A value below 0 means commoner in the most deprived areas.",
        ),
        "quotes": ("Quotes", "What people said, de-identified."),
        "themes": ("Candidate themes", "Patterns found by computer, for people to judge."),
        "theme_views": (
            "Themes by question",
            "How many people speak of each theme, by question, by round, and in the course of a "
            "talk.",
        ),
        "theme_only": (
            "Themes of one group",
            "Themes that only people of one group of a source speak of.",
        ),
        "theme_quality": (
            "Quality of themes",
            "How far each candidate theme is found again, and whether its words keep company. "
            "Theme -1 stands for all of them.",
        ),
        "theme_headings": ("Headings of themes", "Under which broader heading each theme stands."),
        "counted": (
            "What was counted",
            "Figures that others publish, as they give them. They count cases and answers, not the "
            "people of this study.",
        ),
        "agreement": ("Agreement", "How far two coders, or coder and computer, agree."),
        "rungs": ("Co-production ladder", "Rungs claimed by organisations and felt by people."),
        "claims": (
            "Claims of documents",
            "How many statements of a published document are about each topic, by the voice that "
            "the document gives them to. Statements are not people.",
        ),
        "redactions": ("Removed details", "What kinds of personal details were taken out."),
        "principles": ("Marmot principles", "The eight principles."),
        "indicators": ("Indicators", "Public measures that give context to each principle."),
        "indicator_values": (
            "Indicator values",
            "What the public measures are for the whole authority, and for England. They give "
            "context and cannot be set against what people in one part of it say.",
        ),
        "reported": (
            "What researchers report",
            "What the researchers say of how they worked, for the checklists of journals.",
        ),
    }
)
"""Title and meaning of each released table, in the order of the workbook."""

COLUMNS = MappingProxyType(
    {
        "source_name": "Source",
        "name": "Name",
        "mode": "How collected",
        "sampling": "How people were chosen",
        "subject": "Kind of topic",
        "subject_id": "Topic",
        "stratum": "Split by",
        "stratum_value": "Part",
        "n_mentioning": "People who spoke of it",
        "n_unprompted": "Of these, without being asked about it",
        "n_asked": "People asked",
        "prevalence": "Share of people",
        "n_effective": "As certain as so many people who count the same",
        "unweighted": "Share as they answered",
        "raked_on": "Weighted by",
        "n_trimmed": "People whose weight was held at a limit",
        "largest_gap": "Largest gap left to the county",
        "ci_low": "Likely range: low end",
        "ci_high": "Likely range: high end",
        "method": "Method",
        "basis": "Coded by",
        "note": "Note",
        "warning": "Warning",
        "measure": "Measure",
        "value": "Value",
        "p_value": "p value",
        "p_adjusted": "p value, adjusted for many comparisons",
        "detectable": "Smallest gap that could probably be seen",
        "n": "Number",
        "group_a": "First group",
        "group_b": "Second group",
        "mentioning_a": "First group: spoke of it",
        "asked_a": "First group: asked",
        "mentioning_b": "Second group: spoke of it",
        "asked_b": "Second group: asked",
        "difference": "First share minus second share",
        "margin": "Compared by",
        "category": "Category",
        "n_speakers": "People",
        "population": "People who live there",
        "missing": "What is missing",
        "share_of_speakers": "Share of people heard",
        "share_of_population": "Share of residents",
        "ratio": "Heard compared with residents (1 = as many as expected)",
        "not_heard": "Nobody heard",
        "chance_of_none": "Chance of hearing nobody by luck",
        "pair": "Pair",
        "n_segments": "Pieces of text",
        "n_positive": "Pieces given the topic by either",
        "alpha": "Krippendorff's alpha",
        "compared_on": "Compared on",
        "kappa": "Cohen's kappa",
        "kappa_low": "Kappa: lower end of the likely range",
        "kappa_high": "Kappa: upper end of the likely range",
        "positive_agreement": "Agreement where the topic was given",
        "negative_agreement": "Agreement where it was not given",
        "quote_id": "Quote",
        "valence": "Tone",
        "said_by": "Said by",
        "side": "Side (lived experience, or organisation)",
        "text": "Words",
        "status": "Status",
        "theme_id": "Theme",
        "view": "Split by",
        "part": "Part",
        "place": "Order",
        "group": "Group",
        "n_group": "People of the group asked",
        "chance": "How likely by chance",
        "chance_adjusted": "How likely by chance, adjusted for many themes",
        "label": "Short name",
        "keywords": "Typical words",
        "repeatability": "Repeatability (0 to 1)",
        "speakers": "Found again among other people (0 to 1)",
        "speakers_low": "Found again: lower quarter",
        "speakers_high": "Found again: upper quarter",
        "by_chance": "Found again by chance alone",
        "seeds": "Found again from other starts",
        "bootstraps": "Times tried",
        "npmi": "Words together (0 = as by chance)",
        "c_v": "Words in the same company (1 = all)",
        "diversity": "Share of words that differ between themes",
        "said": "In words",
        "parent": "Heading",
        "parent_label": "Name of the heading",
        "row": "Order of the periods",
        "column": "Order of the figures",
        "told": "As given",
        "n_of": "What the number counts",
        "codes": "Topics",
        "collected_on": "When",
        "wave": "Round",
        "n_excluded": "Rows left out",
        "kind": "Kind of detail",
        "code": "Code",
        "definition": "Meaning",
        "principles": "Marmot principles",
        "principle": "Principle",
        "title": "Title",
        "origin": "Where it came from",
        "ordinal": "Has rungs",
        "version": "Version",
        "rules": "Digest of its rules",
        "questions": "Digest of the questions",
        "standing": "How it stands",
        "mentioning_then": "Spoke of it then",
        "asked_then": "Asked then",
        "share_then": "Share then",
        "mentioning_now": "Speak of it now",
        "asked_now": "Asked now",
        "share_now": "Share now",
        "you_said": "You said",
        "we_did": "We did",
        "by": "By when",
        "who": "Who will see to it",
        "indicator_id": "Indicator number",
        "polarity": "Good direction (+ high, - low)",
        "measured_for": "Measured for",
        "period": "Period",
        "england": "Value of England",
        "link_status": "How the area was found",
        "rung": "Rung (1 to 7)",
        "n_claimed": "Claimed by the organisation",
        "voice": "Voice",
        "n_statements": "Statements",
        "n_experienced": "Felt by people",
    }
)


def group(code: str, *, many: bool = True) -> str:
    """The stakeholder group `code` in words; several joined by ';' become 'a and b'."""
    parts = [GROUPS[part][many] if part in GROUPS else in_words(part) for part in code.split(";")]
    return " and ".join(parts)


def source(name: str, mode: str) -> str:
    """A source in words.

    >>> source("survey", "survey"), source("staff forum", "group")
    ('the survey', 'the “staff forum” group discussions')
    """
    noun, plain = _SOURCES.get(mode, (mode, ()))
    told = in_words(name)
    if told.lower() in plain:
        return f"the {noun}"
    return f"the {told}" if set(told.lower().split()) & set(plain) else f"the “{told}” {noun}"


def category(margin: str, value: str) -> str:
    """A part of the county or its people in words."""
    if margin == "locality":
        return f"People in {value}"
    told = f"{MARGINS.get(margin, in_words(margin).capitalize())}: {value}"
    return CATEGORIES.get((margin, value), told)


def is_sought_first(margin: str, value: str) -> bool:
    """Whether a part of the county leads the list of whom to ask next.

    >>> is_sought_first("disability", "disabled"), is_sought_first("rural_urban", "Urban")
    (True, False)
    """
    return value.casefold() not in SELDOM_LEFT_OUT.get(margin, ())


def group_order(code: str) -> tuple[int, str]:
    """Sort key: lived experience first, then staff and partners, as in `GROUPS`."""
    order = list(GROUPS)
    first = code.split(";")[0]
    return (order.index(first) if first in order else len(order), code)


def in_words(name: str) -> str:
    """A name of the tables without its underscores."""
    return name.replace("_", " ").strip()


def column(name: str) -> str:
    """Heading of the column `name`."""
    return COLUMNS.get(name, in_words(name).capitalize())
