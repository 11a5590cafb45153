"""Alembic's entry point."""

from alert_ingestion.schema import Base
from platform_kit.migrations import run_env

run_env(Base.metadata)
