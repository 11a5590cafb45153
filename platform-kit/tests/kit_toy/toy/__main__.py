"""python -m toy"""

from platform_kit.service import run
from toy.service import Settings, create_app

run(Settings, create_app, "toy")
