/** The dependency graph: where nodes stand, and what an outage of one would reach. */

import dagre from "@dagrejs/dagre";

export interface Edge {
  /** Depends on `to`. */
  from: string;
  to: string;
}

export interface Placed {
  id: string;
  x: number;
  y: number;
}

export interface Layout {
  nodes: Placed[];
  edges: (Edge & { points: { x: number; y: number }[] })[];
  width: number;
  height: number;
}

export const NODE = { width: 168, height: 44 };

/** Layers from left (who uses) to right (what is used); cycles are drawn, not refused. */
export function layoutOf(ids: readonly string[], edges: readonly Edge[]): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 64, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { ...NODE });
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const size = graph.graph();
  return {
    nodes: ids.map((id) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return { id, x, y };
    }),
    edges: edges.map((edge) => ({
      ...edge,
      points:
        (graph.edge(edge.from, edge.to) as { points?: { x: number; y: number }[] })?.points ?? [],
    })),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

/** Edges between services that exist. */
export function edgesOf(services: readonly { slug: string; depends_on: string[] }[]): Edge[] {
  const known = new Set(services.map(({ slug }) => slug));
  return services.flatMap(({ slug, depends_on }) =>
    depends_on.filter((to) => known.has(to) && to !== slug).map((to) => ({ from: slug, to })),
  );
}

/** Everything that depends on a service, directly or not: what its outage reaches. */
export function blastRadius(id: string, edges: readonly Edge[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { from, to } of edges) {
      if (to === next && !reached.has(from) && from !== id) {
        reached.add(from);
        waiting.push(from);
      }
    }
  }
  return reached;
}
