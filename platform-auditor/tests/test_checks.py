"""Comparing lists that may have been cut."""

from uuid import UUID

from platform_auditor.checks import incomplete, unpaged
from platform_contracts.audit import AwaitedPage, EscalationsAudit, IncidentsAudit, LiveEscalation


def awaited(*entries: tuple[int, int], complete: bool = True) -> IncidentsAudit:
    pages = [AwaitedPage(incident_id=UUID(int=i), number=i, cycle=cycle) for i, cycle in entries]
    return IncidentsAudit(awaited=pages, complete=complete, by_status={})


def live(*entries: tuple[int, int], complete: bool = True) -> EscalationsAudit:
    found = [LiveEscalation(incident_id=UUID(int=i), cycle=cycle) for i, cycle in entries]
    return EscalationsAudit(live=found, complete=complete, by_state={})


def numbers(incidents: IncidentsAudit, escalations: EscalationsAudit) -> list[int]:
    return [page.number for page in unpaged(incidents, escalations)]


def test_incident_without_an_escalation_is_found() -> None:
    assert numbers(awaited((1, 1), (2, 1), (3, 1)), live((1, 1), (3, 1))) == [2]


def test_escalation_of_an_earlier_cycle_does_not_count() -> None:
    assert numbers(awaited((1, 2)), live((1, 1))) == [1]


def test_escalation_of_a_later_cycle_counts() -> None:
    assert numbers(awaited((1, 1)), live((1, 2))) == []


def test_nothing_is_concluded_beyond_the_end_of_a_cut_list() -> None:
    known = live((1, 1), (3, 1), complete=False)
    assert numbers(awaited((1, 1), (2, 1), (3, 1), (4, 1)), known) == [2]
    assert incomplete(awaited(), known) == 1


def test_cut_list_of_incidents_is_judged_as_far_as_it_goes() -> None:
    assert numbers(awaited((1, 1), complete=False), live()) == [1]
    assert incomplete(awaited(complete=False), live(complete=False)) == 2
