"""What kind of text an alert has: its title without the names and numbers that vary."""

import re
from hashlib import blake2b
from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert

LONGEST: Final = 200
_SHORTEST_NAME: Final = 3
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME_LABEL: Final = "alertname"


def text_key(alert: NormalizedAlert) -> str:
    """The same for alerts of one kind about different components: rule name and masked title.

    At most 200 characters; a longer one is cut and told apart by a digest.
    """
    title = alert.title.lower()
    names = {alert.service, *alert.labels.values()}
    names.discard(alert.labels.get(_NAME_LABEL, ""))
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            title = title.replace(name.lower(), "*")
    rule = alert.labels.get(_NAME_LABEL, "").lower()
    key = f"{rule}|{' '.join(_NUMBER.sub('#', title).split())}"
    if len(key) <= LONGEST:
        return key
    digest = blake2b(key.encode(), digest_size=8).hexdigest()
    return f"{key[: LONGEST - 17]}|{digest}"
