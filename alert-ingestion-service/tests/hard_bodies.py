"""Bodies that are nearly right, or not at all: what a fuzzer posts."""

import json
from typing import Any

from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def mutated(sample: Any) -> st.SearchStrategy[Any]:
    """A good body with any of its values, at any depth, replaced by something else."""
    if isinstance(sample, dict):
        fields: dict[str, Any] = sample  # pyright: ignore[reportUnknownVariableType]
        return st.fixed_dictionaries({name: mutated(value) for name, value in fields.items()})
    if isinstance(sample, list):
        items: list[Any] = sample  # pyright: ignore[reportUnknownVariableType]
        return st.tuples(*(mutated(item) for item in items)).map(list)
    return st.just(sample) | JSON


def bodies_like(sample: Any) -> st.SearchStrategy[bytes]:
    """Random bytes, any JSON, and the sample with parts of it replaced."""
    return (
        st.binary(max_size=200)
        | JSON.map(lambda value: json.dumps(value).encode())
        | mutated(sample).map(lambda value: json.dumps(value).encode())
        | mutated(sample).map(
            lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        )
    )
