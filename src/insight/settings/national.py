"""[national]: several processes, or machines, for a study that one would take too long over."""

from __future__ import annotations

from pydantic import Field

from insight.settings.base import Part


class NationalSettings(Part):
    """[national]: who may help with a run. No result depends on any of this."""

    schedulers: list[str] = Field(
        default_factory=list,
        description="Addresses (tls://host:port) of Dask schedulers on machines for which the "
        "controller answers; this machine needs no line.",
    )
    authority: str = Field(
        "", description="Certificate of the authority that the scheduler's is checked against."
    )
    certificate: str = Field("", description="Certificate that we show to the scheduler.")
    private_key: str = Field("", description="The private key to it.")
    memory: str = Field(
        "4 GiB",
        pattern=r"^[0-9]+(\.[0-9]+)? ?[MG]i?B$",
        description="What each process that `--workers` starts may take before it is replaced.",
    )
    portion: int = Field(
        2_000, ge=100, le=100_000, description="Texts that a process is given at a time, at most."
    )
