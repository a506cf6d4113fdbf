"""How numbers of people are written in a report that may travel, and in one that may not."""

from __future__ import annotations

from dataclasses import dataclass

from insight.disclosure.policy import rounded
from insight.settings import SurveyPolicy

INTERNAL_K, PUBLISHED_K = 5, 10


@dataclass(frozen=True)
class Counts:
    """Writes counts: as they are where `exact`, else hidden below the threshold and rounded.

    >>> told = Counts(SurveyPolicy(threshold=8, base=5), exact=False)
    >>> told.n(0), told.n(3), told.n(13), told.k(3), Counts(SurveyPolicy(), exact=True).n(3)
    ('none', 'fewer than 8', 'about 15', 'below 5', '3')
    """

    policy: SurveyPolicy
    exact: bool

    def n(self, count: int) -> str:
        """A count of people, passages or identifiers."""
        if self.exact:
            return f"{count:,}"
        if count == 0:
            return "none"
        if count < self.policy.threshold:
            return f"fewer than {self.policy.threshold}"
        return f"about {rounded(count, self.policy.base):,}"

    def share(self, count: int, of: int) -> str:
        """A share in per cent, of rounded counts where they are rounded; a dash where too few."""
        if of == 0:
            return "-"
        if self.exact:
            return f"{count / of:.0%}"
        few = self.policy.threshold
        if of < self.policy.percentages_from or 0 < count < few or 0 < of - count < few:
            return "-"
        return f"{rounded(count, self.policy.base) / rounded(of, self.policy.base):.0%}"

    def k(self, smallest: int) -> str:
        """The size of a smallest class: by band where it may travel."""
        if self.exact:
            return str(smallest)
        if smallest < INTERNAL_K:
            return f"below {INTERNAL_K}"
        if smallest < PUBLISHED_K:
            return f"{INTERNAL_K} to {PUBLISHED_K - 1}"
        return f"{PUBLISHED_K} or more"
