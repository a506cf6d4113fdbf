"""Small studies, written as turns, for the tests of this room."""

import pandas as pd

from insight.schemas import Documents, Segments, Speakers, validate


def study(*documents: tuple[str, dict[str, str], list[tuple[str, str]]]):
    """Tables of documents: each a kind, speakers (label -> name), and turns (label, text)."""
    texts, people, turns = [], [], []
    for number, (kind, names, said) in enumerate(documents):
        document, source = f"d{number}", f"file{number}.txt"
        texts.append(
            {
                "document_id": document,
                "source_name": "talks",
                "source": source,
                "source_sha256": "0" * 64,
                "unit": "" if kind == "transcript" else f"R{number}",
                "kind": kind,
                "mode": "interview" if kind == "transcript" else "survey",
                "sampling": "purposive",
                "collected_on": "",
                "wave": "1",
                "question": "",
                "text": "\n".join(text for _, text in said),
            }
        )
        for label, name in names.items():
            people.append(
                {
                    "speaker_id": f"{document}-{label}",
                    "source_name": "talks",
                    "source": source,
                    "label_in_source": label,
                    "name": name,
                    "role": "interviewer" if label == "INT" else "participant",
                    "stakeholder_groups": "unpaid_carer",
                    "speaks_for": "self",
                    "resident": True,
                    "postcode": "ZZ99 3WZ",
                    "lsoa_code": "",
                    "age_band": "65-74",
                    "sex": "Female",
                    "ethnicity": "White British",
                    "disability": "maybe",
                    "declared": "",
                    "consent_quote": True,
                    "consent_share": True,
                    "consent_until": "",
                }
            )
        asked = ""
        for position, (label, text) in enumerate(said):
            segment = f"{document}-{position:03}"
            turns.append(
                {
                    "segment_id": segment,
                    "document_id": document,
                    "speaker_id": f"{document}-{label}",
                    "position": position,
                    "start": 0,
                    "end": len(text),
                    **dict.fromkeys(
                        ["attribution", "target_org", "language", "set_aside", "same_as"], ""
                    ),
                    "starts_at": None,
                    "ends_at": None,
                    "question_asked": "a question as it was said" if asked else "",
                    "question_segment_id": asked,
                    "prompted": bool(asked),
                    "text": text,
                }
            )
            asked = segment if label == "INT" else asked
    return (
        validate(Segments, pd.DataFrame(turns)),
        validate(Speakers, pd.DataFrame(people)),
        validate(Documents, pd.DataFrame(texts)),
    )
