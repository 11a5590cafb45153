"""The knowledge base is complete, and no phrase trains two causes."""

from collections import Counter

from ai_analysis.domain.ranking import UNKNOWN
from ai_analysis.knowledge.catalogue import packaged_entries, packaged_families, training_samples

_IDS = """
    application_errors auth_security backup_failure batch_job_failure cache_inefficiency
    capacity_scheduling certificate_expiry clock_skew config_error connection_exhaustion
    cpu_saturation crash_loop data_integrity dependency_outage deployment_failure disk_io_latency
    disk_space dns_failure fd_exhaustion gc_pressure hardware_failure high_latency lock_contention
    memory_exhaustion monitoring_failure network_fault node_failure queue_backlog
    quorum_leadership quota_limit redundancy_loss replication_lag service_down slow_queries
    storage_engine_maintenance storage_volume_failure thread_exhaustion traffic_anomaly
"""
CATEGORIES = frozenset(_IDS.split())


def test_all_38_categories_have_an_entry() -> None:
    assert len(CATEGORIES) == 38
    assert set(packaged_entries()) == CATEGORIES | {UNKNOWN}


def test_no_category_is_described_twice() -> None:
    counted = Counter(entry.category for family in packaged_families() for entry in family.entries)
    assert set(counted.values()) == {1}


def test_no_phrase_is_given_twice() -> None:
    counted = Counter(sample.text.casefold() for sample in training_samples(packaged_entries()))
    assert [phrase for phrase, count in counted.items() if count > 1] == []


def test_every_cause_tells_what_to_look_at_and_what_to_do() -> None:
    for category in CATEGORIES:
        entry = packaged_entries()[category]
        assert 18 <= len(entry.symptoms) <= 30, category
        assert len(entry.evidence) >= 3, category
        assert len(entry.actions) >= 4, category
        assert entry.technologies, category
