"""Writes reports by rules: the same facts give the same text, in English or Korean."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from ai_analysis.domain.ranking import SURE, UNKNOWN
from ai_analysis.domain.report_words import WORDS, Words
from ai_analysis.domain.safe_text import in_markdown, plain

_TITLE: Final = 200
_LINE: Final = 500
_MOST_TIMELINE: Final = 40
_MOST_HYPOTHESES: Final = 3


@dataclass(frozen=True)
class Cause:
    """A hypothesis in the language of the report; `evidence` is quoted from the alert."""

    category: str
    title: str
    confidence: float
    evidence: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Moment:
    """An entry of the timeline."""

    at: datetime | None
    who: str
    what: str


@dataclass(frozen=True)
class Past:
    """A similar incident and how it was fixed."""

    name: str
    title: str
    resolution: str


@dataclass(frozen=True)
class Facts:
    """Everything a report is written from. Times are aware; texts are as their senders wrote."""

    name: str
    title: str
    service: str
    environment: str
    severity: str
    alert_count: int
    opened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    causes: tuple[Cause, ...] = ()
    confirmed_cause: str = ""
    similar: tuple[Past, ...] = ()
    timeline: tuple[Moment, ...] = ()
    model_version: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and its Markdown."""

    heading: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A report. `cause`, `impact` and `action_plan` are plain text, sections are Markdown."""

    title: str
    cause: str
    impact: str
    action_plan: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())


def incident_report(facts: Facts, language: str) -> Draft:
    """What it is, what it means, what to do."""
    words = WORDS[language]
    draft = _core(facts, words, words.report)
    return replace(draft, sections=tuple(_shown(_findings(facts, words))))


def postmortem(facts: Facts, language: str) -> Draft:
    """A first draft of the review: what is known is filled in, what people must say is asked."""
    words = WORDS[language]
    draft = _core(facts, words, words.postmortem)
    timeline = [f"- {in_markdown(_moment(one, words))}" for one in facts.timeline[:_MOST_TIMELINE]]
    sections = [
        Section(words.response, in_markdown(_response(facts, words))),
        Section(words.timeline, "\n".join(timeline)),
        *_findings(facts, words),
        Section(words.contributing, "\n".join(f"- {line}" for line in words.questions)),
        Section(words.follow_up, "\n".join(f"- [ ] {line}" for line in words.follow_ups)),
    ]
    return replace(draft, sections=tuple(_shown(sections)))


def markdown(draft: Draft, language: str, notice: str) -> str:
    """The whole report as Markdown; whatever others wrote is shown as it is, never obeyed."""
    words = WORDS[language]
    steps = "\n".join(
        f"{number}. {in_markdown(step)}" for number, step in enumerate(draft.action_plan, 1)
    )
    parts = [
        f"# {in_markdown(draft.title)}",
        f"## {words.cause}\n\n{in_markdown(draft.cause)}",
        f"## {words.impact}\n\n{in_markdown(draft.impact)}",
        f"## {words.plan}\n\n{steps or words.no_data}",
        *(f"## {section.heading}\n\n{section.text}" for section in draft.sections),
    ]
    if notice:
        parts.append(f"_{in_markdown(notice)}_")
    return "\n\n".join(parts) + "\n"


def _core(facts: Facts, words: Words, kind: str) -> Draft:
    name = f"{facts.name} " if facts.name else ""
    known = [cause for cause in facts.causes if cause.category != UNKNOWN]
    return Draft(
        title=plain(f"{kind}: {name}{facts.title}", _TITLE),
        cause=_cause(facts, words),
        impact=_impact(facts, words),
        action_plan=tuple(known[0].actions) if known else (),
    )


def _cause(facts: Facts, words: Words) -> str:
    if facts.confirmed_cause:
        return words.cause_confirmed.format(cause=plain(facts.confirmed_cause, _LINE))
    known = [cause for cause in facts.causes if cause.category != UNKNOWN]
    if not known:
        return words.cause_unknown
    best = known[0]
    confidence = f"{best.confidence:.0%}"
    if best.confidence < SURE or facts.causes[0].category == UNKNOWN:
        return words.cause_unsure.format(title=best.title, confidence=confidence)
    quoted = ", ".join(f"“{plain(one, 80)}”" for one in best.evidence[:4]) or words.no_data
    return words.cause_is.format(title=best.title, confidence=confidence, evidence=quoted)


def _impact(facts: Facts, words: Words) -> str:
    lines = [
        words.impact_service.format(
            service=plain(facts.service, 100) or words.no_data,
            environment=plain(facts.environment, 100) or words.no_data,
        ),
        words.impact_level.get(facts.severity, ""),
    ]
    if facts.alert_count > 1:
        lines.append(words.impact_alerts.format(count=facts.alert_count))
    if facts.opened_at and facts.resolved_at:
        lasted = _duration(facts.resolved_at - facts.opened_at, words)
        lines.append(words.impact_lasted.format(duration=lasted))
    elif facts.opened_at:
        lines.append(words.impact_goes_on)
    return " ".join(line for line in lines if line)


def _response(facts: Facts, words: Words) -> str:
    lines: list[str] = []
    if facts.opened_at and facts.acknowledged_at:
        after = _duration(facts.acknowledged_at - facts.opened_at, words)
        lines.append(words.acknowledged_after.format(duration=after))
    elif facts.resolved_at:
        lines.append(words.not_acknowledged)
    if facts.opened_at and facts.resolved_at:
        after = _duration(facts.resolved_at - facts.opened_at, words)
        lines.append(words.resolved_after.format(duration=after))
    return " ".join(lines)


def _findings(facts: Facts, words: Words) -> list[Section]:
    known = [cause for cause in facts.causes if cause.category != UNKNOWN]
    evidence = [
        f"- “{in_markdown(plain(one, 120))}”" for one in (known[0].evidence if known else ())
    ]
    others = [
        f"- {in_markdown(cause.title)} ({cause.confidence:.0%})"
        for cause in known[1 : 1 + _MOST_HYPOTHESES]
    ]
    past = [f"- {in_markdown(_past(one, words))}" for one in facts.similar]
    return [
        Section(words.evidence, "\n".join(evidence)),
        Section(words.hypotheses, "\n".join(others)),
        Section(words.similar, "\n".join(past)),
    ]


def _shown(sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if section.text]


def _past(past: Past, words: Words) -> str:
    return words.fixed_by.format(
        name=past.name,
        title=plain(past.title, _TITLE),
        resolution=plain(past.resolution, _LINE) or words.no_data,
    )


def _moment(moment: Moment, words: Words) -> str:
    at = f"{moment.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment.at else words.no_data
    return plain(f"{at} {moment.who}: {moment.what}".replace("\n", " "), _LINE)


def _duration(span: timedelta, words: Words) -> str:
    minutes = max(round(span.total_seconds() / 60), 0)
    if minutes < 60:
        return words.minutes.format(minutes=minutes)
    return words.hours.format(hours=minutes // 60, minutes=minutes % 60)
