/**
 * The services as a graph: arrows lead from who uses to what is used. Arrow keys follow them; what an
 * outage of the node in focus would reach is marked.
 */

import { Button, useTranslate } from "@platform/ui";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { CatalogService } from "../../catalog/queries";
import { downloadSvg } from "./download-svg";
import { blastRadius, type Edge, edgesOf, layoutOf, NODE, type Placed } from "./graph";

export default function ServiceGraph({ services }: { services: readonly CatalogService[] }) {
  const t = useTranslate();
  const navigate = useNavigate();
  const drawing = useRef<SVGSVGElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const edges = useMemo(() => edgesOf(services), [services]);
  const layout = useMemo(
    () =>
      layoutOf(
        services.map(({ slug }) => slug),
        edges,
      ),
    [services, edges],
  );
  const reached = focused ? blastRadius(focused, edges) : new Set<string>();
  const byId = new Map(services.map((service) => [service.slug, service]));
  const open = (service: string) => navigate({ to: "/services/$service", params: { service } });
  const move = (event: KeyboardEvent, id: string) => {
    if (event.key === "Enter") return open(id);
    const next = neighbourOf(event.key, id, edges, layout.nodes);
    if (!next) return;
    event.preventDefault();
    document.getElementById(`service-${next}`)?.focus();
  };

  return (
    <div className="rounded-card border border-line">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <p role="status" className="min-w-0 flex-1 text-muted">
          {focused
            ? t("services.graph.reach", {
                name: byId.get(focused)?.name ?? focused,
                count: reached.size,
              })
            : t("services.graph.about")}
        </p>
        <Button
          icon={Download}
          onPress={() => drawing.current && downloadSvg(drawing.current, "services.svg")}
        >
          {t("services.graph.svg")}
        </Button>
      </div>
      <div className="overflow-auto bg-surface p-2">
        <svg
          ref={drawing}
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          className="mx-auto block"
        >
          <title>{t("services.graph")}</title>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M0 0 L8 4 L0 8 z" fill="var(--line-strong)" />
            </marker>
          </defs>
          {layout.edges.map((edge) => {
            const marked =
              focused !== null &&
              reached.has(edge.from) &&
              (edge.to === focused || reached.has(edge.to));
            return (
              <path
                key={`${edge.from} ${edge.to}`}
                d={pathOf(edge.points)}
                fill="none"
                stroke={marked ? "var(--sev-critical)" : "var(--line-strong)"}
                strokeWidth={marked ? 2.5 : 1}
                opacity={focused && !marked ? 0.35 : 1}
                markerEnd="url(#arrow)"
              />
            );
          })}
          {layout.nodes.map((node) => {
            const service = byId.get(node.id);
            return (
              service && (
                <Node
                  key={node.id}
                  node={node}
                  service={service}
                  state={focused === node.id ? "focused" : reached.has(node.id) ? "reached" : ""}
                  dimmed={focused !== null && focused !== node.id && !reached.has(node.id)}
                  uses={edges.filter(({ from }) => from === node.id).length}
                  onFocus={() => setFocused(node.id)}
                  onBlur={() => setFocused(null)}
                  onKeyDown={(event) => move(event, node.id)}
                  onOpen={() => open(node.id)}
                />
              )
            );
          })}
        </svg>
      </div>
    </div>
  );
}

const pathOf = (points: readonly { x: number; y: number }[]) =>
  points.map(({ x, y }, index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ");

/** Right: what it uses; left: who uses it; up and down: the neighbour in the same column. */
function neighbourOf(key: string, id: string, edges: readonly Edge[], nodes: readonly Placed[]) {
  if (key === "ArrowRight") return edges.find(({ from }) => from === id)?.to;
  if (key === "ArrowLeft") return edges.find(({ to }) => to === id)?.from;
  if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
  const here = nodes.find((node) => node.id === id);
  if (!here) return undefined;
  const down = key === "ArrowDown" ? 1 : -1;
  return nodes
    .filter((node) => Math.abs(node.x - here.x) < NODE.width / 2 && (node.y - here.y) * down > 0)
    .sort((left, right) => (left.y - right.y) * down)[0]?.id;
}

interface NodeProps {
  node: Placed;
  service: CatalogService;
  state: "focused" | "reached" | "";
  dimmed: boolean;
  uses: number;
  onFocus(): void;
  onBlur(): void;
  onKeyDown(event: KeyboardEvent): void;
  onOpen(): void;
}

const MOST_LETTERS = 19;

function Node({ node, service, state, dimmed, uses, onOpen, ...handlers }: NodeProps) {
  const t = useTranslate();
  const count = service.open_incidents ?? 0;
  const name =
    service.name.length > MOST_LETTERS
      ? `${service.name.slice(0, MOST_LETTERS - 1)}…`
      : service.name;
  const border =
    state === "focused"
      ? "var(--accent)"
      : state === "reached" || count > 0
        ? "var(--sev-critical)"
        : "var(--line-strong)";
  return (
    <a
      id={`service-${node.id}`}
      href={`/services/${node.id}`}
      aria-label={t("services.graph.node", { name: service.name, count, uses })}
      onClick={(event) => {
        event.preventDefault();
        onOpen();
      }}
      onMouseEnter={handlers.onFocus}
      onMouseLeave={handlers.onBlur}
      {...handlers}
      className="outline-none"
      style={{ opacity: dimmed ? 0.45 : 1 }}
    >
      <rect
        x={node.x - NODE.width / 2}
        y={node.y - NODE.height / 2}
        width={NODE.width}
        height={NODE.height}
        rx={6}
        fill="var(--bg)"
        stroke={border}
        strokeWidth={state ? 2.5 : 1.5}
      />
      {count > 0 ? (
        <path
          d={`M${node.x - 70} ${node.y + 6} l7 -12 l7 12 z`}
          fill="var(--sev-critical)"
          aria-hidden
        />
      ) : (
        <circle cx={node.x - 63} cy={node.y} r={5} fill="var(--ok)" aria-hidden />
      )}
      <text x={node.x - 50} y={node.y - 2} fontSize={13} fontWeight={600} fill="var(--text)">
        {name}
      </text>
      <text x={node.x - 50} y={node.y + 14} fontSize={11} fill="var(--muted)">
        {count > 0 ? t("services.open.count", { count }) : service.kind}
      </text>
    </a>
  );
}
