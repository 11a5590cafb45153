"""Whatever a provider forwards is read or refused with the field's name, never a fault."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from alert_ingestion.sources import email, forwarded_mail
from alert_ingestion.sources.payload import InvalidPayloadError

NAMES = (
    *("recipient", "envelope", "email", "body-mime", "RawEmail", "OriginalRecipient", "subject"),
    *("from", "From", "text", "html", "headers", "message-headers", "Headers", "mandrill_events"),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=30) | st.just('{"to": ["a@b"]}'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=9), VALUES, max_size=8)


def read(body: bytes, content_type: str) -> None:
    try:
        mails = forwarded_mail.read(body, content_type)
        for mail in mails:
            assert mail.recipients
            email.parse(mail.raw, None)
    except InvalidPayloadError as refusal:
        named = [error.field for error in refusal.errors]
    else:
        named = ["none refused"]
    assert all(named)


@settings(max_examples=400, deadline=None)
@given(FIELDS)
def test_any_fields_are_read_or_refused(fields: dict[str, Any]) -> None:
    read(json.dumps(fields).encode(), "application/json")
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{json.dumps(value)}\r\n'
        for name, value in fields.items()
    )
    read(f"{parts}--x--\r\n".encode("utf-8", "replace"), "multipart/form-data; boundary=x")


@settings(max_examples=400, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(("application/json", "application/x-www-form-urlencoded"))
    | st.text(max_size=20).map(lambda text: f"multipart/form-data; boundary={text}")
    | st.text(max_size=40),
)
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    read(body, content_type)
