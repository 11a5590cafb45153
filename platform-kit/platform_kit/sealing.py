"""Secrets in tables: the type of their columns, and sealing all of them with the newest key."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator

from platform_kit.database import Database
from platform_kit.problems import Conflict
from platform_kit.secrets import Vault


class Sealed(TypeDecorator[bytes]):
    """A column that holds what a Vault sealed; found by its type when keys are rotated."""

    impl = LargeBinary
    cache_ok = True


@dataclass
class Rotation:
    """How many secrets were sealed again, and where those are whose key is gone."""

    sealed: int = 0
    lost: list[str] = field(default_factory=list[str])


async def rotate(database: Database, vault: Vault) -> Rotation:
    """Seal every secret with the newest key, a transaction for each table; safe to repeat."""
    rotation = Rotation()
    for table in database.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed):
                async with database.transaction() as session:
                    await _rotate_column(session, vault, table, column, rotation)
    return rotation


async def _rotate_column(
    session: AsyncSession, vault: Vault, table: Table, column: Column[Any], rotation: Rotation
) -> None:
    keys = list(table.primary_key.columns)
    query = select(*keys, column).where(column.is_not(None)).with_for_update()
    for *values, sealed in (await session.execute(query)).all():
        try:
            again = vault.seal_again(sealed)
        except Conflict:
            place = "/".join(str(value) for value in values)
            rotation.lost.append(f"{table.name}.{column.name} {place}")
            continue
        row = and_(*(key == value for key, value in zip(keys, values, strict=True)))
        await session.execute(update(table).where(row).values({column: again}))
        rotation.sealed += 1
