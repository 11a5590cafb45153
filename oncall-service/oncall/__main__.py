"""`python -m oncall` serves; `... migrate` brings the schema up."""

from oncall.main import create_app
from oncall.settings import Settings
from platform_kit.service import run

if __name__ == "__main__":
    run(Settings, create_app, "oncall")
