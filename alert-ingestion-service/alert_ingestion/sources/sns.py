"""Amazon SNS: the envelope around a CloudWatch alarm or any other message. Its body is text/plain.

Signatures are checked in `wires`; here is what they are made over, and which hosts may be asked.
"""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources import cloudwatch
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import first_text, make_alert, moment, read_object, text
from platform_contracts.vocabulary import Severity

SOURCE = "sns"
_SIGNED: Final = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}
_SIGNED["UnsubscribeConfirmation"] = _SIGNED["SubscriptionConfirmation"]
_HOST = re.compile(r"sns\.[a-z0-9-]{1,32}\.amazonaws\.com(\.cn)?")


@dataclass(frozen=True)
class Envelope:
    """One delivery of SNS."""

    kind: str
    message_id: str
    topic: str
    fields: dict[str, Any]

    @property
    def signed_text(self) -> bytes:
        """The canonical text that the signature is made over."""
        names = _SIGNED[self.kind]
        parts = ((name, self.fields.get(name)) for name in names)
        return "".join(f"{name}\n{text(value)}\n" for name, value in parts if value).encode()


def read_envelope(body: bytes) -> Envelope:
    """The envelope. Raises InvalidPayloadError."""
    document = read_object(body)
    kind = first_text(document.get("Type"))
    if kind not in _SIGNED:
        raise InvalidPayloadError.field("Type", f"must be one of {', '.join(_SIGNED)}")
    for name in ("MessageId", "TopicArn"):
        if not isinstance(document.get(name), str) or not document[name]:
            raise InvalidPayloadError.field(name, "is missing")
    return Envelope(kind, document["MessageId"], document["TopicArn"], document)


def is_amazons(address: Any) -> bool:
    """Whether an address is SNS's own: https, its host, no port, no name before it."""
    if not isinstance(address, str) or len(address) > 2048:
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and "@" not in parts.netloc
        and port in (None, 443)
        and _HOST.fullmatch(parts.hostname or "") is not None
    )


def parse(body: bytes) -> list[NormalizedAlert]:
    """The alarm inside a notification; nothing for the other kinds of envelope."""
    envelope = read_envelope(body)
    if envelope.kind != "Notification":
        return []
    message = text(envelope.fields.get("Message"))
    if message.lstrip().startswith("{"):
        inner = read_object(message.encode())
        if "AlarmName" in inner:
            return cloudwatch.alarm(inner, envelope.topic)
    return [
        make_alert(
            SOURCE,
            first_text(envelope.fields.get("Subject"), envelope.message_id),
            first_text(envelope.fields.get("Subject"), message),
            Severity.MEDIUM,
            firing=True,
            labels={"topic": envelope.topic[:512]},
            description=message,
            starts_at=moment(envelope.fields.get("Timestamp")),
        )
    ]
