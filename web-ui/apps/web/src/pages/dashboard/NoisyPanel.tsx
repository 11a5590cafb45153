/** Services with the most alerts of the last seven days. */

import type { Schemas } from "@platform/api";
import { Panel, useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";

export function NoisyPanel({ services }: { services: readonly Schemas["NoisyService"][] }) {
  const t = useTranslate();
  const most = Math.max(1, ...services.map((each) => each.alerts));
  return (
    <Panel title={t("dashboard.noisy")} aside={t("dashboard.noisy.span")}>
      {services.length === 0 && <p className="px-4 py-3 text-muted">{t("dashboard.noisy.none")}</p>}
      <ol className="px-4 py-2">
        {services.map((each) => (
          <li key={each.service} className="py-1.5">
            <div className="flex justify-between gap-3">
              <Link
                to="/incidents"
                search={{ service: each.service }}
                className="min-w-0 truncate underline-offset-2 hover:underline"
              >
                {each.service}
              </Link>
              <span className="shrink-0 text-muted tabular">
                {t("dashboard.noisy.counts", { alerts: each.alerts, incidents: each.incidents })}
              </span>
            </div>
            <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-line">
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${(each.alerts / most) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
