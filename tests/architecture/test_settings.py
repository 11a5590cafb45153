""".env.example lists every setting."""

from export_env import FILE, text


def test_the_example_lists_every_setting_with_its_default() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run: make env-example"
