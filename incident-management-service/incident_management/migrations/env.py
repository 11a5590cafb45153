"""Alembic's entry point."""

from incident_management.schema import Base
from platform_kit.migrations import run_env

run_env(Base.metadata)
