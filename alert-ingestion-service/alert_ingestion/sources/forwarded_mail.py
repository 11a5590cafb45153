"""Mail that a mail provider forwards by HTTP: Mailgun, SendGrid, Postmark, Mandrill.

Each says to whom the mail came, and holds it whole (MIME) or taken apart; both become a mail again.
"""

import email
import email.policy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from alert_ingestion.sources.payload import InvalidPayloadError

MOST_MAILS: Final = 100
_WHOLE: Final = ("email", "body-mime", "RawEmail")
_SUBJECT: Final = ("subject", "Subject")
_TEXT: Final = ("body-plain", "text", "TextBody")
_HTML: Final = ("body-html", "html", "HtmlBody")
_KEPT_HEADERS: Final = frozenset(
    ("date", "message-id", "in-reply-to", "references", "auto-submitted", "received")
)

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class ForwardedMail:
    """A mail, and the addresses it came to."""

    recipients: tuple[str, ...]
    raw: bytes


def read(body: bytes, content_type: str) -> list[ForwardedMail]:
    """The mails of a request. Raises InvalidPayloadError."""
    fields = _fields(body, content_type)
    if "mandrill_events" in fields:
        return [
            _of_mandrill(event) for event in _json(fields, "mandrill_events", list)[:MOST_MAILS]
        ]
    recipients = tuple(_recipients(fields))
    if not recipients:
        raise InvalidPayloadError.field("recipient", "says nothing of to whom the mail came")
    return [ForwardedMail(recipients, _raw(fields))]


def _fields(body: bytes, content_type: str) -> Fields:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return _json({"body": body.decode("utf-8", "replace")}, "body", dict)
    if kind == "application/x-www-form-urlencoded":
        try:
            return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=500))
        except ValueError:
            raise InvalidPayloadError.field("body", "has more fields than any mail") from None
    if kind == "multipart/form-data":
        return dict(_parts(body, content_type))
    raise InvalidPayloadError.field("content-type", "is no form and no JSON")


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    head = f"Content-Type: {' '.join(content_type.split())}\r\n\r\n".encode("latin-1", "replace")
    form = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    if not form.is_multipart():
        raise InvalidPayloadError.field("body", "is not a form")
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            yield name, content.decode("utf-8", "replace")


def _json(fields: Fields, name: str, kind: type) -> Any:
    try:
        value = json.loads(fields[name])
    except (ValueError, RecursionError, TypeError):
        raise InvalidPayloadError.field(name, "is not JSON") from None
    if not isinstance(value, kind):
        raise InvalidPayloadError.field(name, f"is not a {kind.__name__}")
    return value


def _recipients(fields: Fields) -> Iterator[str]:
    """The envelope's, which the mail itself need not name."""
    if "envelope" in fields:
        yield from _texts(_json(fields, "envelope", dict).get("to"))
    for name in ("recipient", "OriginalRecipient"):
        yield from filter(None, _text(fields, name).split(","))


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _text(fields: Fields, *names: str) -> str:
    found = (fields[name] for name in names if isinstance(fields.get(name), str))
    return next((text for text in found if text), "")


def _of_mandrill(event: Any) -> ForwardedMail:
    message: Any = event.get("msg") if isinstance(event, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(message, dict):
        raise InvalidPayloadError.field("mandrill_events", "an event holds no message")
    fields = cast("Fields", message)
    return ForwardedMail((_text(fields, "email"),), _text(fields, "raw_msg").encode())


def _raw(fields: Fields) -> bytes:
    whole = _text(fields, *_WHOLE)
    if whole:
        return whole.encode()
    message = EmailMessage()
    try:
        message["From"] = _one_line(_text(fields, "from", "From", "sender"))
        message["Subject"] = _one_line(_text(fields, *_SUBJECT))
        for name, value in _headers(fields):
            if name.lower() in _KEPT_HEADERS:
                message[name] = _one_line(value)
    except (ValueError, LookupError, AttributeError, TypeError):
        raise InvalidPayloadError.field("headers", "are not those of a mail") from None
    text, html = _text(fields, *_TEXT), _text(fields, *_HTML)
    message.set_content(text or html, subtype="plain" if text else "html")
    return message.as_bytes()


def _headers(fields: Fields) -> Iterable[tuple[str, str]]:
    """As a list of pairs, a list of objects, or the text of a mail's head."""
    if isinstance(fields.get("Headers"), list):
        for entry in fields["Headers"]:
            if isinstance(entry, dict):
                yield str(entry.get("Name", "")), str(entry.get("Value", ""))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    if "message-headers" in fields:
        for entry in _json(fields, "message-headers", list):
            if isinstance(entry, list) and len(entry) == 2:  # pyright: ignore[reportUnknownArgumentType]
                yield str(entry[0]), str(entry[1])  # pyright: ignore[reportUnknownArgumentType]
    elif text := _text(fields, "headers"):
        yield from email.message_from_string(text).items()


def _one_line(value: str) -> str:
    return " ".join(value.split())
