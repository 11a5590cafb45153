"""The pinned requirements belong to the ranges that are written in the components."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location(
    "compile_requirements", ROOT / "scripts" / "compile_requirements.py"
)
assert SPEC is not None
assert SPEC.loader is not None
compiler = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(compiler)
INPUTS: dict[str, list[str]] = compiler.inputs()
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_pins_were_made_from_the_present_ranges(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert text.startswith(compiler.header(INPUTS[name])), "run `make pins`"


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_every_pin_has_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    blocks = re.split(r"\n(?=[a-z])", text.partition("\n")[2])
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_all_components_share_one_resolution() -> None:
    everything = pins("dev")
    for name in set(INPUTS) - {"uv", "node", "clients"}:
        assert pins(name).items() <= everything.items()
