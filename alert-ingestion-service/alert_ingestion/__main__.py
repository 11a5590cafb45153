"""`python -m alert_ingestion` serves; `... migrate` brings the schema up."""

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.service import run

if __name__ == "__main__":
    run(Settings, create_app, "alert_ingestion")
