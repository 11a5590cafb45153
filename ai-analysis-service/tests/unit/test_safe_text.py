"""Texts of others are shown as they are and do nothing."""

import pytest
from commanding_texts import HOSTILE

from ai_analysis.domain.safe_text import in_markdown, plain


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_a_hostile_text_has_no_live_part(text: str) -> None:
    shown = in_markdown(plain(text, 4_000)).lower()
    for live in ("<", "](", "javascript:a", "data:t", "http://", "https://", "```", "\x1b"):
        assert live not in shown


def test_the_words_of_a_text_stay_readable() -> None:
    assert in_markdown("disk *full* at 3 %") == "disk \\*full\\* at 3 %"
    assert plain("a\x00b\u202ec\nd", 100) == "a b c\nd"


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert plain("x" * 50, 10) == "x" * 9 + "…"


def test_a_scheme_inside_another_word_is_broken_too() -> None:
    assert "javascript:alert" not in in_markdown("0ajavascript:alert(1)")
