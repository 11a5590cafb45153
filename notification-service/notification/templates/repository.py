"""The templates' SQL."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from notification.templates.models import TemplateRow
from platform_contracts.vocabulary import Channel


async def every(session: AsyncSession) -> list[TemplateRow]:
    """All that were saved."""
    order = (TemplateRow.channel, TemplateRow.language, TemplateRow.part)
    return list(await session.scalars(select(TemplateRow).order_by(*order)))


async def replace(
    session: AsyncSession, channel: Channel, language: str, parts: Mapping[str, str]
) -> None:
    """These parts, and no others."""
    where = (TemplateRow.channel == channel, TemplateRow.language == language)
    await session.execute(delete(TemplateRow).where(*where))
    for part, source in parts.items():
        session.add(
            TemplateRow(
                channel=channel, language=language, part=part, source=source, saved_at=func.now()
            )
        )
    await session.flush()
