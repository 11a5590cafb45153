"""The example vectors of schedules and escalations, where they are at hand."""

import json
from typing import Any

from platform_kit.testing.plugin import data_folder

SIMULATED = ("policy", "service", "user_rules", "schedules", "events", "until")


def cases(folder: str) -> list[dict[str, Any]]:
    """All cases of a folder of vectors; skips the test where they are absent."""
    files = sorted(data_folder("CONFORMANCE_DIR", "../shared/conformance").glob(f"{folder}/*.json"))
    assert files
    return [case for file in files for case in json.loads(file.read_text())]
