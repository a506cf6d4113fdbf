"""A small study with an unmistakable, invented secret in every place where people can put one."""

from __future__ import annotations

from pathlib import Path

SECRETS = {
    "turn": "Vexlorrin",
    "label": "Drumquast",
    "cell": "Ospleaver",
    "known name": "Zyntharra",
    "roster": "Plovermeck",
    "postcode": "Grobnessel",
    "recode": "Tannizeb",
    "interviewer": "Hexamorp",
    "human codes": "Murkledon",
    "workbook": "Wrexolby",
    "decision": "Skarvelle",
}
FILE = "Fennowick"
"""In the name of a file: errors must name the file, and nothing that others see may."""
HEADER = "Quillonby"
"""In the header of a column: errors must name the column."""
WORDS = frozenset(SECRETS.values())

STUDY = f"""
[study]
title = "A planted study"
controller = "A council"
custodian = "A keeper"

[[source]]
name = "talks"
files = "data/raw/talks/*"
kind = "transcript"
mode = "interview"
sampling = "purposive"
speakers = "data/raw/speakers.csv"
interviewers = ["INT"]

[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "self_selected"

[source.columns]
id = "ID"
text = "What would you change?"
stakeholder_group = "I am {HEADER}"
postcode = "Postcode"
consent_quote = "Quote?"
consent_share = "Share?"
consent_until = "Until"
speaks_for = "For"

[source.recode.stakeholder_group]
"{SECRETS["recode"]}" = "unpaid_carer"

[anonymise]
known_names = "data/raw/known_names.csv"

[coding]
codebook = "codebook.toml"
human = "data/raw/human_codes.csv"
"""
CODEBOOK = """
title = "Three codes"
version = "1"
[[code]]
code = "waiting"
label = "Waiting"
definition = "Time that passes before help comes."
[[code]]
code = "kindness"
label = "Kindness"
definition = "Somebody is kind, listens, or takes their time."
"""
SAID = SECRETS["turn"]
TALK = f"""INT: Who came to see you when you were poorly?

{SECRETS["label"]}: {SAID} came, and after that Mrs {SAID} rang me every week without fail.

INT: And was that a help to you?

{SECRETS["label"]}: It was, aye. I waited for the doctor, and {SECRETS["known name"]} sat by.
"""
SPEAKERS = f"""file,label,name,role,stakeholder_groups,postcode,consent_quote,consent_share
talks/{FILE}.txt,INT,Ruth {SECRETS["interviewer"]},interviewer,,,,
talks/{FILE}.txt,{SECRETS["label"]},Ada {SECRETS["roster"]},participant,unpaid_carer,,yes,yes
"""
HEAD = f"ID,What would you change?,I am {HEADER},Postcode,Quote?,Share?,Until,For\n"
ROWS = [
    f"R{n},{said},{group},,yes,yes,,self\n"
    for n, (said, group) in enumerate(
        [
            (f"Let {SECRETS['cell']} run it.", SECRETS["recode"]),
            ("Answer the telephone in the morning.", "unpaid_carer"),
            ("More time for each visit would help us all.", "unpaid_carer"),
            ("Nothing at all they are very kind.", "person_using_services"),
        ],
        1,
    )
]
NAMES = "name,kind\n" + "".join(f"{word},person\n" for word in sorted(WORDS))
CODES = "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"


def plant(folder: Path) -> Path:
    """Write the study into `folder`, ready to run."""
    raw = folder / "data" / "raw"
    (raw / "talks").mkdir(parents=True)
    for place, told in {
        "study.toml": STUDY,
        "codebook.toml": CODEBOOK,
        f"data/raw/talks/{FILE}.txt": TALK,
        "data/raw/speakers.csv": SPEAKERS,
        "data/raw/survey.csv": HEAD + "".join(ROWS),
        "data/raw/known_names.csv": NAMES,
        "data/raw/human_codes.csv": CODES,
    }.items():
        (folder / place).write_text(told, "utf-8")
    return folder
