"""A person's phone for trials: one person on call, whose pages arrive at a webhook."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from platform_local.trial import TrialPlatform


class BusyServer(ThreadingHTTPServer):
    """Takes many connections at once; with the default of five, further ones wait for seconds."""

    request_queue_size = 512


class Phone:
    """Notes when the first page of each incident arrives, by `time.perf_counter`."""

    def __init__(self) -> None:
        self.arrived: dict[str, float] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                at = time.perf_counter()
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                owner.arrived.setdefault(body["incident_id"], at)
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        self._server = BusyServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/page"

    def give_to_the_only_person(self, platform: TrialPlatform) -> None:
        """One person, always paged first, reached by this phone."""
        person = str(uuid4())
        level = {"delay_minutes": 60, "targets": [{"person": person}]}
        method = {"person_id": person, "channel": "webhook", "address": self.url}
        with platform.admin() as admin:
            for path, body in (
                (f"people/{person}", {"login": "phone", "name": "Phone"}),
                ("escalation-policies/default", {"name": "Default", "levels": [level]}),
                (f"contact-methods/{uuid4()}", method),
            ):
                admin.put(f"/api/v1/{path}", json=body).raise_for_status()
