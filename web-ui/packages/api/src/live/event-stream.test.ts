import { describe, expect, it, vi } from "vitest";
import { readEventStream, type ServerEvent } from "./event-stream";

function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
}

async function read(...chunks: string[]) {
  const onBytes = vi.fn();
  const events: ServerEvent[] = [];
  for await (const event of readEventStream(streamOf(...chunks), onBytes)) events.push(event);
  return { events, onBytes };
}

describe("an event stream", () => {
  it("yields events that arrive in pieces", async () => {
    const { events } = await read("id: 7\neve", "nt: incident\ndata: {}\n", "\nid: 8\ndata: x\n\n");
    expect(events).toEqual([
      { id: "7", event: "incident", data: "{}" },
      { id: "8", event: "message", data: "x" },
    ]);
  });

  it("joins data lines and understands carriage returns", async () => {
    const { events } = await read("data: one\r\ndata: two\r\n\r\n");
    expect(events[0]?.data).toBe("one\ntwo");
  });

  it("reports heartbeat comments as life, not as events", async () => {
    const { events, onBytes } = await read(": heartbeat\n\n", ": heartbeat\n\n");
    expect(events).toEqual([]);
    expect(onBytes).toHaveBeenCalledTimes(2);
  });
});
