"""What can go wrong with the embedded server, in words for the person at the terminal."""


class PostgresError(RuntimeError):
    """The embedded PostgreSQL cannot run; the text says why and what to do."""


class PortTakenError(PostgresError):
    """Another program listens on the wanted port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} for PostgreSQL is taken by another program. "
            "Set POSTGRES_PORT to another port."
        )
        self.port = port
