"""`python -m ai_analysis` serves, `python -m ai_analysis migrate` brings the schema to its head."""

from ai_analysis.main import create_app
from ai_analysis.settings import Settings
from platform_kit import service

if __name__ == "__main__":
    service.run(Settings, create_app, "ai_analysis")
