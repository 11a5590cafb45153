"""Summaries of open groups, kept parsed between batches: only what changed is read again."""

from typing import Any, Final
from uuid import UUID

import msgspec

from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.correlation.topology import Candidate

MOST_KEPT: Final = 5_000

Known = dict[UUID, tuple[str, Candidate]]
"""Version of the row and summary, by group."""

_decode = msgspec.json.Decoder().decode


class Summaries:
    """Summaries by group and version of its row; one instance in a process.

    A batch never changes a summary (it makes new ones), so one that is rolled back leaves
    nothing behind here: the row still has the version that is known.
    """

    def __init__(self) -> None:
        self._known: Known = {}

    def known(self) -> Known:
        """What one batch starts from. Too many are given up at once: open ones are read again."""
        if len(self._known) > MOST_KEPT:
            self._known = {}
        return self._known


def of_row(row: Any, known: Known) -> Candidate | None:
    """The summary of a row (id, version, members); `members` is null when it is known."""
    if row.members is None:
        return known[row.id][1]
    stored = _decode(row.members) if isinstance(row.members, str) else row.members
    if not stored:
        return None
    summary = topology.from_json(row.id, stored)
    known[row.id] = (row.version, summary)
    return summary
