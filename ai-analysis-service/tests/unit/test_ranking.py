"""The model answers alerts of many kinds, says when it does not know, and quotes its evidence."""

import pytest

from ai_analysis.domain.ranking import UNKNOWN, classify, rank
from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Classifier, from_bytes, to_bytes
from ai_analysis.domain.training import fit


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("OrdersPodOOMKilled container payment was killed, memory limit", "memory_exhaustion"),
        ("/var is 97% full on the build host", "disk_space"),
        ("TLS certificate of shop.example.com expires in 3 days", "certificate_expiry"),
        (
            "FATAL: sorry, too many clients already, pool has no free connection",
            "connection_exhaustion",
        ),
        ("chronyd lost its sources, clock offset 4s", "clock_skew"),
        ("could not resolve host db.internal, SERVFAIL", "dns_failure"),
        ("consumer lag on topic orders keeps growing", "queue_backlog"),
        ("nightly pg_dump backup failed", "backup_failure"),
        ("서버 디스크 용량이 부족합니다", "disk_space"),
        ("결제 서비스 인증서가 곧 만료됩니다", "certificate_expiry"),
        ("파드가 계속 재시작됩니다 크래시", "crash_loop"),
        ("메모리 사용률이 95%를 초과했습니다", "memory_exhaustion"),
        ("データベースのバックアップに失敗しました", "backup_failure"),
        ("証明書の期限が近づいています", "certificate_expiry"),
    ],
)
def test_a_plain_alert_finds_its_cause(classifier: Classifier, text: str, category: str) -> None:
    assert rank(classifier, text)[0].category == category


@pytest.mark.parametrize("text", ["", "!!!", "😀😀", "hello there", "zzz qqq", "\x00\x01"])
def test_a_text_without_meaning_is_unknown(classifier: Classifier, text: str) -> None:
    causes = rank(classifier, text)
    assert causes[0].category == UNKNOWN
    assert len(causes) == 5


def test_confidences_are_shares_in_falling_order(classifier: Classifier) -> None:
    causes = rank(classifier, "disk latency and replication lag are both high")
    confidences = [cause.confidence for cause in causes]
    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) <= 1


def test_evidence_is_quoted_from_the_alert(classifier: Classifier) -> None:
    text = "NodeFilesystemAlmostFull: only 3% of free disk space left on /data"
    cause = rank(classifier, text)[0]
    assert cause.evidence
    assert all(quote in text for quote in cause.evidence)
    assert any("disk space" in quote for quote in cause.evidence)


def test_classify_and_rank_agree(classifier: Classifier) -> None:
    for text in ("hello there", "pod restarts again and again, CrashLoopBackOff"):
        first = rank(classifier, text)[0]
        assert classify(classifier, text) == (first.category, first.confidence)


def test_the_same_samples_give_the_same_model() -> None:
    samples = [
        Sample("disk is full", "disk_space"),
        Sample("no space left", "disk_space"),
        Sample("memory is full", "memory_exhaustion"),
        Sample("killed, out of memory", "memory_exhaustion"),
    ]
    first, second = fit(samples), fit(samples)
    assert (first.weights == second.weights).all()
    assert first.categories == ("disk_space", "memory_exhaustion")


def test_a_quotation_is_whole_words_and_not_too_long(classifier: Classifier) -> None:
    text = "PodOOMKilled: container_memory_working_set_bytes near the limit " + "x" * 500
    quotes = rank(classifier, text)[0].evidence
    assert "container_memory_working_set_bytes" in " ".join(quotes)
    assert "PodOOMKilled" in quotes
    assert all(len(quote) <= 80 for quote in quotes)


def test_a_model_that_was_written_and_read_answers_alike(classifier: Classifier) -> None:
    read = from_bytes(to_bytes(classifier))
    for text in ("replica lags behind", "TLS certificate expired", "디스크 용량 부족", ""):
        assert rank(read, text) == rank(classifier, text)
