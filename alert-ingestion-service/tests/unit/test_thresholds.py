"""Limits are read as people write them; the newest five samples decide."""

import pytest

from alert_ingestion.domain.thresholds import is_breach, parse_threshold, state_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.05", 0.05), (" 5 % ", 0.05), ("80%", 0.8), ("1e3", 1000.0), (7, 7.0), ("-1", -1.0)],
)
def test_a_limit_is_read(text: str | float, number: float) -> None:
    assert parse_threshold(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "five", "0,05", "%", "nan", "inf", float("nan")])
def test_a_bad_limit_says_so(text: str | float) -> None:
    with pytest.raises(ValueError, match=r"no number|finite"):
        parse_threshold(text)


def test_the_limit_itself_is_no_breach() -> None:
    assert not is_breach(0.05, 0.05, "above")
    assert is_breach(0.051, 0.05, "above")
    assert is_breach(0.049, 0.05, "below")
    assert not is_breach(None, 0.05, "below")


def test_one_breach_among_the_newest_five_is_an_anomaly() -> None:
    good, bad, silent = (True, False), (True, True), (False, False)
    assert state_of([good, bad, good, good, good], "ok") == "anomaly"
    assert state_of([bad, good, good, good, good, good], "anomaly") == "ok"
    assert state_of([good, silent], "unknown") == "ok"


def test_silence_is_no_recovery() -> None:
    silent = (False, False)
    assert state_of([silent] * 5, "anomaly") == "anomaly"
    assert state_of([silent] * 5, "ok") == "unknown"
    assert state_of([], "ok") == "unknown"
