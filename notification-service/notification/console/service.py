"""Slack by the console: test the token, keep defaults, send the most recent scenario."""

from typing import Any

import httpx
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels import repository
from notification.channels import service as channels_service
from notification.channels.interface import Outgoing
from notification.channels.registry import Channels
from notification.channels.slack.sender import SlackConfig, SlackSender
from notification.domain.result import Rejected, Sent
from notification.domain.text import notice_text
from platform_contracts.base import FieldError
from platform_contracts.channels import (
    PutChannel,
    SlackDefaults,
    SlackDispatched,
    SlackIdentity,
    SlackSaved,
)
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.base import ApiError
from platform_contracts.monitors import ConsoleState
from platform_contracts.vocabulary import Channel
from platform_kit.ids import new_id
from platform_kit.problems import Conflict, Problem, Unavailable

_NAMES = {"channel": "default_room", "token": "token", "api_url": "api_url"}


class IntegrationFailed(Problem):
    """A service outside refused, or did not answer; the problem names it and its words."""

    status = 424
    type = "integration-failed"
    title = "An integration failed"


async def config_of(session: AsyncSession, channels: Channels, given: SlackDefaults) -> SlackConfig:
    """The saved settings with what is given in their place. Raises Conflict without a token."""
    row = await repository.get(session, Channel.SLACK)
    values = channels.values_of(row) if row else {}
    values |= _given(given)
    if not values.get("token"):
        raise Conflict("slack: no token is set")
    try:
        return SlackConfig.model_validate(values)
    except ValidationError as error:
        raise Conflict(f"slack: {error.errors()[0]['msg']}") from None


async def test(channels: Channels, config: SlackConfig) -> SlackIdentity:
    """auth.test. Raises IntegrationFailed with Slack's own words."""
    found = await SlackSender(config, channels.http).check()
    if not found.ok:
        raise _failed(found.detail, found.field)
    return SlackIdentity(ok=True, identity=found.detail)


async def save(session: AsyncSession, channels: Channels, given: SlackDefaults) -> SlackSaved:
    """Keep these defaults. Raises Invalid, Conflict."""
    row = await repository.get(session, Channel.SLACK)
    settings = {**(row.settings if row else {}), **_given(given)}
    saved = await channels_service.save(
        session, channels, Channel.SLACK, PutChannel(settings=settings)
    )
    room = str(saved.settings.get("default_room", ""))
    return SlackSaved(saved=True, channel=room, token_set="token" in saved.secrets)


async def dispatch(
    channels: Channels, config: SlackConfig, alerts: AlertsClient, public_url: str
) -> SlackDispatched:
    """Send the most recent scenario. Raises Conflict, IntegrationFailed, Unavailable."""
    last = await _last_alert(alerts)
    title = str(last.get("title") or last.get("scenario") or "Alert")
    body = "\n".join(_lines(last))
    message = Outgoing(
        new_id(), "notice", config.default_room, "", notice_text(title, body, public_url)
    )
    result = await SlackSender(config, channels.http).send(message)
    if not isinstance(result, Sent):
        raise _failed(result.reason, result.field if isinstance(result, Rejected) else "")
    room = config.default_room
    return SlackDispatched(sent=True, title=title, channel=room, receipt=result.receipt)


async def _last_alert(alerts: AlertsClient) -> dict[str, Any]:
    try:
        state = await alerts.get("/state", ConsoleState)
    except (ApiError, httpx.HTTPError, ValueError) as error:
        raise Unavailable(f"alert-ingestion does not answer: {error}") from None
    if not state.last_alert:
        raise Conflict("there is no alert yet: trigger a scenario first")
    return state.last_alert


def _lines(last: dict[str, Any]) -> list[str]:
    """The report in words: what is known, likely causes, what to do."""
    lines = [f"{last[n]}" for n in ("description", "service", "severity") if last.get(n)]
    causes: list[dict[str, Any]] = last.get("hypotheses") or []
    actions: list[str] = last.get("actions") or []
    for cause in causes:
        lines.append(f"• {cause.get('title', '')} ({float(cause.get('confidence', 0)):.0%})")
    lines += [f"→ {action}" for action in actions]
    return lines


def _given(given: SlackDefaults) -> dict[str, str]:
    values = given.model_dump(exclude_none=True)
    return {_NAMES[name]: value for name, value in values.items() if value}


def _failed(detail: str, field: str) -> IntegrationFailed:
    errors = [FieldError(field="token" if field == "token" else "channel", reason=detail)]
    return IntegrationFailed(f"slack: {detail}", errors=errors, integration="slack")
