"""`python -m oncall.accounts.break_glass`: an administrator for the day the provider is down.

Makes or renews the account `break-glass`: a new password, printed once, that works for an hour.
It needs access to the database, and stands in the audit log.
"""

import asyncio
import secrets
import sys
from datetime import timedelta
from typing import Final
from uuid import UUID

from oncall.audit_log import service as audit_log
from oncall.people import repository as people
from oncall.schema import Base
from oncall.settings import Settings
from platform_kit.auth.passwords import hash_password
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.database import Database

LOGIN: Final = "break-glass"
PERSON: Final = UUID("00000000-0000-7000-8000-00000000000c")
LIFE: Final = timedelta(hours=1)
OPERATOR: Final = Principal(kind="operator", id="command-line", name="command line")


async def renew(database: Database) -> str:
    """A new password of the emergency account, valid for an hour."""
    password = secrets.token_urlsafe(18)
    values = {
        "login": LOGIN,
        "name": "Emergency administrator",
        "email": None,
        "timezone": "UTC",
        "language": "en",
        "active": True,
        "roles": {"*": "admin"},
        "password_hash": await hash_password(password),
    }
    async with database.transaction() as session:
        row = await people.put(session, PERSON, values)
        row.break_glass_until = await read_clock(session) + LIFE
        await audit_log.record(session, OPERATOR, "break_glass.renewed", f"person:{PERSON}")
    return password


async def _main() -> None:
    settings = Settings()  # pyright: ignore[reportCallIssue] - from the environment
    database = Database(settings.database_url.get_secret_value(), Base.metadata, pool_size=1)
    try:
        password = await renew(database)
    finally:
        await database.close()
    sys.stdout.write(f"login:    {LOGIN}\npassword: {password}\nvalid for one hour\n")


if __name__ == "__main__":
    asyncio.run(_main())
