/** A critical incident that opens takes the whole screen for a while. */

import type { Incident } from "@platform/api";
import { Elapsed, SeverityIcon, useTranslate } from "@platform/ui";
import { useEffect, useRef, useState } from "react";
import { playAlarm } from "./screen";

const SHOWN_MS = 20_000;

interface TakeoverProps {
  incidents: readonly Incident[];
  withSound: boolean;
}

export function Takeover({ incidents, withSound }: TakeoverProps) {
  const t = useTranslate();
  const known = useRef<Set<string>>(null);
  const [id, setId] = useState<string | null>(null);

  useEffect(() => {
    const critical = incidents.filter((incident) => incident.severity === "critical");
    if (!known.current) {
      // What was there before the screen was switched on is no news.
      if (incidents.length > 0) known.current = new Set(critical.map((incident) => incident.id));
      return;
    }
    const news = critical.find((incident) => !known.current?.has(incident.id));
    known.current = new Set(critical.map((incident) => incident.id));
    if (!news) return;
    setId(news.id);
    if (withSound) playAlarm();
  }, [incidents, withSound]);

  useEffect(() => {
    if (!id) return;
    const timer = setTimeout(() => setId(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id]);

  const incident = incidents.find((each) => each.id === id);
  if (!incident) return null;
  return (
    <div
      role="alert"
      className="fixed inset-0 flex flex-col items-center justify-center gap-6 bg-fill-critical p-16 text-center text-on-dark-fill"
    >
      <SeverityIcon severity="critical" size={96} />
      <p className="text-4xl tabular">
        INC-{incident.number} · {incident.service}
      </p>
      <p className="max-w-[30ch] text-6xl/tight font-semibold">{incident.title}</p>
      <p className="text-4xl">
        {incident.assignee?.name ?? t("incident.unassigned")} ·{" "}
        <Elapsed since={incident.opened_at} />
      </p>
    </div>
  );
}
