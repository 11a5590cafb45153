/** What was changed around the time it broke: the most likely cause of most incidents. */

import type { Change, Incident } from "@platform/api";
import {
  At,
  durationText,
  ExternalLink,
  Panel,
  PanelUnavailable,
  Skeleton,
  useTranslate,
} from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import {
  Flag,
  GitCommitHorizontal,
  type LucideIcon,
  Rocket,
  SlidersHorizontal,
} from "lucide-react";
import { changesQuery } from "./queries";

const ICONS: Record<string, LucideIcon> = {
  deploy: Rocket,
  deployment: Rocket,
  release: Rocket,
  flag: Flag,
  feature_flag: Flag,
  config: SlidersHorizontal,
};

export function ChangesPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(changesQuery(incident));
  return (
    <Panel title={t("changes.title")} aside={t("changes.window")}>
      {isPending && <Skeleton rows={1} rowClass="h-11" />}
      {isError && <PanelUnavailable message={t("changes.unavailable")} onRetry={refetch} />}
      {data?.items.length === 0 && (
        <p className="px-4 py-3 text-muted">{t("changes.none", { service: incident.service })}</p>
      )}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {data.items.map((change) => (
            <ChangeItem key={change.id} change={change} incident={incident} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ChangeItem({ change, incident }: { change: Change; incident: Incident }) {
  const t = useTranslate();
  const Icon = ICONS[change.kind] ?? GitCommitHorizontal;
  const seconds = (Date.parse(change.at) - Date.parse(incident.opened_at)) / 1000;
  const time = durationText(Math.abs(seconds), t);
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="min-w-0 font-medium">{change.summary}</p>
          <p className={seconds <= 0 ? "font-medium text-high" : "text-muted"}>
            {seconds <= 0 ? t("changes.before", { time }) : t("changes.after", { time })}
          </p>
        </div>
        <p className="text-muted">
          {[change.kind, change.service, change.author, change.revision?.slice(0, 12)]
            .filter(Boolean)
            .join(" · ")}
          {" · "}
          <At instant={change.at} />
        </p>
        {change.links?.map((link) => (
          <ExternalLink
            key={link.href}
            address={link.href}
            label={link.text || t("alert.source-link")}
          />
        ))}
      </div>
    </li>
  );
}
