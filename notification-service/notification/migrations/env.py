"""Alembic's entry point."""

from notification.schema import Base
from platform_kit.migrations import run_env

run_env(Base.metadata)
