"""`python -m incident_management` serves; `... migrate` brings the schema up."""

from incident_management.main import create_app
from incident_management.settings import Settings
from platform_kit.service import run

if __name__ == "__main__":
    run(Settings, create_app, "incident_management")
