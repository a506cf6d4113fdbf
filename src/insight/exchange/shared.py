"""What may go to others, as it is handed over, and the ids that it goes under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

import pandas as pd

from insight.store import StudyKey

_NAMESPACE = UUID("6f0f4c36-0a5e-5d0b-9a3f-5b1f1f6f2d10")


@dataclass(frozen=True)
class Shared:
    """Tables of a study from which all is taken that nobody read, or that may not be shared.

    `segments` : DeidentifiedSegments. `speakers` : speaker_id, source_name, consent_quote and
    attributes as text, coarse enough to go.
    `codings` : Codings on these segments. `themes` : theme_key, label, keywords, status.
    `segment_themes` : segment_id, theme_key, weight. `memos` : Memos about what is here.
    `codebook` is the codebook as .qdc (empty where there is none), `codes` the guids of its codes.
    `kept_out` tells what was taken out and why, in counts.
    """

    title: str
    segments: pd.DataFrame
    speakers: pd.DataFrame
    codings: pd.DataFrame
    themes: pd.DataFrame
    segment_themes: pd.DataFrame
    memos: pd.DataFrame
    codebook: bytes
    codes: Mapping[str, str]
    kept_out: tuple[str, ...]


@dataclass(frozen=True)
class Guids:
    """Guids under which things of a study go out: always the same, and nobody can go back.

    They are made from keyed hashes of the study's own ids (RFC 9562, version 5), so that programs
    that hold an earlier export see what is new, and no id of the study leaves.
    """

    key: StudyKey

    def of(self, kind: str, *ids: object) -> str:
        """The guid of the thing of this `kind` with these `ids`.

        >>> guids = Guids(StudyKey(b"an example"))
        >>> guids.of("person", "p-1") == guids.of("person", "p-1") != guids.of("text", "p-1")
        True
        """
        told = self.key.digest("refi-qda", kind, *map(str, ids))
        return str(uuid5(_NAMESPACE, told)).upper()
