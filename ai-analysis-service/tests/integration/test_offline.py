"""Without any network, and with labels that contradict the message, there is an answer."""

import socket
from typing import Any, NoReturn

import httpx
import pytest
from analysis_builders import an_alert

from ai_analysis.analyses.service import explain
from ai_analysis.knowledge.model import Model


def test_the_answers_are_the_same_with_the_network_unplugged(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("no space left on /data", "certificate expires", "hello", "디스크 용량 부족")
    before = [explain(model, text) for text in texts]

    def unplugged(*_: Any, **__: Any) -> NoReturn:
        raise OSError("the network is unplugged")

    monkeypatch.setattr(socket, "socket", unplugged)
    monkeypatch.setattr(socket, "getaddrinfo", unplugged)
    assert [explain(model, text) for text in texts] == before


@pytest.mark.parametrize(
    "labels",
    [
        {"alertname": "CertificateExpiry", "severity": "info", "reason": "OOMKilled"},
        {"alertname": "", "reason": "", "code": "200"},
        {"severity": "critical", "status": "resolved"},
        {"a" * 10_000: "b" * 100_000},
        {f"label{number}": "disk" for number in range(5_000)},
    ],
    ids=["another cause", "empty", "another severity", "huge", "many"],
)
async def test_labels_that_contradict_the_message_get_an_answer(
    viewer: httpx.AsyncClient, labels: dict[str, str]
) -> None:
    answer = await viewer.post("/api/v1/analyze", json=an_alert(severity="low", labels=labels))
    assert answer.status_code == 200
    suggestions = answer.json()["suggestions"]
    assert "disk_space" in [one["category"] for one in suggestions[:3]]
