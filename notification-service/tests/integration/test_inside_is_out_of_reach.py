"""Sixty addresses that lead inside, by every channel that people give addresses to: none passes."""

import httpx
import pytest
from pydantic import SecretStr

from notification.channels.discord.sender import DiscordConfig, DiscordSender
from notification.channels.interface import ChannelSender, Outgoing
from notification.channels.mattermost.sender import MattermostConfig, MattermostSender
from notification.channels.ntfy.sender import NtfyConfig, NtfySender
from notification.channels.teams.sender import TeamsConfig, TeamsSender
from notification.channels.webhook.sender import WebhookConfig, WebhookSender
from notification.domain.result import Rejected, Retry
from notification.domain.text import PageText
from platform_kit.http import outside_client
from platform_kit.ids import new_id

HOSTS = [
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0.0.0.1"),
    *("2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0x0.0.1"),
    *("localhost", "LOCALHOST", "localhost.", "ip6-localhost"),
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.1"),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.0.1"),
    *("100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]"),
    *("[::127.0.0.1]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd12:3456::1]"),
    *("[fec0::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::1]"),
    *("[2001:db8::1]", "[2001::1]", "user@127.0.0.1", "1.1.1.1@127.0.0.1", "127.0.0.1:6379"),
]
MESSAGE = PageText("subject", "body", "https://x/1")


def test_there_are_sixty() -> None:
    assert len(set(HOSTS)) == len(HOSTS) == 60


def senders(address: str, http: httpx.AsyncClient) -> list[tuple[ChannelSender, str]]:
    """Every channel whose address a person or manager enters, with where it takes it."""
    token = SecretStr("t")
    return [
        (WebhookSender(WebhookConfig(), http), address),
        (TeamsSender(TeamsConfig(), http), address),
        (DiscordSender(DiscordConfig(), http), address),
        (NtfySender(NtfyConfig(url=address), http), "topic"),
        (MattermostSender(MattermostConfig(url=address, token=token), http, "https://x"), "c"),
    ]


@pytest.mark.parametrize("host", HOSTS)
async def test_no_channel_calls_it(host: str) -> None:
    async with outside_client() as http:
        for scheme in ("http", "https"):
            for sender, address in senders(f"{scheme}://{host}/", http):
                result = await sender.send(Outgoing(new_id(), "page", address, "", MESSAGE))
                assert isinstance(result, Rejected | Retry)
                if isinstance(result, Retry):  # a name that this machine does not know
                    assert "is not known" in result.reason
