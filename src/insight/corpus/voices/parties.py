"""How each party is called: names of those who speak in a report -> their stakeholder groups.

A name is found by its noun and what stands before and behind it: "a manager at a care home" is of
the home and no leader of the council, "staff at the carers' centre" are of a charity. Families and
relatives count among the people who use services, who they speak of, unless the words say that
they care; Healthwatch counts with the voluntary sector, which runs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MARK = "§"

# Who is of the organisation that is named next to them.
_ROLE = (
    r"(?:staff|(?:senior |team |service |registered |deputy |area )*managers?|leaders?|leads?"
    r"|directors?|(?:chief )?executives?|owners?|(?:support |care |outreach )?workers?"
    r"|colleagues?|partners?|representatives?|professionals?|practitioners?|clinicians?|nurses?"
    r"|therapists|consultants?|trustees?|volunteers?|members? of staff|employees|teams?|officers?"
    r"|commissioners?|organisations?|agencies|services|groups?|bodies|sector|system)"
)
_OF = (
    r"(?:(?:who )?work(?:ing|ed) (?:at|in|for|with)|employed by|representing"
    r"|(?:at|from|in|of|for|with|within|across|on behalf of|running|run by))"
    r" (?:(?!(?:and|or|but|who|that|were|was|had|told|said)\b)[\w'’-]+ ){0,3}?"
)


def _of(organisation: str) -> str:
    """An organisation by its name, with those of it who stand before or behind the name."""
    return (
        rf"(?:{_ROLE} (?:{_OF})(?:{organisation})|(?:{organisation})(?:['’]s?)?"
        rf"(?: (?:and|&) (?:social )?care)?(?: {_ROLE})*)"
    )


_CONDITION = (
    r"(?:with|without|living with|affected by|experiencing) "
    r"(?:lived experience|(?:an? |the |their |more |complex |multiple |different )*"
    r"(?:[\w-]+ ){0,3}?(?:needs?|disabilit(?:y|ies)|impairments?|dementia|autism|conditions?"
    r"|illness(?:es)?|problems|injur(?:y|ies)|loss|care homes?|homelessness))"
)
_USING = (
    r"(?:(?:who )?(?:use|used|using|receive|received|receiving|drew on|draw on|drawing on"
    r"|accessed|accessing|needed|needing|in receipt of)"
    r" (?:[\w-]+ ){0,3}?(?:services?|care|support|payments?|equipment|reablement)"
    r"(?: (?:and|or) (?:support|care|services))?)"
)
_PERSON = (
    r"(?:people|persons?|adults|(?<!the )(?<!case)individuals?|wom[ae]n|m[ae]n)"
    r"(?! (?:strategy|strategies|board|plan|services?|team|director|scrutiny|committee))"
)
_CARING = (
    r"(?:who (?:was |were |is |are )?)?(?:car(?:ed|es|ing) (?:full[- ]time )?for|looking after)"
)
_CARED_FOR = (
    r"(?: (?:[\w-]+ ){0,3}?(?:person|people|adults|sons?|daughters?|wife|husband|mother|father|mum"
    r"|dad|parents?|child(?:ren)?|brother|sister|partner|spouse|relatives?|friend|someone|member))?"
)

_NAMES: tuple[tuple[str, str], ...] = (
    # Of the council, though their names hold those of others.
    (
        "staff_frontline",
        r"approved mental health professionals?|AMHPs?(?! leads?)"
        r"|hospital (?:social work(?:ers?| teams?)|discharge (?:social workers?|teams?))",
    ),
    (
        "ombudsman",
        r"LGSCO|(?:Local Government and Social Care |Parliamentary and Health Service |Housing )?"
        r"ombudsman",
    ),
    (
        "external_qa",
        r"(?:external |independent |peer |LGA |sector-led )+"
        r"(?:quality assurance |review |challenge |inspection )*"
        r"(?:teams?|visits?|reviews?|challenges?|assessors|reviewers|auditors|inspectors"
        r"|consultants)"
        r"|peer (?:review|challenge)(?: team)?|(?:assessors|reviewers|auditors|inspectors)"
        r"(?: from (?:Skills for Care|Ofsted))?|Skills for Care|Ofsted"
        r"|Local Government Association|His Majesty['’]s Inspect\w+",
    ),
    (
        "vcs_partner",
        _of(
            r"VCS(?:E|FSE)?|(?:third|voluntary|charity|charitable|faith)(?:,? (?:and |& )?"
            r"(?:charit(?:y|able)|community|faith|social enterprise|voluntary))*"
            r" (?:sector|organisations?|groups?|partners?|leaders?|bodies)"
            r"|(?:voluntary|charity) and community|charit(?:y|ies)|not-for-profit \w+"
            r"|(?:community|faith|user-led|disabled people['’]s|advocacy|mosque|church)"
            r" (?:groups?|organisations?|services?|providers?|partners?|leaders?)"
            r"|carers?['’]? (?:organisations?|cent(?:re|er)s?|support (?:services?|organisations?)"
            r"|charit(?:y|ies)|trusts?|networks?|hubs?|services?)"
            r"|Healthwatch(?-i: [A-Z]\w+)?|(?:independent )?advocates|(?:food ?banks?|hospices?)"
            r"|Citizens Advice|Age UK|Mencap"
        ),
    ),
    (
        "health_partner",
        _of(
            r"NHS(?: (?:foundation )?trusts?| England)?|ICBs?|Integrated Care Boards?"
            r"|(?:acute |community |mental health |hospital |ambulance |NHS |foundation )+trusts?"
            r"|(?:acute |community |local |general |cottage )*hospitals?(?! (?:discharges?|social"
            r" work(?:ers?)?|team))|(?:community |mental |public |primary |secondary )*"
            r"health(?:care)?(?= (?:partners?|colleagues?|leaders?|staff|professionals?|services?"
            r"|teams?|organisations?|system|providers?|commissioners?|visitors?|and))"
            r"(?! and wellbeing)|(?:primary|secondary) care"
            r"|GPs?(?: (?:surger(?:y|ies)|practices?))?"
            r"|wards?|ambulance (?:service|crews?)|(?:out-patient |memory )?clinics?"
        )
        + r"|(?:partners?|colleagues?|leaders?|staff) (?:in|from|across) (?:the )?(?:NHS|health)\b"
        r"|(?:district |community |ward |practice |specialist |mental health |psychiatric )*"
        r"nurs(?:es?|ing teams?)(?! homes?)|doctors?|consultants|clinicians|paramedics"
        r"|psychiatrists?|psychologists?|physiotherapists?|pharmacists?|midwives|matrons?",
    ),
    (
        "care_provider",
        _of(
            r"(?:(?:adult |social |independent |private |external |care|care and support|care home"
            r"|home|homecare|nursing|residential|domiciliary|support(?:ed)?(?: living)?|day|service"
            r"|commissioned|extra care|reablement|local) )*providers?(?: services| organisations)?"
            r"|(?:residential |nursing |private )*(?:care|nursing|residential) homes?"
            r"|(?:home ?care|domiciliary(?: care)?|care|home care) "
            r"(?:agenc(?:y|ies)|compan(?:y|ies)|firms?|businesses)"
            r"|(?:supported living|extra care|domiciliary care|homecare|shared lives) "
            r"(?:services?|schemes?|organisations?|cent(?:re|er)s?)"
        )
        + r"|(?:care )?home (?:managers?|owners?|staff)|registered managers?"
        r"|(?:paid |home ?|domiciliary )*(?:care ?workers|care assistants|care staff)"
        r"|paid carers?|(?:home|agency|live-in|professional) carers?"
        r"|personal assistants?|shared lives carers",
    ),
    (
        "unpaid_carer",
        r"(?:unpaid |family |young |parent |adult |older |working |male |female |sibling )*carers?"
        r"(?!['’]? (?:support|cent(?:re|er)s?|services?|assessments?|strateg\w+|leads?|breaks?"
        r"|policy|teams?|boards?|act|cards?|champions?|offer|survey|plans?|register|allowance))"
        r"(?: (?:representatives?|forum members))?"
        rf"|(?:(?:{_PERSON}|one|family members?|relatives?|friends?|spouses?|wives|wife|husbands?"
        rf"|daughters?|sons?|mothers?|fathers?|mums?|parents?|someone|those) {_CARING}{_CARED_FOR})"
        r"|parents(?: and guardians)?",
    ),
    (
        "person_using_services",
        rf"(?:(?:disabled|older|young|younger|autistic|d?deaf|blind|homeless|vulnerable|black"
        rf"|asian|gay|trans|gypsy|LGBTQ?\+?|working-age|bereaved|affected) )*{_PERSON}"
        r"(?: (?:from|in|of|across) (?:[\w-]+ ){0,4}?(?:communit(?:y|ies)|backgrounds?|groups?))?"
        rf"(?:(?:,? (?:who )?(?:were |was |had |have )?{_USING})|(?: {_CONDITION}))?"
        rf"|(?:those|others) (?:{_USING}|{_CONDITION})"
        r"|(?:service|care) users?|(?:some |many |local |care home )*residents?(?! parking)"
        r"|famil(?:y|ies)(?: members?)?(?! (?:hubs?|carers?|services?|group|practice))|relatives?"
        r"|(?:self[- ]advocates?|experts? by experience|refugees|asylum seekers|veterans"
        r"|direct payment (?:recipients|users)|tenants|care leavers|patients)"
        r"|communit(?:y|ies) members?|members? of (?:the )?(?:[\w-]+ ){0,3}?communit(?:y|ies)"
        r"|members? of the public|(?:daughter|son|wife|husband|mother|father|sister|brother|mum|dad"
        r"|spouse|niece|nephew|friend|neighbour)s?(?= )",
    ),
    (
        "other",
        r"(?:the )?(?:(?:housing|criminal justice|education|statutory|multi-agency|police|probation"
        r"|fire|safeguarding|strategic|system) )+(?:and [\w-]+ )?"
        r"(?:partners?|colleagues?|officers?|services?|teams?|leaders?|providers?|associations?)"
        r"(?: (?:partners?|colleagues?|staff|officers?))?"
        r"|(?:the )?police(?: (?:force|officers?|colleagues?))?|(?:the )?coroners?"
        r"|housing (?:associations?|providers?)|landlords|(?:prison|probation)(?: \w+)?"
        r"|(?:fire|rescue)(?: and rescue)? service|schools?|colleges?|universit(?:y|ies)"
        r"|(?:[\w-]+ )?(?:employers|unions?|solicitors|lawyers)"
        r"|(?:the )?(?:independent )?chair of the (?:safeguarding|SAB)[\w ]*board"
        r"|safeguarding adults(?: partnership)? board(?: members?| chair| partners)?"
        r"|system leaders?|leaders? across the system|Department (?:of|for) \w+|DWP",
    ),
    (
        "council_corporate",
        r"elected members?|(?:(?:county|borough|district|city|ward|lead) )*councillors?"
        r"|Cllrs?|(?:cabinet|lead) members?(?: for"
        r"(?: (?:adults?|social|health|public|care|wellbeing|services|finance|housing|and))+)?"
        r"|portfolio holders?|political leaders?(?:hip)?"
        r"|(?:chair|members?) of (?:the )?(?:overview and )?scrutiny(?: committee)?"
        r"|scrutiny (?:chair|members?|committee)|leader of the council",
    ),
    (
        "staff_leadership",
        r"(?:(?:senior|political|local authority|council|adult social care|assistant|deputy"
        r"|corporate|executive|team|service|operational|strategic|head|middle|principal"
        r"|commissioning|group|area|locality) )*"
        r"(?:leaders?|managers?|directors?|leadership(?: team)?|heads? of (?:service|[\w ]+?(?=\b))"
        r"|chief executives?)(?: of (?:adult social services|adult services|commissioning"
        r"|adult social care|people|public health))?"
        r"|(?:DASS|PSW|POT)\b|AMHP lead|senior (?:staff|officers?|leadership team)|management team"
        r"|principal (?:social workers?|occupational therapists?)",
    ),
    (
        "staff_frontline",
        r"(?:(?:frontline|front-line|social work|social care|local authority|council|operational"
        r"|newly qualified|student|senior|hospital|mental health|agency|team|safeguarding|duty"
        r"|reablement|commissioning|adult social care|contact centre|front door|brokerage"
        r"|community|new|experienced|specialist) )*"
        r"(?:staff(?: members?| teams?)?|members? of staff|social workers?|practitioners?"
        r"|occupational therapists?(?: assistants?)?|OTs|apprentices|officers?|commissioners?"
        r"|NQSWs?|best interests assessors?"
        r"|(?:[\w-]+ )?coordinators|social work teams?|frontline teams?|employees"
        r"|call handlers|brokers|assessors of need|teams?(?! (?:around|building)))",
    ),
    (
        "council_corporate",
        r"(?:local authority|county council|city council|borough council|council|LA)"
        r"(?:['’]s)?(?: own)? (?:self[- ]assessment|information return|self[- ]evaluation)"
        r"|self[- ]assessment|(?-i:(?:[A-Z]\w+ )*Council)"
        r"(?! (?:tax|house|housing|estate))|(?:local authority|council)"
        r"(?! (?:tax|house|housing|estate|ward))",
    ),
    (
        "other",
        r"(?:system |other |some |external |key |wider |strategic |local |multi-agency )*partners"
        r"|partner (?:organisations?|agenc(?:y|ies))|stakeholders?|neighbouring authorities",
    ),
)
_PARTIES = [
    (group, re.compile(rf"\b(?:(?:the|an?) )?(?:{names})(?!\w)", re.IGNORECASE))
    for group, names in _NAMES
]
_TOKEN = re.compile(rf"({MARK}\w+{MARK})")

ORGANISATION_OF: Mapping[str, str] = {
    "staff_frontline": "council",
    "staff_leadership": "council",
    "council_corporate": "council",
    "health_partner": "nhs",
    "care_provider": "care_provider",
    "vcs_partner": "vcs",
    "ombudsman": "ombudsman",
    "external_qa": "other",
    "other": "other",
}


def with_parties_marked(sentence: str) -> str:
    """`sentence` with the name of each party replaced by its group between two marks.

    >>> with_parties_marked("A manager at a care home said that nurses came daily.")
    '§care_provider§ said that §health_partner§ came daily.'
    """
    marked = sentence.replace(MARK, " ")
    for group, names in _PARTIES:
        parts = _TOKEN.split(marked)
        marked = "".join(
            part if part.startswith(MARK) else names.sub(f"{MARK}{group}{MARK}", part)
            for part in parts
        )
    return marked
