"""Twilio's callbacks: receipts, what a call says, the keys pressed, and texts that come back."""

from typing import Annotated
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Path, Request, Response

from notification.channels.registry import Channels
from notification.channels.sms.gateway import GatewayConfig
from notification.channels.sms.sender import SmsConfig
from notification.deliveries import repository as deliveries
from notification.deliveries.models import DeliveryRow
from notification.deliveries.receipts import Receipts
from notification.domain.text import page_text, page_values
from notification.domain.tokens import ReplyTokens
from notification.domain.words import words_of
from notification.replies import repository, service
from notification.replies.signatures import check_twilio
from platform_contracts.messages import Notify
from platform_contracts.vocabulary import Channel
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import NotFound, Unauthorized

router = APIRouter(
    prefix="/api/v1/replies/twilio", route_class=TransactionalRoute, tags=["replies"]
)
Token = Annotated[str, Path(max_length=128)]
_VOICES = {"en": "en-US", "ko": "ko-KR"}
_ARRIVED = ("delivered", "read")
_FAILED = ("failed", "undelivered", "busy", "no-answer", "canceled")
_STOP = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit")
_START = ("start", "yes", "unstop")


async def _signed_form(request: Request) -> dict[str, str]:
    """The form, when its signature is that of one of our accounts. Raises Unauthorized."""
    form = dict(
        parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    )
    base = request.app.state.settings.public_url.rstrip("/")
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{base}{request.url.path}{query}"
    signature = request.headers.get("x-twilio-signature", "")
    for secret in _secrets(request.app.state.channels):
        try:
            check_twilio(secret, address, form, signature)
        except Unauthorized:
            continue
        return form
    raise Unauthorized("the signature is not right")


def _secrets(channels: Channels) -> list[str]:
    found: list[str] = []
    for channel in (Channel.SMS, Channel.VOICE):
        active = channels.active(channel)
        configs = [active.config] if active else []
        if active and isinstance(active.config, SmsConfig) and active.config.backup:
            configs.append(active.config.backup)
        for config in configs:
            if isinstance(config, GatewayConfig) and config.kind == "twilio" and config.secret:
                found.append(config.secret.get_secret_value())
    return found


def _tokens(request: Request) -> ReplyTokens:
    return request.app.state.tokens_of_replies


Form = Annotated[dict[str, str], Depends(_signed_form)]
Tokens = Annotated[ReplyTokens, Depends(_tokens)]


@router.post("/status", operation_id="twilio_status", status_code=204)
async def twilio_status(request: Request, session: Session, form: Form) -> None:
    """What became of a text or call. A voicemail that answers is no receipt."""
    receipts: Receipts = request.app.state.receipts
    channel, ref = Channel.SMS, form.get("MessageSid", "")
    status = form.get("MessageStatus", "")
    if "CallSid" in form:
        channel, ref, status = Channel.VOICE, form["CallSid"], form.get("CallStatus", "")
    rows = await deliveries.by_receipt(session, channel, ref)
    by_person = status == "completed" and not form.get("AnsweredBy", "").startswith("machine")
    if status in _ARRIVED or by_person:
        await receipts.confirm(session, rows)
    elif status in _FAILED or status == "completed":
        reason = f"{status} {form.get('ErrorCode', '')} {form.get('AnsweredBy', '')}".strip()
        await receipts.fail(session, rows, reason, "failed")


@router.post("/voice/{token}", operation_id="twilio_voice")
async def twilio_voice(
    request: Request, session: Session, now: Now, tokens: Tokens, form: Form, token: Token
) -> Response:
    """What the call says; a voicemail hears it and is asked for nothing."""
    row = await service.call_of(session, tokens, token, now)
    language, spoken = await _spoken(request, row)
    if form.get("AnsweredBy", "").startswith("machine"):
        return _twiml(_say(language, spoken))
    base = request.app.state.settings.public_url.rstrip("/")
    keys = f"{base}/api/v1/replies/twilio/keys/{token}"
    said = _say(language, f"{spoken} {words_of(language)['keys']}")
    gather = f'<Gather numDigits="1" timeout="8" action="{escape(keys)}">{said}{said}</Gather>'
    return _twiml(gather)


@router.post("/keys/{token}", operation_id="twilio_keys")
async def twilio_keys(
    request: Request, session: Session, now: Now, tokens: Tokens, form: Form, token: Token
) -> Response:
    """1 acknowledges, 2 escalates."""
    row = await service.call_of(session, tokens, token, now)
    language, _ = await _spoken(request, row)
    words = words_of(language)
    match form.get("Digits", ""):
        case "1":
            await service.take(session, row, "acknowledge")
            return _twiml(_say(language, words["acknowledged"]))
        case "2":
            await service.take(session, row, "escalate")
            return _twiml(_say(language, words["escalated"]))
        case _:
            return _twiml(_say(language, words["unknown_key"]))


@router.post("/sms", operation_id="twilio_sms")
async def twilio_sms(session: Session, form: Form) -> Response:
    """A text: STOP and START, else 1 or ack, 2 or escalate, for the last page to this number."""
    sender, words = form.get("From", ""), form.get("Body", "").strip().lower().split()
    first = words[0] if words else ""
    if first in _STOP:
        await repository.opt_out(session, sender)
        return _twiml("")
    if first in _START:
        await repository.opt_in(session, sender)
        return _twiml("")
    actions: dict[str, service.Action] = {"1": "acknowledge", "2": "escalate", **service.ACTIONS}
    row = await repository.last_page_to(session, Channel.SMS, sender)
    if row is None or first not in actions:
        return _twiml(f"<Message>{escape('Reply 1 to acknowledge, 2 to escalate.')}</Message>")
    taken = await service.take(session, row, actions[first])
    return _twiml(f"<Message>INC-{taken.incident_number}: {taken.action}</Message>")


async def _spoken(request: Request, row: DeliveryRow) -> tuple[str, str]:
    known = await request.app.state.directory.person(row.person_id)
    if row.kind != "page":
        raise NotFound("there is no such call")
    values = page_values(Notify.model_validate(row.page), "", known.language)
    return known.language, page_text(values).spoken


def _say(language: str, text: str) -> str:
    return f'<Say language="{_VOICES.get(language, "en-US")}">{escape(text)}</Say>'


def _twiml(inner: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>'
    return Response(body, media_type="application/xml")
