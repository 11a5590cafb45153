"""Rows of escalations to the state machine and back."""

from datetime import timedelta
from typing import Any, cast

from oncall.domain.escalation import Escalation, Level, Policy, Rules, State, Urgency
from oncall.escalation_policies.models import PolicyRow
from oncall.escalations.models import EscalationRow
from oncall.escalations.rules import rules_of
from platform_contracts.messages import StartEscalation
from platform_contracts.oncall import PolicyLevel
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.vocabulary import EscalationState
from platform_contracts.vocabulary import Urgency as WireUrgency

_MARKS = (EscalationState.NOBODY_ON_CALL, EscalationState.EXHAUSTED)


def read_state(row: EscalationRow) -> Escalation:
    """Where the state machine stands."""
    return Escalation(
        state="triggered" if row.state in _MARKS else cast("State", row.state),
        urgency="low" if row.urgency == "low" else "high",
        cycle=row.cycle,
        level=row.level,
        pass_no=row.pass_no,
        seek=row.seek,
        nobody=row.state == EscalationState.NOBODY_ON_CALL,
        exhausted=row.state == EscalationState.EXHAUSTED,
        direct=tuple(str(person) for person in row.direct),
        due_at=row.timer_at,
        raise_at=row.raise_at,
    )


def columns_of(state: Escalation) -> dict[str, Any]:
    """The columns that hold where the state machine stands."""
    shown: str = state.state
    if state.nobody:
        shown = EscalationState.NOBODY_ON_CALL
    elif state.exhausted:
        shown = EscalationState.EXHAUSTED
    return {
        "state": shown,
        "urgency": state.urgency,
        "cycle": state.cycle,
        "level": state.level,
        "pass_no": state.pass_no,
        "seek": state.seek,
        "direct": list(state.direct),
        "timer_at": state.due_at,
        "raise_at": state.raise_at,
        "due_at": state.next_at,
    }


def snapshot(policy: PolicyRow) -> dict[str, Any]:
    """What an escalation keeps of the policy."""
    return {
        "slug": policy.slug,
        "version": policy.version,
        "levels": policy.levels,
        "repeat": policy.repeat,
        "fallback": policy.fallback,
        "team": policy.team,
    }


def levels_of(row: EscalationRow) -> list[PolicyLevel]:
    """The levels of the policy at trigger time."""
    return [PolicyLevel.model_validate(level) for level in row.policy["levels"]]


def domain_policy(levels: list[PolicyLevel], repeat: int) -> Policy:
    """A policy as the state machine knows it."""
    return Policy(
        tuple(
            Level(timedelta(minutes=level.delay_minutes), level.strategy == "round_robin")
            for level in levels
        ),
        repeat,
    )


def stored_rules(message: StartEscalation) -> dict[str, Any]:
    """What an escalation keeps of the service's rules."""
    return {
        "ack_timeout_minutes": message.ack_timeout_minutes,
        "urgency_rule": message.urgency_rule
        and message.urgency_rule.model_dump(mode="json", by_alias=True),
        "support_hours": message.support_hours and message.support_hours.model_dump(mode="json"),
    }


def read_rules(row: EscalationRow) -> Rules:
    """The rules of the service at trigger time."""
    rule, hours = row.rules.get("urgency_rule"), row.rules.get("support_hours")
    return rules_of(
        row.rules.get("ack_timeout_minutes"),
        UrgencyRule.model_validate(rule) if rule else None,
        SupportHours.model_validate(hours) if hours else None,
    )


def urgency_of(message: StartEscalation, rules: Rules, at: Any) -> Urgency:
    """The urgency of a trigger: by the service's rule where it has one."""
    rule = message.urgency_rule
    if rule is None:
        return "low" if message.urgency is WireUrgency.LOW else "high"
    if rule.type == "constant" or rules.support is None:
        return rule.value
    return rule.during if rules.support.open_at(at) else rule.outside


def nobody_by(level: PolicyLevel) -> str:
    """Why a level reaches nobody."""
    names = [
        f"schedule {target.schedule} is empty now"
        if target.schedule
        else "the person named has left"
        for target in level.targets
    ]
    return "nobody on call, " + ", ".join(names)
