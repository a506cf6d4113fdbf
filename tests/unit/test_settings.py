"""study.toml: every key documented, strangers refused with the nearest key, nothing guessed."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import BaseModel

from insight.errors import SettingsError
from insight.settings import Settings, SourceSettings, read_settings

TEMPLATE = Path(str(files("insight.study") / "templates" / "study.toml"))
LEAST = """
[study]
title = "A study"
[[source]]
name = "survey"
files = "survey.csv"
sampling = "census"
"""


def parts(part: type[BaseModel]) -> list[type[BaseModel]]:
    """`part` and all settings classes below it."""
    inner = [field.annotation for field in part.model_fields.values()]
    found = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [part, *[below for kind in found for below in parts(kind)]]


def told(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "study.toml").write_text(text, "utf-8")
    return read_settings(tmp_path / "study.toml")


def test_the_template_is_valid_as_it_stands():
    assert {source.kind for source in read_settings(TEMPLATE).source} == {"transcript", "survey"}


@pytest.mark.parametrize("part", [*parts(Settings), *parts(SourceSettings)])
def test_every_key_stands_in_the_template_and_says_what_it_means(part: type[BaseModel]):
    template = TEMPLATE.read_text("utf-8")
    for name, field in part.model_fields.items():
        assert re.search(rf"\b{name}\b", template), name
        is_part = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        if part is not Settings and not is_part:
            assert field.description, name


@pytest.mark.parametrize(
    ("harm", "file_and_key", "remedy"),
    [
        (("sampling", "samplin"), "source.0.samplin", "sampling"),
        (('"census"', '"all"'), "source.0.sampling", "purposive"),
        (('title = "A study"', ""), "study.title", "add it"),
        (("[study]", "[places]\ndeprivation = 2019\n[study]"), "places.deprivation", "iod2019"),
        (("[study]", "[study"), "study.toml", "TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_key_and_remedy(tmp_path, harm, file_and_key, remedy):
    with pytest.raises(SettingsError) as error:
        told(tmp_path, LEAST.replace(*harm))
    assert "study.toml" in str(error.value)
    assert file_and_key in str(error.value)
    assert remedy in str(error.value)


def test_two_sources_may_not_share_a_name(tmp_path):
    twice = LEAST + LEAST[LEAST.index("[[source]]") :]
    with pytest.raises(SettingsError, match="same name"):
        told(tmp_path, twice)


def test_settings_cannot_be_changed_after_reading(tmp_path):
    settings = told(tmp_path, LEAST)
    with pytest.raises(ValueError, match="frozen"):
        settings.study.title = "Another"
