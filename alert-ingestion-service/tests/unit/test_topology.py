"""Which open group an alert joins: graph, cause, place, kind and time, each with its reason."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alert_builders import an_alert
from msgspec.structs import replace

from alert_ingestion.domain.correlation import profile as profiles
from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.correlation.first_guess import first_guess
from alert_ingestion.domain.correlation.graph import Graph, Relation, compiled
from alert_ingestion.domain.correlation.learnt import counted, edges_of
from alert_ingestion.domain.correlation.profile import Profile, profile_of
from alert_ingestion.domain.correlation.text_key import text_key
from alert_ingestion.domain.correlation.topology import Candidate, Decision, Options
from platform_contracts.vocabulary import Severity
from platform_kit.ids import new_id

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GRAPH = compiled(
    {"web": ["cart"], "cart": ["cart-db"], "search": ["search-db"], "mail": []},
    {"cart-db": ["node-1"], "search-db": "node-2"},
    {"node-1": "a", "node-2": "b"},
    {"resolver": "dns"},
)


def seen(
    service: str,
    seconds: float = 0,
    *,
    category: str | None = None,
    title: str = "it is slow",
    severity: Severity = Severity.HIGH,
    **labels: str,
) -> Profile:
    alert = replace(an_alert(), service=service, title=title, labels=labels, severity=severity)
    return profile_of(alert, category, NOON + timedelta(seconds=seconds))


def group(*members: Profile) -> Candidate:
    candidate = topology.opened(new_id(), members[0])
    for member in members[1:]:
        candidate = topology.merged(candidate, member)
    return candidate


def choose(alert: Profile, *groups: Candidate, graph: Graph = GRAPH, **more: Any) -> Decision:
    return topology.choose(alert, groups, graph, Options(), **more)


def test_what_depends_on_a_broken_database_joins_its_incident() -> None:
    broken = group(seen("cart-db", category="disk_space"))
    decision = choose(seen("cart", 60, category="high_latency"), broken)
    assert decision.candidate_id == broken.id
    assert "cart and cart-db: a direct dependency" in decision.reason
    assert "60 s apart" in decision.reason
    assert decision.parts["score"] == pytest.approx(decision.score)


def test_two_steps_up_it_still_joins_and_an_unrelated_service_does_not() -> None:
    broken = group(seen("cart-db", category="disk_space"))
    assert choose(seen("web", 60), broken).candidate_id == broken.id
    decision = choose(seen("search", 60), broken)
    assert decision.candidate_id is None
    assert "no open group is related to search" in decision.reason


def test_the_nearer_of_two_groups_takes_it_and_the_other_is_named() -> None:
    far = group(seen("web", category="high_latency"))
    near = group(seen("cart-db", 10, category="disk_space"))
    decision = choose(seen("cart", 60, category="high_latency"), far, near)
    assert decision.candidate_id == near.id
    assert decision.runner_up is not None
    assert decision.runner_up[0] == far.id
    assert str(far.id) in decision.reason


def test_a_named_cause_beats_a_nearer_neighbour() -> None:
    neighbour = group(seen("cart-db", 50, category="disk_space"))
    named = group(seen("search-db", 0, category="disk_space"))
    blaming = seen("cart", 60, title="cart cannot reach search-db", category="dependency_outage")
    assert choose(blaming, neighbour, named).candidate_id == named.id
    labelled = seen("cart", 60, category="dependency_outage", upstream="search-db")
    assert choose(labelled, neighbour, named).candidate_id == named.id


def test_time_makes_it_less_likely_and_the_window_ends_it() -> None:
    broken = group(seen("cart-db", category="disk_space"))
    soon, later = (choose(seen("cart", seconds), broken) for seconds in (10, 250))
    assert soon.score > later.score
    assert choose(seen("cart", 301), broken).candidate_id is None


def test_an_incident_takes_nothing_after_its_longest_life() -> None:
    long_one = group(*(seen("cart", 200 * number) for number in range(7)))
    assert choose(seen("cart", 1190), long_one).candidate_id == long_one.id
    assert choose(seen("cart", 1210), long_one).candidate_id is None


def test_the_same_alert_again_goes_home() -> None:
    home, other = group(seen("mail")), group(seen("cart-db", 590, category="disk_space"))
    decision = choose(seen("cart", 600), home, other, home=home.id)
    assert decision.candidate_id == home.id
    assert "fires again" in decision.reason


def test_a_loner_stands_alone_and_draws_nobody_in() -> None:
    broken = group(seen("cart-db", category="disk_space"))
    backup = seen("cart-db", 5, category="backup_failure")
    assert choose(backup, broken).candidate_id is None
    assert "stands alone" in choose(backup, broken).reason
    assert choose(seen("cart-db", 10), group(backup)).candidate_id is None


def test_a_flood_of_loners_of_one_kind_on_one_component_is_one_group() -> None:
    backups = group(seen("cart-db", category="backup_failure"))
    assert choose(seen("cart-db", 5, category="backup_failure"), backups).candidate_id == backups.id
    elsewhere = seen("mail-db", 5, category="backup_failure")
    assert choose(elsewhere, backups).candidate_id is None


def test_a_certificate_that_expires_some_day_is_a_loner_one_that_has_expired_is_not() -> None:
    some_day = seen("cart", category="certificate_expiry", severity=Severity.MEDIUM)
    expired = seen("cart", category="certificate_expiry", severity=Severity.CRITICAL)
    assert some_day.alone
    assert not expired.alone


def test_another_cluster_is_another_world() -> None:
    broken = group(seen("cart-db", cluster="east"))
    assert choose(seen("cart", 10, cluster="east"), broken).candidate_id == broken.id
    assert choose(seen("cart", 10, cluster="west"), broken).candidate_id is None


def test_what_runs_on_a_dead_node_joins_and_an_agent_speaks_for_its_node() -> None:
    dead = seen("node-exporter", category="node_failure", instance="node-1:9100")
    assert dead.component == "node-1"
    assert choose(seen("cart-db", 30), group(dead)).candidate_id is not None
    assert choose(seen("search-db", 30), group(dead)).candidate_id is None


def test_everybody_needs_name_resolution() -> None:
    failing = group(seen("resolver", category="dns_failure"))
    assert choose(seen("search", 30, category="high_latency"), failing).candidate_id == failing.id


def test_without_a_graph_time_decides() -> None:
    burst = group(seen("a"), seen("b", 2), seen("c", 4))
    assert choose(seen("d", 10), burst, graph=Graph()).candidate_id == burst.id
    assert choose(seen("d", 290), burst, graph=Graph()).candidate_id is None


def test_a_summary_is_bounded_and_survives_the_database() -> None:
    many = group(*(seen(f"s{number}", number) for number in range(60)))
    assert len(many.members) == topology.MOST_MEMBERS
    assert many.members[0].component == "s0"
    stored = json.loads(json.dumps(topology.to_json(many)))
    again = topology.from_json(many.id, stored)
    assert again.members == many.members
    assert (again.opened_at, again.last_at) == (many.opened_at, many.last_at)
    one = seen("cart", category="node_failure", upstream="x", node="n:1")
    assert profiles.from_json(json.loads(json.dumps(profiles.to_json(one)))) == one


def test_the_order_of_arrival_does_not_matter_for_old_events() -> None:
    newer = group(seen("cart-db", 100, category="disk_space"))
    assert choose(seen("cart", 40), newer).candidate_id == newer.id


def test_beside_a_graph_time_alone_ties_nobody() -> None:
    burst = group(seen("cart-db"), seen("cart", 5))
    assert choose(seen("newcomer", 10), burst).candidate_id is None
    newcomer = group(seen("newcomer"))
    assert choose(seen("newcomer", 10), newcomer).candidate_id == newcomer.id


def test_a_listed_service_without_edges_is_as_good_as_unknown() -> None:
    assert not GRAPH.knows("mail")
    assert GRAPH.knows("cart-db")
    assert GRAPH.reach("web")["cart-db"] is Relation.NEEDS_2
    assert GRAPH.reach("cart-db")["web"] is Relation.SERVES_2


def test_a_graph_with_a_cycle_is_walked_once() -> None:
    circle = compiled({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert circle.reach("a") == {
        "a": Relation.SAME,
        "b": Relation.NEEDS_1,
        "c": Relation.NEEDS_2,
    }


def test_components_that_are_often_in_one_incident_become_neighbours() -> None:
    together = [["cart", "mail"]] * 3 + [["cart", "web"]] * 2 + [["x"]]
    edges = edges_of(counted(together))
    assert edges == {"cart": frozenset({"mail"}), "mail": frozenset({"cart"})}
    assert counted([[str(number) for number in range(30)]]) == {}
    learnt = compiled({"cart": ["cart-db"], "mail": ["smtp"]}, learnt=edges)
    assert learnt.reach("mail")["cart"] is Relation.LEARNT


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("certificate of shop expires in 12 days", "certificate_expiry"),
        ("nightly export job failed", "batch_job_failure"),
        ("no snapshot of orders since yesterday", "backup_failure"),
        ("clock drifts from the time-server", "clock_skew"),
        ("error budget of checkout burns", None),
        ("p99 latency is high", None),
        ("disk is full", None),
    ],
)
def test_a_first_guess_knows_only_what_stands_alone(words: str, kind: str | None) -> None:
    assert first_guess(words.split()) == kind


def test_texts_about_different_components_are_one_kind() -> None:
    def key(service: str, title: str, **labels: str) -> str:
        return text_key(replace(an_alert(), service=service, title=title, labels=labels))

    one = key("cart", "cart lags 512 messages", alertname="Lag", pod="cart-7f")
    two = key("mail", "mail lags 9.5 messages", alertname="Lag", pod="mail-0a")
    assert one == two == "lag|* lags # messages"
    assert key("cart", "cart is down", alertname="Lag") != one
    assert len(key("cart", "x" * 255, alertname="y" * 500)) <= 200
