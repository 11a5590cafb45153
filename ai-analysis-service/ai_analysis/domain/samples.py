"""What the model learns from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and the category that it is an example of."""

    text: str
    category: str
