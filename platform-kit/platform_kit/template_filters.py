"""The filters of mapping templates, by the names that Grafana OnCall gave them."""

import base64
import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import re2  # pyright: ignore[reportMissingTypeStubs]

LONGEST_INPUT: Final = 65_536
LONGEST_REPLACEMENT: Final = 1024
DEFAULT_FORMAT: Final = "%H:%M / %d-%m-%Y"
_DELTA = re.compile(
    r"(?P<sign>-?)(?:(?P<weeks>\d{1,5})w)?(?:(?P<days>\d{1,6})d)?(?:(?P<hours>\d{1,7})h)?"
    r"(?:(?P<minutes>\d{1,8})m)?(?:(?P<seconds>\d{1,9})s)?"
)


def time_now() -> float:
    """Seconds since 1970."""
    return time.time()


def datetimeformat(value: Any, form: str = DEFAULT_FORMAT) -> str:
    """A moment as text; empty for anything else."""
    if not isinstance(value, datetime) or len(form) > 100 or re.search(r"%[-_^#\d]*\d", form):
        return ""
    return value.strftime(form)


def datetimeformat_as_timezone(value: Any, form: str = DEFAULT_FORMAT, tz: str = "UTC") -> str:
    """A moment as text on the clocks of a time zone; empty for anything else."""
    if not isinstance(value, datetime):
        return ""
    try:
        return datetimeformat(value.astimezone(ZoneInfo(tz)), form)
    except (ValueError, OSError, OverflowError):
        return ""


def datetimeparse(value: Any, form: str = DEFAULT_FORMAT) -> datetime | None:
    """The moment that a text names in this format."""
    try:
        found = datetime.strptime(str(value)[:100], form[:100])  # noqa: DTZ007 - UTC below
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def iso8601_to_time(value: Any) -> datetime | None:
    """The moment of an ISO 8601 text."""
    try:
        found = msgspec.convert(str(value)[:64], datetime)
    except msgspec.ValidationError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def timestamp_to_datetime(value: Any) -> datetime | None:
    """The moment of seconds since 1970."""
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def timedeltaparse(value: Any) -> timedelta | None:
    """A length of time like `1d2h`, `-30m`."""
    found = _DELTA.fullmatch(str(value).strip()[:64])
    if found is None:
        return None
    parts = {name: int(n) for name, n in found.groupdict().items() if n and name != "sign"}
    length = timedelta(**parts)
    return -length if found["sign"] else length


def tojson(value: Any) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False, default=str)


def tojson_pretty(value: Any) -> str:
    """JSON over several lines."""
    return json.dumps(value, ensure_ascii=False, default=str, indent=4, sort_keys=True)


def parse_json(value: Any) -> Any:
    """The value of a JSON text; None where it is none."""
    try:
        return msgspec.json.decode(str(value)[:LONGEST_INPUT])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def b64decode(value: Any) -> str:
    """The text of Base64; empty where it is none."""
    try:
        return base64.b64decode(str(value)[:LONGEST_INPUT]).decode(errors="replace")
    except ValueError:
        return ""


def regex_replace(value: Any, find: str, replacement: str) -> str:
    """Every match replaced; a backslash and a digit in the replacement is that group."""
    shown = str(replacement)[:LONGEST_REPLACEMENT]
    return _pattern(find).sub(shown, str(value)[:LONGEST_INPUT])


def regex_match(value: Any, pattern: str) -> bool:
    """Whether the text begins with a match."""
    return _pattern(pattern).match(str(value)[:LONGEST_INPUT]) is not None


def regex_search(value: Any, pattern: str) -> bool:
    """Whether the text holds a match."""
    return _pattern(pattern).search(str(value)[:LONGEST_INPUT]) is not None


def _pattern(text: str) -> Any:
    try:
        return compile_pattern(str(text))
    except ValueError as error:
        raise ValueError(f"regular expression: {error}") from None


def compile_pattern(text: str) -> Any:
    """An RE2 expression, which takes linear time. Raises ValueError for anything else."""
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    try:
        return re2.compile(text[:LONGEST_REPLACEMENT], options)  # pyright: ignore[reportUnknownMemberType]
    except re2.error as error:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        raise ValueError(str(error)) from None  # pyright: ignore[reportUnknownArgumentType]


FILTERS: Final = {
    "datetimeformat": datetimeformat,
    "datetimeformat_as_timezone": datetimeformat_as_timezone,
    "datetimeparse": datetimeparse,
    "iso8601_to_time": iso8601_to_time,
    "timestamp_to_datetime": timestamp_to_datetime,
    "timedeltaparse": timedeltaparse,
    "tojson": tojson,
    "tojson_pretty": tojson_pretty,
    "json_dumps": tojson,
    "parse_json": parse_json,
    "b64decode": b64decode,
    "regex_replace": regex_replace,
    "regex_match": regex_match,
    "regex_search": regex_search,
}
