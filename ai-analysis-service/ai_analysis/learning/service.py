"""Trains the model from everything that was taught, stores it, and serves the newest one.

Whoever holds the lease trains; the model is stored once and every replica loads that one, so all
answer alike. A training that is killed leaves the stored model as it is and is done again.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import from_bytes
from ai_analysis.knowledge.catalogue import packaged_entries, training_samples
from ai_analysis.knowledge.model import (
    AddedEntry,
    Model,
    ServingModel,
    base_version,
    train,
    train_packaged,
    version_of,
)
from ai_analysis.learning import repository
from ai_analysis.metrics import TRAININGS
from ai_analysis.training import repository as training
from platform_contracts.knowledge import KnowledgeIndex
from platform_kit.clock import now
from platform_kit.database import DATABASE_ERRORS, Database
from platform_kit.logging import get_logger

_LEASE: Final = timedelta(seconds=90)
_PAUSE: Final = timedelta(seconds=2)
_PAUSE_AFTER_FAILURE: Final = timedelta(seconds=30)
_MOST_CONFIRMED: Final = 2_000

log = get_logger()


@dataclass(frozen=True)
class Taught:
    """Everything the model learns from at one moment."""

    covers: int
    added: tuple[AddedEntry, ...]
    confirmed: list[Sample]

    def phrases(self) -> list[Sample]:
        """What the packaged entries say, then the added ones."""
        taught = [sample for entry in self.added for sample in entry.samples()]
        return [*training_samples(packaged_entries()), *taught]


async def train_if_due(database: Database) -> bool:
    """Train and store a model when something was taught that none knows; says whether it did."""
    base = base_version()
    async with database.transaction() as session:
        state = await training.state(session, base)
        if not state.is_due or state.is_leased:
            return False
        token = await training.claim(session, _LEASE)
        if token is None:
            return False
        taught = await _taught(session, state.wanted)
    phrases = taught.phrases()
    reason, archive = "", b""
    try:
        archive = await train(phrases, taught.confirmed)
    except (RuntimeError, OSError) as error:
        reason = str(error)
        log.warning("training_failed", reason=reason)
    async with database.transaction() as session:
        if not reason:
            row = {
                "version": version_of(phrases, taught.confirmed),
                "base": base,
                "covers": taught.covers,
                "archive": archive,
                "entries": [entry.model_dump(mode="json") for entry in taught.added],
                "added_samples": sum(len(entry.samples()) for entry in taught.added),
                "confirmed_samples": len(taught.confirmed),
                "trained_at": await now(session),
            }
            await training.store(session, row)
        pause = _PAUSE_AFTER_FAILURE if reason else _PAUSE
        await training.release(session, token, reason, pause)
    TRAININGS.labels(outcome="failed" if reason else "stored").inc()
    return not reason


async def first_model(database: Database, serving: ServingModel) -> None:
    """Serve the stored model, or one of the packaged knowledge when there is none to be had."""
    try:
        if await catch_up(database, serving):
            return
    except (*DATABASE_ERRORS, OSError) as error:
        log.info("no_stored_model", reason=repr(error))
    serving.swap(await train_packaged())


async def catch_up(database: Database, serving: ServingModel) -> bool:
    """Serve the newest stored model; says whether it was another one."""
    async with database.transaction() as session:
        state = await training.state(session, base_version())
        if state.newest is None or state.newest == serving.version:
            return False
        stored = await training.newest(session, base_version())
    if stored is None:
        return False
    try:
        classifier = from_bytes(stored.archive)
    except (ValueError, KeyError, OSError) as error:
        log.error("stored_model_unreadable", version=stored.version, reason=repr(error))
        return False
    serving.swap(
        Model(
            classifier,
            packaged_entries(),
            stored.version,
            added=tuple(AddedEntry.model_validate(entry) for entry in stored.entries),
            confirmed_samples=stored.confirmed_samples,
        )
    )
    return True


async def index(session: AsyncSession, model: Model) -> KnowledgeIndex:
    """The model in use here, and whether it knows everything that was taught."""
    state = await training.state(session, base_version())
    status = "current"
    if state.is_due:
        status = "failed" if state.reason else "training" if state.is_leased else "waiting"
    return KnowledgeIndex(
        state=status,
        model_version=model.version,
        stored_version=state.newest,
        trained_at=state.trained_at,
        packaged_samples=len(training_samples(packaged_entries())),
        added_samples=sum(len(entry.samples()) for entry in model.added),
        confirmed_samples=model.confirmed_samples,
        reason=state.reason,
    )


async def _taught(session: AsyncSession, covers: int) -> Taught:
    rows = await repository.added(session)
    entries = tuple(
        AddedEntry(
            id=str(row.id),
            category=row.category,
            title=row.title,
            symptoms=tuple(row.symptoms),
            evidence=tuple(row.evidence),
            actions=tuple(row.actions),
        )
        for row in rows
    )
    confirmed = await repository.confirmed(session, _MOST_CONFIRMED)
    in_order = sorted(confirmed, key=lambda sample: (sample.category, sample.text))
    return Taught(covers, entries, in_order)
