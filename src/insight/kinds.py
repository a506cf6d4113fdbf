"""Kinds of identifiers: direct ones name somebody, indirect ones help to find them."""

from __future__ import annotations

from typing import Literal

DirectKind = Literal[
    "person",
    "address",
    "postcode",
    "phone",
    "email",
    "url",
    "handle",
    "nhs_number",
    "ni_number",
    "reference",
    "vehicle",
    "date_of_birth",
]
IndirectKind = Literal[
    "place",
    "organisation",
    "role",
    "date",
    "age",
    "condition",
    "relationship",
    "ethnicity",
]
