"""`make logs` and `make logs-<part>`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from follow_logs import UnknownPartError, container_command, local_command

SCRIPT = Path(__file__).parents[2] / "scripts" / "follow_logs.py"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    for name in ("oncall", "ai-analysis", "alert-ingestion", "alertmanager"):
        (folder / f"{name}.log").write_text(f"{name} began\n")
    return folder


def followed(logs: Path, part: str | None) -> list[str]:
    return [Path(name).stem for name in local_command(logs, part) if name.endswith(".log")]


def test_all_parts_are_followed_unless_one_is_named(logs: Path) -> None:
    assert followed(logs, None) == ["ai-analysis", "alert-ingestion", "alertmanager", "oncall"]
    assert followed(logs, "oncall") == ["oncall"]
    assert followed(logs, "ai") == ["ai-analysis"]


@pytest.mark.parametrize(("part", "told"), [("nonsense", "oncall"), ("alert", "alertmanager")])
def test_a_name_that_is_none_or_not_one_lists_those_there_are(
    logs: Path, part: str, told: str
) -> None:
    with pytest.raises(UnknownPartError, match=told):
        local_command(logs, part)


def test_without_logs_it_says_how_to_get_some(tmp_path: Path) -> None:
    with pytest.raises(UnknownPartError, match="make run"):
        local_command(tmp_path, None)


def test_containers_are_asked_of_the_engine(monkeypatch: pytest.MonkeyPatch, logs: Path) -> None:
    compose = logs / "docker-compose.yml"
    monkeypatch.setattr("follow_logs.COMPOSE_FILE", compose)
    with pytest.raises(UnknownPartError, match=r"docker-compose\.yml"):
        container_command(None)
    compose.write_text("services: {}\n")
    assert container_command("oncall")[-3:] == ["--tail", "50", "oncall"]


def test_a_line_that_is_written_later_is_shown(logs: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), "oncall"],
        env={**os.environ, "PLATFORM_STATE_DIR": str(logs.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "oncall began\n"
        with (logs / "oncall.log").open("a") as log:
            log.write("oncall pages\n")
        assert process.stdout.readline() == "oncall pages\n"
    finally:
        process.terminate()
        process.wait(20)
