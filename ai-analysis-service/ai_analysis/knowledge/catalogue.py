"""Loads the knowledge base that ships with the package: one YAML file per family."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from ai_analysis.domain.samples import Sample

Line = Annotated[str, Field(min_length=2, max_length=300)]


class TechnologyNote(BaseModel):
    """What is special about this cause on one technology."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    note: Line


class Entry(BaseModel):
    """One root cause: its symptoms train the model, the rest is shown to the responder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: Line
    symptoms: Annotated[tuple[Line, ...], Field(min_length=10, max_length=150)]
    evidence: Annotated[tuple[Line, ...], Field(min_length=1)]
    actions: Annotated[tuple[Line, ...], Field(min_length=2)]
    technologies: tuple[TechnologyNote, ...] = ()


class Family(BaseModel):
    """The entries of one file; `none` holds what is no alert at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: str
    entries: tuple[Entry, ...]


@cache
def packaged_families() -> tuple[Family, ...]:
    """Return every family, sorted by file name so that training is deterministic."""
    folder = files("ai_analysis.knowledge") / "base"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    # The loader of libyaml is ten times faster and is missing in few builds of PyYAML only.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(
        Family.model_validate(yaml.load((folder / name).read_text("utf-8"), Loader=loader))  # noqa: S506
        for name in names
    )


@cache
def packaged_entries() -> dict[str, Entry]:
    """Return the entries by category."""
    return {entry.category: entry for family in packaged_families() for entry in family.entries}


def training_samples(entries: Mapping[str, Entry]) -> list[Sample]:
    """Return one sample per symptom phrase, and one for each title."""
    return [
        Sample(phrase, entry.category)
        for entry in entries.values()
        for phrase in (*entry.symptoms, entry.title)
    ]
