/** What happened, newest first: the important by default, everything on request; and notes. */

import type { Incident, TimelineEntry } from "@platform/api";
import { Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { FilterMenu } from "@platform/ui/filter-menu";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { timelineQuery } from "../../incidents/queries";
import { NoteForm } from "./NoteForm";
import { TimelineItem } from "./TimelineItem";

type Kind = TimelineEntry["kind"];

export function TimelinePanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const [everything, setEverything] = useState(false);
  const [kinds, setKinds] = useState<Kind[]>([]);
  const { data, isError, isPending, refetch } = useQuery(timelineQuery(incident));
  const all = data?.items ?? [];
  const entries = all
    .filter((entry) => everything || entry.pinned || entry.important !== false)
    .filter((entry) => kinds.length === 0 || kinds.includes(entry.kind))
    .sort((left, right) => right.at.localeCompare(left.at));
  const known = [...new Set(all.map((entry) => entry.kind))].sort();
  return (
    <Panel
      title={t("timeline.title")}
      aside={
        <div className="flex items-center gap-3">
          {known.length > 1 && (
            <FilterMenu<Kind>
              label={t("timeline.kinds")}
              options={known.map((value) => ({ value, label: t(`timeline.kind.${value}`) }))}
              selected={kinds}
              onChange={setKinds}
            />
          )}
          <label className="flex min-h-8 cursor-pointer items-center gap-2 narrow:min-h-11">
            <input
              type="checkbox"
              checked={everything}
              onChange={(event) => setEverything(event.target.checked)}
              className="size-4 accent-accent"
            />
            {t("timeline.everything")}
          </label>
        </div>
      }
    >
      <NoteForm incident={incident} />
      {isPending && <Skeleton rows={4} />}
      {isError && <PanelUnavailable message={t("timeline.unavailable")} onRetry={refetch} />}
      {data && entries.length === 0 && <p className="px-4 py-3 text-muted">{t("timeline.none")}</p>}
      <ol className="px-4 py-2">
        {entries.map((entry) => (
          <TimelineItem key={entry.id} entry={entry} incident={incident} />
        ))}
      </ol>
    </Panel>
  );
}
