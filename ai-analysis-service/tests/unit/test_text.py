"""Words and names become the same terms, however they are written."""

import time

import pytest

from ai_analysis.domain.alert_text import MAX_TEXT, compose, expression_of
from ai_analysis.domain.text import terms_of


def terms(text: str) -> list[str]:
    return [term.term for term in terms_of(text)]


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("HostOutOfMemory", "host out of memory"),
        ("node_filesystem_avail_bytes", "node filesystem avail bytes"),
        ("SSL cert expiry", "TLS certificate expires"),
        ("replicas lagging", "replica lag"),
        ("connections rejected", "connection rejecting"),
        ("HTTPRequestFailed", "http request fail"),
    ],
)
def test_different_spellings_give_the_same_terms(written: str, same_as: str) -> None:
    assert terms(written) == terms(same_as)


def test_host_names_addresses_and_ports_are_left_out() -> None:
    assert terms("kafka-1:9100 10.0.0.7 etcd.internal:2379 http://grafana/d/1 db-02") == []


def test_status_codes_count_as_http_errors() -> None:
    assert "5xx" in terms("rate of 503 answers")
    assert "5xx" in terms("Http5xxErrorRate")


@pytest.mark.parametrize(
    "text",
    ["500 ms", "above the threshold of 500", "450 connections", "queue > 500", "more than 400"],
)
def test_a_quantity_is_no_status_code(text: str) -> None:
    assert not {"http", "4xx", "5xx"} & set(terms(text))


def test_every_term_can_be_quoted_from_its_text() -> None:
    text = "KubePodCrashLooping: 용량이 부족 😀 pod is OOMKilled"
    quoted = {text[term.start : term.end] for term in terms_of(text)}
    assert {"Crash", "Looping", "용량이", "OOM", "Killed"} <= quoted


def test_the_same_text_in_two_fields_counts_once() -> None:
    text = compose("disk full", {"alertname": "DiskFull"}, {"summary": "disk full"})
    assert text == "DiskFull\ndisk full"


def test_links_are_not_read_but_the_query_inside_the_generator_url_is() -> None:
    text = compose(
        "high",
        {},
        {"runbook_url": "https://wiki/dns-failure"},
        "http://prometheus/graph?g0.expr=node_filesystem_avail_bytes+%3C+10&g0.tab=1",
    )
    assert text == "high\nnode_filesystem_avail_bytes < 10"


def test_a_broken_link_gives_no_expression() -> None:
    assert expression_of("http://[broken?g0.expr=up") == ""


def test_a_text_of_a_megabyte_is_cut() -> None:
    text = compose("x " * 500_000, {}, {f"note{n}": f"{n} " * 9000 for n in range(9)})
    assert len(text) <= MAX_TEXT


def test_a_hostile_text_is_read_in_time() -> None:
    """Linear: a tenth of a second. Quadratic: minutes."""
    for part in ("abc-", "x.", "a_", "1.", "A", "://"):
        started = time.monotonic()
        terms_of(part * (200_000 // len(part)))
        assert time.monotonic() - started < 30


@pytest.mark.parametrize("text", ["디스크 용량이 부족합니다", "ディスクの空き容量が不足しています"])
def test_korean_and_japanese_words_become_the_terms_of_the_trade(text: str) -> None:
    assert {"disk", "spac", "low"} <= set(terms(text))
