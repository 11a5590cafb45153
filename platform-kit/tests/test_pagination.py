"""Cursors name the last row; anything that is none is refused with its field."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from platform_kit.pagination import decode_cursor, encode_cursor
from platform_kit.problems import Invalid


def test_a_cursor_gives_back_the_values_of_its_row() -> None:
    row = (datetime(2026, 3, 1, 12, tzinfo=UTC), uuid4(), 7, "a text")
    assert decode_cursor(encode_cursor(*row), datetime, UUID, int, str) == list(row)


@pytest.mark.parametrize(
    ("cursor", "kind"),
    [
        ("", int),
        ("garbage", int),
        ("%00", int),
        ("é", int),
        ("bnVsbA", int),
        ("e30", int),
        (encode_cursor("text"), int),
        (encode_cursor(2**63), int),
        (encode_cursor(1, 2), int),
        (encode_cursor("NaN"), int),
        (encode_cursor("not-a-uuid"), UUID),
        (encode_cursor(1), UUID),
        (encode_cursor("yesterday"), datetime),
        (encode_cursor("2026-03-01T12:00:00"), datetime),
        (encode_cursor(5), datetime),
        (encode_cursor("a\x00b"), str),
        (encode_cursor("\ud800"), str),
        ("W1tbW1tbW1td", int),
        ("Ww" * 5000, int),
    ],
)
def test_anything_else_is_refused(cursor: str, kind: type) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor(cursor, kind)
    assert refused.value.status == 422
