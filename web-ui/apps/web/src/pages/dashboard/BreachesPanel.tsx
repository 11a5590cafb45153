/** The next promises that will be broken. */

import type { Schemas } from "@platform/api";
import { Due, Panel, SeverityIcon, useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";

export function BreachesPanel({ breaches }: { breaches: readonly Schemas["NextBreach"][] }) {
  const t = useTranslate();
  return (
    <Panel title={t("dashboard.breaches")}>
      {breaches.length === 0 && (
        <p className="px-4 py-3 text-muted">{t("dashboard.breaches.none")}</p>
      )}
      <ul className="divide-y divide-line">
        {breaches.map((breach) => (
          <li key={breach.id + breach.promise} className="relative px-4 py-2 hover:bg-surface">
            <div className="flex items-center gap-2">
              <SeverityIcon severity={breach.severity} size={15} />
              <Link
                to="/incidents/$number"
                params={{ number: String(breach.number) }}
                className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
              >
                INC-{breach.number} {breach.title}
              </Link>
            </div>
            <p className="flex items-center gap-1.5 text-muted">
              {breach.promise === "acknowledge" ? t("clock.acknowledge") : t("clock.resolve")}
              <Due clock={{ due_at: breach.due_at }} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
