"""Whether a callback really comes from the provider."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from platform_kit.problems import Unauthorized

SLACK_SECONDS: Final = 300


def check_slack(secret: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """Slack's v0 signature, at most five minutes old. Raises Unauthorized."""
    sent = headers.get("x-slack-request-timestamp", "")
    if not sent.isdigit() or len(sent) > 12 or abs(now.timestamp() - int(sent)) > SLACK_SECONDS:
        raise Unauthorized("the request is too old")
    base = b"v0:" + sent.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    _same(expected, headers.get("x-slack-signature", ""))


def check_twilio(secret: str, url: str, form: Mapping[str, str], signature: str) -> None:
    """Twilio's signature: HMAC-SHA1 over the public address and the sorted form."""
    base = url + "".join(name + form[name] for name in sorted(form))
    mac = hmac.new(secret.encode(), base.encode(), hashlib.sha1).digest()
    _same(base64.b64encode(mac).decode(), signature)


def check_secret(expected: str, sent: str) -> None:
    """A secret that the provider sends along. Raises Unauthorized."""
    if not expected:
        raise Unauthorized("no secret is set up")
    _same(expected, sent)


def _same(expected: str, sent: str) -> None:
    if not hmac.compare_digest(expected.encode(), sent.encode("utf-8", "replace")):
        raise Unauthorized("the signature is not right")
