"""A mail as an alert: the subject is the title, and patterns tell its key and its end."""

import email
import email.policy
import hashlib
import html
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final

import nh3

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import make_alert, runbook_in, usual
from platform_contracts.vocabulary import Severity
from platform_kit.template_filters import compile_pattern

SOURCE: Final = "email"
LONGEST_SUBJECT: Final = 998
MOST_HOPS: Final = 25
"""Received headers; more of them is a mail that goes in circles."""


class LoopError(InvalidPayloadError):
    """A mail that was made by a program in answer to another: taking it could go on for ever."""


def read(raw: bytes) -> EmailMessage:
    """The message. Raises InvalidPayloadError."""
    try:
        return email.message_from_bytes(raw, policy=email.policy.default)
    except (ValueError, LookupError, AttributeError, TypeError):
        raise InvalidPayloadError.field("body", "is not a mail") from None


def refuse_loops(message: EmailMessage, own_host: str) -> None:
    """Raises LoopError for automatic answers, our own mails, and mails that go in circles."""
    kind = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if kind.startswith("auto-replied"):
        raise LoopError.field("Auto-Submitted", "an automatic answer raises no alert")
    sent_by_us = f"@{own_host}>"
    thread = " ".join(header(message, name) for name in ("Message-ID", "In-Reply-To", "References"))
    if sent_by_us in thread and "<inc-" in thread:
        raise LoopError.field("Message-ID", "a mail of this platform raises no alert")
    if len(message.get_all("Received") or ()) > MOST_HOPS:
        raise LoopError.field("Received", "the mail goes in circles")


def is_allowed(sender: str, allowed: Iterable[str]) -> bool:
    """Whether a sender is on the list: an address, or a domain as `@example.com`."""
    wanted = [entry.lower() for entry in allowed]
    address = parseaddr(sender)[1].lower()
    domain = "@" + address.rpartition("@")[2]
    return not wanted or address in wanted or domain in wanted


def header(message: EmailMessage, name: str) -> str:
    """A header on one line; one that cannot be read is empty."""
    try:
        value = str(message.get(name) or "")
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""
    return " ".join(value.split()).encode("utf-8", "replace").decode().replace("\x00", "")


def parse(raw: bytes, rules: Mapping[str, Any] | None) -> list[NormalizedAlert]:
    """The alert of a mail; without a pattern its subject is the key. Raises InvalidPayloadError."""
    message = read(raw)
    rules = rules or {}
    subject = header(message, "Subject")[:LONGEST_SUBJECT] or "Mail without a subject"
    key = _found(rules.get("dedup_pattern"), subject) or subject
    sender = parseaddr(header(message, "From"))[1][:255]
    body = _body(message)
    over = bool(rules.get("resolve_pattern")) and _found(rules["resolve_pattern"], subject)
    return [
        make_alert(
            SOURCE,
            hashlib.sha256(key.encode()).hexdigest()[:32] if len(key) > 255 else key,
            subject,
            Severity.HIGH,
            firing=not over,
            labels={"from": sender} if sender else {},
            description=body,
            starts_at=_date(message),
            runbook_url=runbook_in(body),
        )
    ]


def _found(pattern: Any, subject: str) -> str:
    """The first group of a match, else the whole match; empty where there is none."""
    if not pattern:
        return ""
    match = compile_pattern(str(pattern)).search(subject)
    if match is None:
        return ""
    groups = [group for group in match.groups() if group]
    return groups[0] if groups else match.group(0)


def _date(message: EmailMessage) -> Any:
    try:
        return usual(parsedate_to_datetime(header(message, "Date")))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _body(message: EmailMessage) -> str:
    """The plain text, or the text of the HTML part."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else ""
        is_html = part is not None and part.get_content_type() == "text/html"
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""
    text = content if isinstance(content, str) else ""
    if is_html:
        text = html.unescape(nh3.clean(text, tags=set()))
    return text.encode("utf-8", "replace").decode().replace("\x00", "").strip()
