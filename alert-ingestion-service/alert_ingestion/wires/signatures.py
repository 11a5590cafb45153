"""Signatures: each sender's own scheme, and deliveries that come a second time.

Only integrations with a secret are checked, and Amazon SNS always: its messages are signed with a
certificate. A repeated delivery is one with the same id and the same body.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.datastructures import Headers
from starlette.requests import Request

from alert_ingestion.integrations import repository
from alert_ingestion.integrations.senders import Known
from alert_ingestion.wires import sns_trust
from alert_ingestion.wires.stage import stage_of
from platform_kit.clock import now as read_clock
from platform_kit.problems import Forbidden, Unauthorized

Check = Callable[[Headers, bytes, str], str]
"""Headers, body and secret → the delivery's id, '' where it has none. Raises Unauthorized."""


async def check(request: Request, known: Known, source: str, body: bytes) -> bytes | None:
    """Check the signature; the digest of a delivery that must not be taken twice, or None.

    Raises Unauthorized or Forbidden.
    """
    if source == "sns":
        return _digest(await sns_trust.check(stage_of(request), body), body)
    if known.sealed_secret is None:
        return None
    secret = stage_of(request).senders.secret(known) or ""
    delivery = _CHECKS.get(source, _standard_webhooks)(request.headers, body, secret)
    return _digest(delivery, body) if delivery else None


def _digest(delivery: str, body: bytes) -> bytes:
    return hashlib.sha256(delivery.encode() + b"\n" + body).digest()


async def was_seen(session: AsyncSession, known: Known, digest: bytes) -> bool:
    """Whether this delivery was taken before."""
    return known.id is not None and await repository.was_seen(session, known.id, digest)


async def remember(session: AsyncSession, known: Known, digest: bytes) -> None:
    """Note that a delivery was taken."""
    if known.id is not None:
        await repository.remember(session, known.id, digest, await read_clock(session))


def _equal(given: str, expected: str) -> None:
    if not given:
        raise Unauthorized("the signature is missing")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("the signature is wrong")


def _hex(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _sentry(headers: Headers, body: bytes, secret: str) -> str:
    _equal(headers.get("sentry-hook-signature", ""), _hex(secret, body))
    return headers.get("request-id", "")


def _github(headers: Headers, body: bytes, secret: str) -> str:
    _equal(headers.get("x-hub-signature-256", ""), f"sha256={_hex(secret, body)}")
    return headers.get("x-github-delivery", "")


def _gitlab(headers: Headers, body: bytes, secret: str) -> str:
    _equal(headers.get("x-gitlab-token", ""), secret)
    return headers.get("x-gitlab-event-uuid", "")


def _grafana(headers: Headers, body: bytes, secret: str) -> str:
    at = headers.get("x-grafana-alerting-timestamp", "")
    signed = at.encode() + b":" + body if at else body
    _equal(headers.get("x-grafana-alerting-signature", ""), _hex(secret, signed))
    return ""


def _standard_webhooks(headers: Headers, body: bytes, secret: str) -> str:
    """https://www.standardwebhooks.com: id, time (5 minutes) and body are signed."""
    if not headers.get("webhook-signature"):
        raise Unauthorized("the signature is missing")
    try:
        Webhook(_webhook_secret(secret)).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        raise Forbidden(f"the signature is wrong: {error}") from None
    return headers["webhook-id"]


def _webhook_secret(secret: str) -> str:
    """`whsec_...` as it is; any other text as its bytes."""
    if secret.startswith("whsec_"):
        return secret
    return base64.b64encode(secret.encode()).decode()


_CHECKS: Final[dict[str, Check]] = {
    "sentry": _sentry,
    "github": _github,
    "gitlab": _gitlab,
    "grafana": _grafana,
}
