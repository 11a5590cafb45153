"""Templates that users write, run with nothing to reach and little to use up (ADR-0031).

What a template may do is listed, not what it may not: filters, methods and tags. Work is counted in
steps, not in time, so that a template works on a slow machine if it works on a fast one. Texts and
numbers that would grow are refused before they exist; regular expressions are RE2's.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from types import FrameType
from typing import Any, Final, cast

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from platform_kit import template_filters

LONGEST_TEMPLATE: Final = 8192
LONGEST_OUTPUT: Final = 65_536
MOST_STEPS: Final = 50_000
LARGEST_NUMBER_BITS: Final = 4096

_KEPT_FILTERS: Final = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float"),
    *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "select", "selectattr", "sort", "string", "striptags", "title", "trim"),
    *("truncate", "unique", "upper", "urlencode"),
)
_TEXT_METHODS: Final = frozenset(
    (
        *("capitalize", "count", "endswith", "find", "index", "isdigit", "isnumeric", "lower"),
        *("lstrip", "partition", "removeprefix", "removesuffix", "rfind", "rpartition", "rsplit"),
        *("rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    )
)
_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: _TEXT_METHODS,
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    datetime: frozenset(("date", "isoformat", "time", "timestamp", "weekday")),
    date: frozenset(("isoformat", "weekday")),
    timedelta: frozenset(("total_seconds",)),
}
_PLAIN: Final[Mapping[type, frozenset[str]]] = {
    datetime: frozenset(("year", "month", "day", "hour", "minute", "second")),
    date: frozenset(("year", "month", "day")),
    timedelta: frozenset(("days", "seconds")),
}
_REFUSED_TAGS = (nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Import, nodes.FromImport)


class TemplateError(ValueError):
    """A template that cannot be taken, or that asked for too much; the message says why."""


def limited(size: int) -> None:
    """Refuse a text or list of that size. Raises SecurityError."""
    if size > LONGEST_OUTPUT:
        raise SecurityError(f"a value grows beyond {LONGEST_OUTPUT} characters")


def weighed(value: Any) -> Any:
    """The value, unless it holds too many others: writing it out would never end."""
    left, stack = LONGEST_OUTPUT, [value]
    while stack:
        here: Any = stack.pop()
        if isinstance(here, dict):
            here = list(cast("dict[Any, Any]", here).values())
        if isinstance(here, list | tuple):
            left -= len(cast("list[Any]", here))
            if left < 0:
                raise SecurityError(f"a value holds more than {LONGEST_OUTPUT} others")
            stack.extend(cast("list[Any]", here))
    return value


def concatenated(parts: Iterable[Any]) -> str:
    """The parts as one text. Raises SecurityError when it would be too long."""
    texts = [part if isinstance(part, str) else str(part) for part in parts]
    limited(sum(map(len, texts)))
    return "".join(texts)


def replaced(text: Any, old: Any, new: Any, count: int | None = None) -> str:
    """`replace`, within the limits."""
    whole, before, after = str(text), str(old), str(new)
    hits = min(whole.count(before), whole.count(before) if count is None else max(count, 0))
    limited(len(whole) + hits * max(len(after) - len(before), 0))
    return whole.replace(before, after, hits)


def joined(values: Iterable[Any], separator: Any = "") -> str:
    """`join`, within the limits."""
    between = str(separator)
    texts = [str(value) for value in values]
    limited(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def rounded(value: Any, precision: int = 0) -> float:
    """`round` to at most 10 digits."""
    return round(float(value), max(0, min(int(precision), 10)))


class _Generator(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - jinja's name
        """`a ~ b`, through the limits."""
        self.write("environment.concat((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802
        """`[a, b]`, weighed."""
        self.write("environment.weighed(")
        super().visit_List(node, frame)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        """`{a: b}`, weighed."""
        self.write("environment.weighed(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802
        """`(a, b)`, weighed where it is a value and not the names of a loop."""
        if node.ctx != "load":
            super().visit_Tuple(node, frame)
            return
        self.write("environment.weighed(")
        super().visit_Tuple(node, frame)
        self.write(")")


class _Sandbox(ImmutableSandboxedEnvironment):
    code_generator_class = _Generator
    weighed = staticmethod(weighed)
    concat = staticmethod(concatenated)  # pyright: ignore[reportAssignmentType]
    intercepted_binops = frozenset(("+", "*", "**", "%", "//", "/", "-"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic whose result is known to be small before it is made."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("texts are not formatted with %")
        if operator in ("*", "**"):
            _check_product(operator, left, right)
        if operator == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
            limited(len(left) + len(right))
            weighed([left, right])
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Listed methods and fields of plain values only; loops are jinja's own."""
        if type(obj).__module__.startswith("jinja2."):
            return not attr.startswith("_")
        for kinds in (_METHODS, _PLAIN):
            if attr in next((kinds[k] for k in kinds if type(obj) is k), frozenset[str]()):
                return True
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key of an object first: payload.items is data, if the payload has it."""
        if isinstance(obj, dict) and attribute in obj:
            return cast("dict[str, Any]", obj)[attribute]
        if isinstance(obj, str) and attribute in ("replace", "join"):
            return _text_method(obj, attribute)
        if isinstance(obj, str) and attribute in ("format", "format_map"):
            raise SecurityError("texts are not formatted")
        return super().getattr(obj, attribute)


def _text_method(text: str, name: str) -> Callable[..., str]:
    def join(values: Iterable[Any]) -> str:
        return joined(values, text)

    return join if name == "join" else partial(replaced, text)


def _check_product(operator: str, left: Any, right: Any) -> None:
    sized = next((value for value in (left, right) if hasattr(value, "__len__")), None)
    if isinstance(sized, list | tuple):
        raise SecurityError("lists are not multiplied")
    if sized is not None:
        times = right if sized is left else left
        limited(len(sized) * times if isinstance(times, int) else 0)
        return
    if not (isinstance(left, int) and isinstance(right, int)):
        return
    bits = left.bit_length() * abs(right) if operator == "**" else 0
    if max(bits, left.bit_length() + right.bit_length()) > LARGEST_NUMBER_BITS:
        raise SecurityError("a number grows too large")


def _make() -> _Sandbox:
    sandbox = _Sandbox(autoescape=False, undefined=jinja2.ChainableUndefined)
    names: dict[str, Any] = {"range": sandbox.globals["range"], "time": template_filters.time_now}
    filters: dict[str, Any] = {
        **{name: sandbox.filters[name] for name in _KEPT_FILTERS},
        **{"join": joined, "replace": replaced, "round": rounded},
        **template_filters.FILTERS,
    }
    for own, wanted in ((sandbox.globals, names), (sandbox.filters, filters)):
        vocabulary = cast("dict[str, Any]", own)
        vocabulary.clear()
        vocabulary.update(wanted)
    return sandbox


_sandbox = _make()


@lru_cache(maxsize=1024)
def compiled(source: str) -> jinja2.Template:
    """A template ready to run. Raises TemplateError."""
    if len(source) > LONGEST_TEMPLATE:
        raise TemplateError(f"a template is longer than {LONGEST_TEMPLATE} characters")
    try:
        tree = _sandbox.parse(source)
        if next(tree.find_all(_REFUSED_TAGS), None) is not None:
            raise TemplateError("macro, call, include and import are not available")
        return _sandbox.from_string(source)
    except (jinja2.exceptions.TemplateError, RecursionError, ValueError, MemoryError) as error:
        raise TemplateError(str(error)[:500]) from None


def render(source: str, values: Mapping[str, Any]) -> str:
    """The text of a template with these values. Raises TemplateError."""
    template = compiled(source)
    steps = _Steps()
    former = sys.gettrace()
    sys.settrace(steps.trace)
    try:
        parts: list[str] = []
        size = 0
        for part in template.root_render_func(template.new_context(dict(values))):
            size += len(part)
            limited(size)
            parts.append(part)
    except (
        jinja2.exceptions.TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise TemplateError(str(error)[:500] or type(error).__name__) from None
    except (AttributeError, RecursionError, MemoryError) as error:
        raise TemplateError(str(error)[:500] or type(error).__name__) from None
    finally:
        sys.settrace(former)
    return "".join(parts).strip()


class _Steps:
    """Counts the lines that run, in the template and in its filters."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        """Python calls this for every line. Raises SecurityError when there were too many."""
        self._left -= 1
        if self._left < 0:
            raise SecurityError("the template takes too many steps")
        return self.trace
