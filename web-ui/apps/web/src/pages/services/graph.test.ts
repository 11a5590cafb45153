import { describe, expect, it } from "vitest";
import { blastRadius, edgesOf, layoutOf } from "./graph";

const edges = edgesOf([
  { slug: "web", depends_on: ["checkout", "gone"] },
  { slug: "checkout", depends_on: ["orders-db"] },
  { slug: "orders-db", depends_on: [] },
]);

describe("the dependency graph", () => {
  it("draws who uses left of what is used, and leaves out what is not there", () => {
    const { nodes } = layoutOf(["web", "checkout", "orders-db"], edges);
    const x = Object.fromEntries(nodes.map((node) => [node.id, node.x]));
    expect(x.web).toBeLessThan(x.checkout ?? 0);
    expect(x.checkout).toBeLessThan(x["orders-db"] ?? 0);
    expect(edges).toHaveLength(2);
  });

  it("knows what an outage reaches", () => {
    expect([...blastRadius("orders-db", edges)].sort()).toEqual(["checkout", "web"]);
    expect(blastRadius("web", edges).size).toBe(0);
  });

  it("draws a cycle instead of hanging", () => {
    const cycle = [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
      { from: "c", to: "a" },
    ];
    expect(layoutOf(["a", "b", "c"], cycle).nodes).toHaveLength(3);
    expect([...blastRadius("a", cycle)].sort()).toEqual(["b", "c"]);
  });

  it("lays out 300 services with 600 dependencies", () => {
    const ids = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const many = ids.flatMap((from, index) =>
      [7, 31].map((step) => ({ from, to: ids[(index + step) % 300] ?? from })),
    );
    const layout = layoutOf(ids, many);
    expect(layout.nodes).toHaveLength(300);
    expect(layout.edges.every(({ points }) => points.length > 1)).toBe(true);
  });
});
