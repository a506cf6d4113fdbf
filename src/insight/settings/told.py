"""The settings key by key, and which of their values tell nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from insight.settings.base import Part
from insight.settings.sources import SourceSettings

Plain = bool | int | float | str | list[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class Told:
    """A setting: its `key` as in study.toml, its `value`, and whether everybody may know it.

    Numbers, dates, yes or no, and words of our own vocabularies are `harmless`. What somebody wrote
    (titles, names, paths, columns) may hold anything.
    """

    key: str
    value: Plain
    harmless: bool


def told(settings: Part, within: str = "") -> Iterator[Told]:
    """Every setting of `settings`; a source goes by its name, other parts of lists by number.

    >>> from insight.settings import DisclosureSettings
    >>> next(told(DisclosureSettings()))
    Told(key='survey.threshold', value=8, harmless=True)
    """
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        key = f"{within}{name}"
        if isinstance(value, Part):
            yield from told(value, f"{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], Part):
            for number, part in enumerate(value):
                called = part.name if isinstance(part, SourceSettings) else number
                yield from told(part, f"{key}.{called}.")
        else:
            yield Told(key, _plain(value), _is_harmless(value, _vocabulary(field.annotation)))


def _plain(value: object) -> Plain:
    """`value` as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _is_harmless(value: object, vocabulary: frozenset[object]) -> bool:
    if isinstance(value, Mapping):
        return all(_is_harmless(one, vocabulary) for pair in value.items() for one in pair)
    if isinstance(value, (list, tuple)):
        return all(_is_harmless(one, vocabulary) for one in value)
    return not isinstance(value, str) or not value or value in vocabulary


def _vocabulary(annotation: object) -> frozenset[object]:
    """Every word that the Literals in `annotation` allow."""
    if get_origin(annotation) is Literal:
        return frozenset(get_args(annotation))
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        inner = inner[:1]
    return frozenset(word for one in inner for word in _vocabulary(one))
