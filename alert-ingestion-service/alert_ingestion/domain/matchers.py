"""Label matchers with Alertmanager's meaning: `=`, `!=`, `=~`, `!~`; a missing label is empty.

Regular expressions are RE2's and match the whole value. RE2 runs in linear time, so that a
pattern and a label from outside can never hold up the intake.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import re2

LONGEST_PATTERN: Final = 4096

_TEXT = re.compile(
    r'^\s*(?P<name>[^\s=!~{},"]+)\s*(?P<op>=~|!~|!=|=)\s*(?P<value>.*?)\s*$', re.DOTALL
)
_OPERATORS: Final = {
    "=": (False, True),
    "!=": (False, False),
    "=~": (True, True),
    "!~": (True, False),
}


class MatcherError(ValueError):
    """A matcher that cannot be used; the text says why."""


@dataclass(frozen=True)
class Matcher:
    """One condition on one label. Raises MatcherError for a pattern that RE2 does not take."""

    name: str
    value: str
    is_regex: bool = False
    is_equal: bool = True
    _pattern: Any = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise MatcherError("a matcher needs the name of a label")
        if self.is_regex:
            object.__setattr__(self, "_pattern", _compiled(self.value))

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels satisfy this condition."""
        value = labels.get(self.name, "")
        if self.is_regex:
            return (self._pattern.fullmatch(value) is not None) == self.is_equal
        return (value == self.value) == self.is_equal

    def __str__(self) -> str:
        operator = (
            ("=~" if self.is_equal else "!~") if self.is_regex else "=" if self.is_equal else "!="
        )
        value = self.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{self.name}{operator}"{value}"'


def matches_all(matchers: Sequence[Matcher], labels: Mapping[str, str]) -> bool:
    """Whether every matcher holds; no matcher at all matches nothing."""
    return bool(matchers) and all(matcher.matches(labels) for matcher in matchers)


def matches_empty(matchers: Sequence[Matcher]) -> bool:
    """Whether even an alert without labels would match: such a rule would hide everything."""
    return matches_all(matchers, {})


def parse_matcher(text: str) -> Matcher:
    """A matcher from its text, `name="value"`; quotes may be left out. Raises MatcherError."""
    found = _TEXT.match(text)
    if found is None:
        raise MatcherError(f'{text[:80]!r} is not a matcher such as severity="critical"')
    is_regex, is_equal = _OPERATORS[found["op"]]
    value = found["value"]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
    return Matcher(found["name"], value, is_regex, is_equal)


def parse_matchers(text: str) -> list[Matcher]:
    """Matchers from `{a="b", c=~"d"}` or `a="b"`, commas outside quotes. Raises MatcherError."""
    inner = text.strip().removeprefix("{").removesuffix("}")
    parts = re.findall(r'(?:[^,"]|"(?:\\.|[^"\\])*")+', inner)
    return [parse_matcher(part) for part in parts if part.strip()]


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    if len(pattern) > LONGEST_PATTERN:
        raise MatcherError(f"a pattern may hold at most {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)  # pyright: ignore[reportUnknownMemberType]
    except re2.error as error:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        raise MatcherError(f"is not a regular expression: {_text_of(error)}") from None


def _text_of(error: Any) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode() if isinstance(reason, bytes) else str(reason)
