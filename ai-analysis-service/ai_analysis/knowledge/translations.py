"""Titles and actions of the causes in other languages than English, for written reports."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter


class Translation(BaseModel):
    """A cause in another language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    actions: tuple[str, ...]


_BY_CATEGORY = TypeAdapter(dict[str, Translation])


@cache
def korean() -> Mapping[str, Translation]:
    """The causes in Korean, by category."""
    text = (files("ai_analysis.knowledge") / "languages" / "ko.yaml").read_text("utf-8")
    return _BY_CATEGORY.validate_python(yaml.safe_load(text))
