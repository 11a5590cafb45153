import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { keepConnected, type LiveState, type LiveUpdate } from "./connection";

const WAIT = { timeout: 20_000 };

let server: Server;
let stop: AbortController;

/** A real server on a real socket; `answer` is called for the first, second, ... connection. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, turn: number) => void,
) {
  let turn = 0;
  server = createServer((request, response) => {
    turn += 1;
    answer(request, response, turn);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/stream`;
}

function follow(url: string) {
  const seen = { updates: [] as LiveUpdate[], states: [] as LiveState[], onResync: vi.fn() };
  stop = new AbortController();
  keepConnected(
    url,
    {
      onUpdate: (update) => seen.updates.push(update),
      onState: (state) => seen.states.push(state),
      onAlive: () => undefined,
      onResync: seen.onResync,
    },
    stop.signal,
  );
  return seen;
}

const stream = (response: ServerResponse) =>
  response.writeHead(200, { "Content-Type": "text/event-stream" });

const event = (id: number, version: number) =>
  `id: ${id}\nevent: incident\ndata: ${JSON.stringify({ topic: "incident", id: "a", version, patch: {} })}\n\n`;

afterEach(() => {
  stop.abort();
  server.closeAllConnections();
  server.close();
});

describe("the live connection", () => {
  it("goes on after the last event it saw and asks for a fresh look after a break", async () => {
    const resumedFrom: (string | undefined)[] = [];
    const url = await serve((request, response, turn) => {
      resumedFrom.push(request.headers["last-event-id"] as string | undefined);
      stream(response);
      response.write(event(turn, turn));
      if (turn === 1) response.end();
    });
    const seen = follow(url);
    await vi.waitFor(() => expect(seen.updates).toHaveLength(2), WAIT);
    expect(resumedFrom).toEqual([undefined, "1"]);
    expect(seen.onResync).toHaveBeenCalledOnce();
    // The end of a stream is no fault: nobody is warned.
    expect(seen.states).not.toContain("lost");
  });

  it("says that it is lost while the server refuses, and live when it is back", async () => {
    const url = await serve((_, response, turn) => {
      if (turn === 1) response.writeHead(503).end();
      else stream(response).flushHeaders();
    });
    const seen = follow(url);
    await vi.waitFor(() => expect(seen.states.at(-1)).toBe("live"), WAIT);
    expect(seen.states).toEqual(["connecting", "lost", "live"]);
  });

  it("drops what is not an update and goes on", async () => {
    const url = await serve((_, response) => {
      stream(response);
      response.write('data: {"nonsense":1}\n\ndata: not json\n\n');
      response.write(event(3, 9));
    });
    const seen = follow(url);
    await vi.waitFor(() => expect(seen.updates).toHaveLength(1), WAIT);
    expect(seen.updates[0]?.version).toBe(9);
  });
});
