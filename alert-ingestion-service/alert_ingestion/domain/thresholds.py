"""Limits of a monitor: reading them, and what the newest samples say."""

import math
from collections.abc import Sequence
from typing import Final, Literal

Breach = Literal["above", "below"]
State = Literal["unknown", "ok", "anomaly"]

NEWEST: Final = 5
"""One breach among so many samples is an anomaly."""


def parse_threshold(value: float | str) -> float:
    """A limit as a number; texts such as `0.05`, `1e3` and `5 %` are read. Raises ValueError."""
    if isinstance(value, str):
        text = value.strip()
        share = text.endswith("%")
        try:
            number = float(text.removesuffix("%").strip()) / (100 if share else 1)
        except ValueError:
            raise ValueError(f"{text!r} is no number; write 0.05, or 5 %") from None
    else:
        number = float(value)
    if not math.isfinite(number):
        raise ValueError("must be a finite number")
    return number


def is_breach(value: float | None, threshold: float, breach: Breach) -> bool:
    """Whether a value lies on the wrong side of its limit; no value is no breach."""
    if value is None:
        return False
    return value > threshold if breach == "above" else value < threshold


def state_of(samples: Sequence[tuple[bool, bool]], before: State) -> State:
    """The state that the newest five samples, (answered, breached) each, make of `before`.

    Without any answer an anomaly stays one: silence is no recovery.
    """
    newest = samples[-NEWEST:]
    if any(breached for _, breached in newest):
        return "anomaly"
    if any(answered for answered, _ in newest):
        return "ok"
    return "anomaly" if before == "anomaly" else "unknown"
