"""Alembic's entry point."""

from ai_analysis.orm import Base
from platform_kit.migrations import run_env

run_env(Base.metadata)
