"""The tables that flow through the corridor: one class each, strict (unknown columns fail).

Each class says who may hold it: personal tables stay in `.private/`, shareable ones go to partners
inside the study once read and approved, publishable ones leave through `disclosure.publish` alone.
`validate(Table, frame)` puts columns and rows into the canonical order, so that equal content gives
equal bytes.
"""

from insight.schemas.base import (
    DECLINED,
    DIRECT_KINDS,
    INDIRECT_KINDS,
    LIVED_EXPERIENCE,
    SCHEMA_VERSION,
    STAKEHOLDER_GROUPS,
    Custody,
    Table,
    columns_of,
    empty,
    validate,
)
from insight.schemas.personal import (
    Documents,
    Exclusions,
    Identifiers,
    Segments,
    SourceCodings,
    SpeakerAreas,
    Speakers,
)
from insight.schemas.publishable import (
    MORE_BY_A,
    MORE_BY_B,
    Agreement,
    Divergence,
    Quotes,
    Representation,
    ThemeGradients,
    ThemePrevalence,
)
from insight.schemas.shareable import (
    Codings,
    DeidentifiedSegments,
    DeidentifiedSpeakers,
    Exemplars,
    SegmentThemes,
    Themes,
)

TABLES: dict[str, type[Table]] = {
    "documents": Documents,
    "speakers": Speakers,
    "segments": Segments,
    "source_codings": SourceCodings,
    "exclusions": Exclusions,
    "identifiers": Identifiers,
    "speaker_areas": SpeakerAreas,
    "deidentified_segments": DeidentifiedSegments,
    "deidentified_speakers": DeidentifiedSpeakers,
    "themes": Themes,
    "segment_themes": SegmentThemes,
    "exemplars": Exemplars,
    "codings": Codings,
    "theme_prevalence": ThemePrevalence,
    "theme_gradients": ThemeGradients,
    "divergence": Divergence,
    "representation": Representation,
    "agreement": Agreement,
    "quotes": Quotes,
}

__all__ = [
    "DECLINED",
    "DIRECT_KINDS",
    "INDIRECT_KINDS",
    "LIVED_EXPERIENCE",
    "MORE_BY_A",
    "MORE_BY_B",
    "SCHEMA_VERSION",
    "STAKEHOLDER_GROUPS",
    "TABLES",
    "Agreement",
    "Codings",
    "Custody",
    "DeidentifiedSegments",
    "DeidentifiedSpeakers",
    "Divergence",
    "Documents",
    "Exclusions",
    "Exemplars",
    "Identifiers",
    "Quotes",
    "Representation",
    "SegmentThemes",
    "Segments",
    "SourceCodings",
    "SpeakerAreas",
    "Speakers",
    "Table",
    "ThemeGradients",
    "ThemePrevalence",
    "Themes",
    "columns_of",
    "empty",
    "validate",
]
