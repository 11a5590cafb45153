"""python -m test_runner serves the page; `--help` names what works without it."""

from test_runner.command_line import cli

if __name__ == "__main__":
    cli()
