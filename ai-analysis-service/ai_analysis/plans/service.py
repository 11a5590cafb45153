"""Makes the plan of an incident from its newest analysis, and records what people did with it.

The plan is advice: executing a step is something a person does and reports here.
"""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.ranking import UNKNOWN
from ai_analysis.domain.text import terms_of
from ai_analysis.feedback import repository as feedback
from ai_analysis.feedback.models import StoredFeedback
from ai_analysis.knowledge.model import Model
from ai_analysis.plans import repository
from ai_analysis.plans.models import ActedOn
from ai_analysis.suggestions import service as suggestions
from platform_contracts.analysis import (
    ActionPlan,
    ActOnAction,
    Hypothesis,
    PlannedAction,
    Suggestion,
)
from platform_contracts.messages import Announce
from platform_contracts.people import Actor
from platform_kit.clock import now
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Invalid, NotFound

_HYPOTHESES: Final = 4
_ACTIONS_OF: Final = 2
"""Steps are planned for so many hypotheses: more would be no plan."""
_WORTH_PLANNING: Final = 0.15
_TOLD: Final = {"executed": "done", "postponed": "postponed", "dismissed": "dismissed"}

Verdict = Literal["open", "confirmed", "rejected"]


async def plan(session: AsyncSession, model: Model, incident_id: UUID) -> ActionPlan:
    """Hypotheses with their evidence, and the steps in order; empty before the analysis."""
    found = await suggestions.of_incident(session, incident_id)
    _, text, _ = await suggestions.text_of(session, incident_id)
    words = frozenset(term.term for term in terms_of(text))
    named = [one for one in found.suggestions if one.category in model.entries]
    likely = [one for one in named if one.category != UNKNOWN][:_HYPOTHESES]
    judged = await feedback.of_incident(session, incident_id)
    hypotheses = [
        Hypothesis(
            category=one.category,
            title=one.title,
            confidence=one.confidence,
            evidence=one.evidence,
            look_at=list(model.explanation(one.category, words).look_at),
            verdict=_verdict(one.category, judged),
        )
        for one in likely
    ]
    acted = await repository.of_incident(session, incident_id)
    return ActionPlan(
        incident_id=incident_id, hypotheses=hypotheses, actions=_steps(incident_id, likely, acted)
    )


async def act(
    session: AsyncSession,
    model: Model,
    incident_id: UUID,
    action_id: UUID,
    body: ActOnAction,
    by: Actor,
) -> PlannedAction:
    """Record what became of a step, and tell whoever gets outcome mails.

    Raises NotFound for a step that is not in the plan, Invalid for an outcome of what was not
    executed or an end of what was not postponed.
    """
    at = await now(session)
    if body.outcome is not None and body.state != "executed":
        raise Invalid.field("outcome", "only an executed action has an outcome")
    if body.until is not None and (body.state != "postponed" or body.until <= at):
        raise Invalid.field("until", "is for a postponed action, and lies in the future")
    planned = (await plan(session, model, incident_id)).actions
    step = next((one for one in planned if one.id == action_id), None)
    if step is None:
        raise NotFound(f"the plan of the incident has no action {action_id}")
    values = body.model_dump()
    row = {
        "id": action_id,
        "incident_id": incident_id,
        "category": step.category,
        "position": step.position,
        "text": step.text,
        **values,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_name": by.name,
        "at": at,
    }
    await repository.put(session, row)
    done = step.model_copy(update={**values, "by": by, "at": at})
    await enqueue(session, await _announcement(session, incident_id, done, by))
    return done


async def _announcement(
    session: AsyncSession, incident_id: UUID, step: PlannedAction, by: Actor
) -> Announce:
    title, _, service = await suggestions.text_of(session, incident_id)
    outcome = f" ({step.outcome.replace('_', ' ')})" if step.outcome else ""
    return Announce(
        topic=f"action.{step.state}",
        service=service or None,
        title=f"{by.name}: {_TOLD[step.state]}{outcome}: {step.text}",
        body="\n".join(part for part in (title, step.note) if part),
        data={
            "incident_id": str(incident_id),
            "action_id": str(step.id),
            "state": step.state,
            "outcome": step.outcome,
            "by": by.name,
        },
    )


def _steps(
    incident_id: UUID, likely: Sequence[Suggestion], acted: Sequence[ActedOn]
) -> list[PlannedAction]:
    known = {row.id: _view(row) for row in acted}
    steps: list[PlannedAction] = []
    for rank, one in enumerate(likely[:_ACTIONS_OF]):
        if rank and one.confidence < _WORTH_PLANNING:
            break
        for text in one.actions:
            step = uuid5(NAMESPACE_URL, f"{incident_id}:{one.category}:{text}")
            position = len(steps) + 1
            proposed = PlannedAction(id=step, category=one.category, position=position, text=text)
            shown = known.pop(step, proposed)
            steps.append(shown.model_copy(update={"position": position}))
    # Steps of an earlier analysis that somebody has worked on stay in sight.
    return [*steps, *known.values()]


def _verdict(category: str, judged: Sequence[StoredFeedback]) -> Verdict:
    """The newest judgement that names the category."""
    for one in judged:
        if one.category == category:
            return "confirmed"
        if one.suggestion_category == category:
            return "confirmed" if one.helpful else "rejected"
    return "open"


def _view(row: ActedOn) -> PlannedAction:
    by = Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name)
    names = ("id", "category", "position", "text", "state", "outcome", "note", "until", "at")
    return PlannedAction.model_validate({name: getattr(row, name) for name in names} | {"by": by})
