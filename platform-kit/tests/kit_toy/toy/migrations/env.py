"""Alembic's entry point."""

from platform_kit.migrations import run_env
from toy.service import METADATA

run_env(METADATA)
