"""Saving, previewing and using templates. A template that fails never keeps a page back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.domain.text import PageText, one_line, page_text, page_values
from notification.templates import repository
from platform_contracts.base import FieldError
from platform_contracts.channels import (
    ChannelTemplates,
    PreviewTemplates,
    PutTemplates,
    RenderedTemplates,
)
from platform_contracts.messages import Notify
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, Severity, Urgency
from platform_kit.database import after_commit
from platform_kit.logging import get_logger
from platform_kit.problems import Invalid
from platform_kit.sandbox import TemplateError, compiled, render

PARTS: Final = ("subject", "body", "short", "spoken")

log = get_logger()


class Templates:
    """The saved templates, in memory."""

    def __init__(self) -> None:
        self._saved: dict[tuple[str, str], dict[str, str]] = {}

    async def reload(self, session: AsyncSession) -> None:
        """Read the saved templates."""
        saved: dict[tuple[str, str], dict[str, str]] = {}
        for row in await repository.every(session):
            saved.setdefault((row.channel, row.language), {})[row.part] = row.source
        self._saved = saved

    def put(self, channel: Channel, language: str, parts: Mapping[str, str]) -> None:
        """Use these from now on."""
        self._saved[str(channel), language] = dict(parts)

    def apply(
        self, channel: Channel, language: str, text: PageText, values: Mapping[str, Any]
    ) -> PageText:
        """The text with the channel's templates; a part whose template fails stays as it was."""
        parts = self._saved.get((str(channel), language))
        if not parts:
            return text
        try:
            return rendered(parts, text, values)
        except TemplateError as error:
            log.error("template_failed", channel=channel, reason=str(error))
            return text


def rendered(parts: Mapping[str, str], text: PageText, values: Mapping[str, Any]) -> PageText:
    """The text with these parts replaced; `default` is what stood there. Raises TemplateError."""
    made: dict[str, str] = {}
    for part, source in parts.items():
        made[part] = render(source, {**values, "default": getattr(text, part)})
    if "subject" in made:
        made["subject"] = one_line(made["subject"])
    return replace(text, **{part: value for part, value in made.items() if value})


async def list_templates(session: AsyncSession) -> list[ChannelTemplates]:
    """All that were saved."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in await repository.every(session):
        found.setdefault((row.channel, row.language), {})[row.part] = row.source
    return [
        ChannelTemplates.model_validate({"channel": channel, "language": language, "parts": parts})
        for (channel, language), parts in found.items()
    ]


async def save(
    session: AsyncSession,
    templates: Templates,
    channel: Channel,
    language: str,
    body: PutTemplates,
) -> ChannelTemplates:
    """Replace a channel's templates. Raises Invalid that names each part that cannot be used."""
    faults: list[FieldError] = []
    for part, source in body.parts.items():
        try:
            compiled(source)
        except TemplateError as error:
            faults.append(FieldError(field=f"parts.{part}", reason=str(error)))
    if faults:
        raise Invalid("some templates cannot be used", errors=faults)
    parts = {str(part): source for part, source in body.parts.items() if source}
    await repository.replace(session, channel, language, parts)
    after_commit(session, lambda: templates.put(channel, language, parts))
    return ChannelTemplates.model_validate(
        {"channel": channel, "language": language, "parts": parts}
    )


def preview(body: PreviewTemplates, public_url: str) -> RenderedTemplates:
    """What a page would say. Raises Invalid that names the part that fails."""
    values = page_values(_example(), public_url, body.language)
    text = page_text(values)
    for part, source in body.parts.items():
        try:
            text = rendered({part: source}, text, values)
        except TemplateError as error:
            raise Invalid.field(f"parts.{part}", str(error)) from None
    return RenderedTemplates(
        subject=text.subject, body=text.body, short=text.short, spoken=text.spoken
    )


def _example() -> Notify:
    return Notify(
        incident_id=UUID(int=42),
        key="example",
        person=PersonRef(id=UUID(int=1), name="Jordan Lee"),
        level=1,
        urgency=Urgency.HIGH,
        number=42,
        title="Error rate above 5 %",
        service="payment-api",
        environment="production",
        severity=Severity.CRITICAL,
        at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    )
