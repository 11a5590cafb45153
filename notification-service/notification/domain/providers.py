"""Who takes a message: the unit that has its own places, breaker and trust."""

from urllib.parse import urlsplit

from platform_contracts.vocabulary import Channel


def provider_of(channel: Channel, address: str) -> str:
    """The channel, and for addresses that people enter the host as well."""
    if "://" not in address:
        return str(channel)
    try:
        host = urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        host = ""
    return f"{channel}:{host}"[:255]
