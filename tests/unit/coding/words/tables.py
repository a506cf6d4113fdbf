"""Small tables of segments and codings, told in words."""

from __future__ import annotations

import pandas as pd

from insight.schemas import Codings, columns_of


def segments(**said: str) -> pd.DataFrame:
    """Segments by id (`ada_1`: the first thing that ada says); who is `int` only asks."""
    rows = [
        {
            "segment_id": name,
            "speaker_id": name.split("_")[0],
            "document_id": f"d-{name.split('_')[0]}",
            "position": int(name.split("_")[1]),
            "source_name": "talks",
            "mode": "survey" if name.startswith("web") else "interview",
            "role": "interviewer" if name.startswith("int_") else "participant",
            "stakeholder_groups": "unpaid_carer",
            "question_asked": "And then?",
            "text": text,
        }
        for name, text in said.items()
    ]
    return pd.DataFrame(rows)


def codings(*given: tuple[str, str, str, int, int]) -> pd.DataFrame:
    """Codings: segment, code (empty: none applies), coder, start, end."""
    blank = dict.fromkeys(columns_of(Codings), "")
    return pd.DataFrame(
        [
            blank
            | {
                "segment_id": segment,
                "code": code,
                "coder": coder,
                "round": 1,
                "start": start,
                "end": end,
                "decision": "suggested" if coder == "machine" else "applied",
            }
            for segment, code, coder, start, end in given
        ]
    )
