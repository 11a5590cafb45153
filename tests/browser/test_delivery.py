"""How the pages are served: policy, compression, caching, deep links."""

import re

import httpx


def test_pages_carry_a_strict_policy(base_url: str) -> None:
    answer = httpx.get(f"{base_url}/incidents")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 2


def test_a_deep_link_answers_the_page_itself(base_url: str) -> None:
    answer = httpx.get(f"{base_url}/incidents/42")
    assert answer.status_code == 200
    assert '<div id="app">' in answer.text


def test_scripts_are_sent_compressed_and_kept_for_good(base_url: str) -> None:
    page = httpx.get(f"{base_url}/incidents")
    assert page.headers["cache-control"] == "no-cache"
    found = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
    assert found is not None
    script = httpx.get(base_url + found[1], headers={"Accept-Encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"
    assert "immutable" in script.headers["cache-control"]
