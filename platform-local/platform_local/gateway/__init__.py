"""The one public address: the web interface, and every service behind its paths."""

from platform_local.gateway.app import create_app
from platform_local.gateway.settings import GatewaySettings

__all__ = ["GatewaySettings", "create_app"]
