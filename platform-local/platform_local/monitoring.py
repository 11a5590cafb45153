"""Prometheus and Alertmanager, where installed, with our configuration for this machine."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from platform_local.programs import Program, answers_http

_ALERTMANAGER_NAMES = ("alertmanager", "prometheus-alertmanager")  # upstream's, Debian's
_TARGET = re.compile(r"^[A-Za-z0-9.-]+:(\d+)$")
_URL = re.compile(r"^(https?)://[A-Za-z0-9.-]+:(\d+)(/.*)?$")


def monitoring_programs(
    folder: Path, state_dir: Path, host: str, moved: Mapping[int, int], ports: Mapping[str, int]
) -> list[Program]:
    """Return the programs to start: none that is not installed or not configured.

    `moved` maps the port that the configuration names to the one in use on this machine.
    """
    programs: list[Program] = []
    prometheus = shutil.which("prometheus")
    source = folder / "prometheus" / "prometheus.yml"
    if prometheus is not None and source.is_file():
        config = _localise(source, state_dir / "prometheus" / "prometheus.yml", host, moved)
        address = f"{host}:{ports['prometheus']}"
        options = (
            f"--config.file={config}",
            f"--storage.tsdb.path={state_dir / 'prometheus' / 'data'}",
            f"--web.listen-address={address}",
            "--log.level=warn",
        )
        ready = answers_http(f"http://{address}/-/ready")
        programs.append(Program("prometheus", (prometheus, *options), ready, ("gateway",)))
    alertmanager = next(filter(None, map(shutil.which, _ALERTMANAGER_NAMES)), None)
    source = folder / "alertmanager" / "alertmanager.yml"
    if alertmanager is not None and source.is_file():
        config = _localise(source, state_dir / "alertmanager" / "alertmanager.yml", host, moved)
        address = f"{host}:{ports['alertmanager']}"
        options = (
            f"--config.file={config}",
            f"--storage.path={state_dir / 'alertmanager' / 'data'}",
            f"--web.listen-address={address}",
            "--cluster.listen-address=",
            "--log.level=warn",
        )
        ready = answers_http(f"http://{address}/-/ready")
        programs.append(Program("alertmanager", (alertmanager, *options), ready, ("gateway",)))
    return programs


def _localise(source: Path, target: Path, host: str, moved: Mapping[int, int]) -> Path:
    """Write a copy whose addresses are those of this machine and whose paths are absolute."""
    config = yaml.safe_load(source.read_text())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(_rewrite(config, source.parent, host, moved)))
    return target


def _rewrite(node: Any, folder: Path, host: str, moved: Mapping[int, int]) -> Any:
    if isinstance(node, list):
        return [_rewrite(item, folder, host, moved) for item in cast("list[Any]", node)]
    if isinstance(node, dict):
        return {
            key: [str(folder / pattern) for pattern in value]
            if key in {"rule_files", "templates"}
            else _rewrite(value, folder, host, moved)
            for key, value in cast("dict[str, Any]", node).items()
        }
    if not isinstance(node, str):
        return node
    if match := _TARGET.match(node):
        port = int(match.group(1))
        return f"{host}:{moved.get(port, port)}"
    if match := _URL.match(node):
        port = int(match.group(2))
        return f"{match.group(1)}://{host}:{moved.get(port, port)}{match.group(3) or ''}"
    return node
