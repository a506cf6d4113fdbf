"""What all parts of the settings share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """Base of all parts of the settings: frozen, and strangers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
