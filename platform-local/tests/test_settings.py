"""What the environment and .env change, and the files that are made once."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from platform_kit.auth.keys import read_private, read_public
from platform_local.components import KEY_IDS
from platform_local.database import DATABASE, embedded_server, prepare_database
from platform_local.keys import make_keys
from platform_local.monitoring import monitoring_programs
from platform_local.ports import pick_free
from platform_local.settings import SettingError, read_settings


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_loopback_is_open_and_other_addresses_are_not(env_file: Path) -> None:
    assert read_settings({}, env_file).open_access
    assert read_settings({"BIND_HOST": "::1"}, env_file).open_access
    assert not read_settings({"BIND_HOST": "0.0.0.0"}, env_file).open_access
    assert read_settings({"BIND_HOST": "0.0.0.0", "OPEN_ACCESS": "true"}, env_file).open_access


def test_environment_wins_over_the_file(env_file: Path) -> None:
    env_file.write_text("AI_PORT=1\nONCALL_PORT=2\nINCIDENT_EMAIL_SMTP_HOST=mail\n")
    settings = read_settings({"AI_PORT": "3"}, env_file)
    assert (settings.ports["ai-analysis"], settings.ports["oncall"]) == (3, 2)
    assert settings.environment["INCIDENT_EMAIL_SMTP_HOST"] == "mail"


def test_container_addresses_of_the_file_do_not_reach_local_mode(env_file: Path) -> None:
    env_file.write_text(
        "DATABASE_URL=postgresql://db/x\nBIND_HOST=0.0.0.0\nAI_SERVICE_URL=http://ai:8005\n"
    )
    settings = read_settings({}, env_file)
    assert settings.bind_host == "127.0.0.1"
    assert {"DATABASE_URL", "AI_SERVICE_URL"}.isdisjoint(settings.environment)


@pytest.mark.parametrize(
    ("name", "value"), [("GATEWAY_PORT", "0"), ("AI_PORT", "x"), ("OPEN_ACCESS", "maybe")]
)
def test_unusable_value_is_refused_by_name(env_file: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}={value}"):
        read_settings({name: value}, env_file)


def test_keys_are_made_once_and_all_public_halves_are_known(tmp_path: Path) -> None:
    files = make_keys(tmp_path / "keys")
    before = files.private("oncall").read_text()
    make_keys(tmp_path / "keys")
    assert files.private("oncall").read_text() == before
    assert {key.kid for key in read_public(files.public).keys} == set(KEY_IDS)
    assert '"d"' not in files.public.read_text()
    assert all(read_private(files.private(key_id)).kid == key_id for key_id in KEY_IDS)
    assert files.private("accounts").stat().st_mode & 0o777 == 0o600


def test_passwords_of_the_database_roles_stay_the_same(tmp_path: Path) -> None:
    environment = {"POSTGRES_PORT": str(pick_free())}
    with embedded_server(tmp_path, environment):
        first = asyncio.run(prepare_database(tmp_path, environment))
        assert asyncio.run(prepare_database(tmp_path, environment)) == first
    address = urlsplit(first.services["alerts"])
    assert (address.username, address.path) == ("alerts_app", f"/{DATABASE}")
    passwords = tmp_path / "secrets" / "database.json"
    assert passwords.stat().st_mode & 0o777 == 0o600
    assert len(set(json.loads(passwords.read_text()).values())) == 6


def test_options_of_a_given_address_reach_the_services(tmp_path: Path) -> None:
    environment = {"POSTGRES_PORT": str(pick_free())}
    with embedded_server(tmp_path, environment) as server:
        given = {"DATABASE_URL": server.dsn("postgres") + "?sslmode=disable&user=platform"}
        addresses = asyncio.run(prepare_database(tmp_path, given))
    assert addresses.migration.startswith("postgresql://platform_migrator:")
    assert addresses.migration.endswith("/postgres?sslmode=disable")


def test_monitoring_is_pointed_at_this_machine_and_its_ports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("prometheus", "prometheus-alertmanager"):
        (programs / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(programs))
    folder = tmp_path / "monitoring"
    (folder / "prometheus").mkdir(parents=True)
    (folder / "alertmanager").mkdir()
    (folder / "prometheus" / "prometheus.yml").write_text(
        "rule_files: [rules/*.yml]\n"
        "scrape_configs:\n"
        "- job_name: oncall\n"
        "  static_configs: [{targets: ['oncall-service:8003']}]\n"
    )
    (folder / "alertmanager" / "alertmanager.yml").write_text(
        "receivers:\n- name: us\n  webhook_configs: [{url: 'http://gateway:8080/alerts?x=1'}]\n"
    )
    ports = {"prometheus": 19_090, "alertmanager": 19_093}
    moved = {8003: 18_003, 8080: 18_080}
    started = monitoring_programs(folder, tmp_path / "state", "127.0.0.1", moved, ports)
    assert [program.name for program in started] == ["prometheus", "alertmanager"]
    prometheus = (tmp_path / "state" / "prometheus" / "prometheus.yml").read_text()
    assert "127.0.0.1:18003" in prometheus
    assert str(folder / "prometheus" / "rules" / "*.yml") in prometheus
    alertmanager = (tmp_path / "state" / "alertmanager" / "alertmanager.yml").read_text()
    assert "http://127.0.0.1:18080/alerts?x=1" in alertmanager


def test_monitoring_that_is_not_configured_is_left_out(tmp_path: Path) -> None:
    assert monitoring_programs(tmp_path, tmp_path, "127.0.0.1", {}, {}) == []
