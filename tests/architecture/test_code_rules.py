"""Rules of the code that no linter knows; each test names the rule it keeps."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
BANNED_NAMES = {"common", "utils", "core", "helpers", "base_service"}
GENERATED = ("/generated/", "schema.d.ts", "docs/openapi/")


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def shown(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}" + (f":{line}" if line else "")


PYTHON = tracked("*.py")
SERVICES = [p for p in PYTHON if "-service/" in str(p) and "/tests/" not in str(p)]


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_nobody_commits_but_the_kit() -> None:
    found = [
        shown(path, node.lineno)
        for path in PYTHON
        if "platform-kit/" not in str(path) and "/tests/" not in f"/{path}"
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert found == []


def test_no_file_is_longer_than_400_lines() -> None:
    files = [*PYTHON, *tracked("*.ts", "*.tsx")]
    found = [
        shown(path)
        for path in files
        if not any(part in str(path) for part in GENERATED)
        and len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    assert found == []


def test_no_function_is_longer_than_60_lines() -> None:
    found = [
        shown(path, node.lineno)
        for path in PYTHON
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert found == []


def test_no_import_stands_inside_a_function() -> None:
    found = [
        shown(path, inner.lineno)
        for path in PYTHON
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_module_has_a_name_that_attracts_everything() -> None:
    found = [shown(p) for p in PYTHON if p.stem in BANNED_NAMES or p.parent.name in BANNED_NAMES]
    assert found == []


def test_sql_reads_the_movable_clock_only() -> None:
    forbidden = re.compile(
        r"CURRENT_TIMESTAMP|localtimestamp|server_default=func\.now|clock_timestamp"
    )
    found = [shown(path) for path in SERVICES if forbidden.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_broad_except_stands_in_the_kit_only() -> None:
    found = [
        shown(path, node.lineno)
        for path in SERVICES
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert found == []


def test_features_raise_problems_and_know_no_http_exception() -> None:
    found = [shown(p) for p in SERVICES if "HTTPException" in p.read_text(encoding="utf-8")]
    assert found == []


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_no_lock_file_that_records_hosts_is_committed(name: str) -> None:
    assert tracked(name, f"**/{name}") == []


def test_package_lists_name_no_address() -> None:
    """Lists of packages say what is installed, not from where."""
    lists = [*tracked("requirements/*"), *tracked("**/package-lock.json", "package-lock.json")]
    assert lists
    address = re.compile(r'"resolved": "http|--(extra-)?index-url|--find-links')
    found = [shown(path) for path in lists if address.search(path.read_text(encoding="utf-8"))]
    assert found == []
