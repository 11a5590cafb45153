"""Who may change what belongs to a team."""

from platform_contracts.access import ONCALL_WRITE
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden


def must_manage(caller: Principal, *teams: str | None) -> None:
    """Raises Forbidden unless the caller manages the schedules and policies of all `teams`."""
    for team in teams:
        if not caller.may(ONCALL_WRITE, team):
            raise Forbidden(f"this needs {ONCALL_WRITE} for the team {team}")
