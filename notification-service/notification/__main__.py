"""`python -m notification` serves; `... migrate` brings the schema up."""

from notification.main import create_app
from notification.settings import Settings
from platform_kit.service import run

if __name__ == "__main__":
    run(Settings, create_app, "notification")
