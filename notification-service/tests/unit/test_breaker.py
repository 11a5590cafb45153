"""A provider that does not answer is left alone, then tried with one message."""

from notification.domain.breaker import OPEN_SECONDS, Breaker


def test_five_failures_in_a_row_open_it_and_a_probe_closes_it() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker.record(False, 0.0)
    assert breaker.admits(0.0)
    breaker.record(False, 0.0)
    assert not breaker.admits(1.0)
    assert breaker.wait(1.0) == OPEN_SECONDS - 1
    assert breaker.admits(OPEN_SECONDS)
    assert not breaker.admits(OPEN_SECONDS)
    breaker.record(True, OPEN_SECONDS)
    assert breaker.admits(OPEN_SECONDS)


def test_a_failed_probe_opens_it_again() -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.record(False, 0.0)
    assert breaker.admits(OPEN_SECONDS)
    breaker.record(False, OPEN_SECONDS)
    assert not breaker.admits(OPEN_SECONDS + 1)
    assert breaker.admits(2 * OPEN_SECONDS)


def test_half_of_many_failing_opens_it_too() -> None:
    breaker = Breaker()
    for number in range(10):
        breaker.record(number % 2 == 0, float(number))
    assert not breaker.admits(10.0)


def test_answers_keep_it_closed() -> None:
    breaker = Breaker()
    for number in range(100):
        breaker.record(number % 4 != 0, number / 10)
    assert breaker.admits(10.0)
