"""Buttons of Slack, Mattermost and Telegram."""

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.mattermost.sender import MattermostConfig
from notification.channels.registry import Channels
from notification.channels.slack.sender import SlackConfig
from notification.channels.telegram.sender import TelegramConfig
from notification.replies import service
from notification.replies.payload import document, part, parts, text
from notification.replies.signatures import check_secret, check_slack
from platform_contracts.vocabulary import Channel
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import BadRequest, Unauthorized

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["replies"])


def _config(request: Request, channel: Channel) -> Any:
    channels: Channels = request.app.state.channels
    active = channels.active(channel)
    if active is None:
        raise Unauthorized(f"{channel} is not set up")
    return active.config


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]


@router.post("/slack/interactive", operation_id="slack_interactive")
async def slack_interactive(request: Request, session: Session, now: Now, body: Body) -> Response:
    """A button of a message, or Slack's question whether this address is right."""
    config: SlackConfig = _config(request, Channel.SLACK)
    secret = config.signing_secret.get_secret_value() if config.signing_secret else ""
    if not secret:
        raise Unauthorized("the signing secret of Slack is not set up")
    check_slack(secret, body, request.headers, now)
    payload = _slack_payload(request, body)
    if payload.get("type") == "url_verification":
        return JSONResponse({"challenge": text(payload, "challenge")})
    user = part(payload, "user")
    for pressed in parts(payload, "actions"):
        action = service.ACTIONS.get(text(pressed, "action_id"))
        if action is None:
            continue
        incident = await service.incident_named(session, text(pressed, "value"))
        name = text(user, "name", "username", default="somebody in Slack")
        person = await service.person_at(session, Channel.SLACK, text(user, "id"), name)
        await service.ask(session, incident, action, "slack", person=person, by=name)
    return Response(status_code=200)


@router.post("/replies/mattermost", operation_id="mattermost_action")
async def mattermost_action(request: Request, session: Session, body: Body) -> dict[str, str]:
    """A button of a post."""
    config: MattermostConfig = _config(request, Channel.MATTERMOST)
    said = document(body)
    context = part(said, "context")
    secret = config.action_secret.get_secret_value() if config.action_secret else ""
    check_secret(secret, text(context, "secret"))
    action = service.ACTIONS.get(text(context, "action"))
    if action is None:
        raise BadRequest("there is no such action")
    incident = await service.incident_named(session, text(context, "incident"))
    name = text(said, "user_name", default="somebody in Mattermost")
    await service.ask(session, incident, action, "mattermost", by=name)
    return {"ephemeral_text": f"{action}: done"}


@router.post("/replies/telegram", operation_id="telegram_update")
async def telegram_update(request: Request, session: Session, body: Body) -> dict[str, Any]:
    """A button of a message; any other message is answered with the id of its chat."""
    config: TelegramConfig = _config(request, Channel.TELEGRAM)
    secret = config.webhook_secret.get_secret_value() if config.webhook_secret else ""
    check_secret(secret, request.headers.get("x-telegram-bot-api-secret-token", ""))
    said = document(body)
    if pressed := part(said, "callback_query"):
        return await _telegram_button(session, pressed)
    chat = text(part(said, "message", "chat"), "id")
    if not chat:
        return {}
    words = f"Your chat id is {chat}. Enter it as a contact method of the channel telegram."
    return {"method": "sendMessage", "chat_id": chat, "text": words}


async def _telegram_button(session: AsyncSession, pressed: dict[str, Any]) -> dict[str, Any]:
    code, _, incident = text(pressed, "data").partition(":")
    answer = {"method": "answerCallbackQuery", "callback_query_id": text(pressed, "id")}
    action = service.ACTIONS.get(code)
    if action is None:
        return answer
    user = part(pressed, "from")
    name = text(user, "first_name", "username", default="somebody in Telegram")
    chat = text(part(pressed, "message", "chat"), "id") or text(user, "id")
    found = await service.incident_named(session, incident)
    person = await service.person_at(session, Channel.TELEGRAM, chat, name)
    await service.ask(session, found, action, "telegram", person=person, by=name)
    return {**answer, "text": f"{action}: done"}


def _slack_payload(request: Request, body: bytes) -> dict[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        return document(body)
    fields = parse_qs(body.decode("utf-8", "replace"))
    return document((fields.get("payload") or ["{}"])[0].encode())
