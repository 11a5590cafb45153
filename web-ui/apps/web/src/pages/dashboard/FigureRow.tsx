/** Four figures, each beside what it was a week before, and each a way to what is behind it. */

import type { Schemas } from "@platform/api";
import { durationText, useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { AlarmClock, ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { Filters } from "../../incidents/filters";

type Dashboard = Schemas["Dashboard"];

export function FigureRow({ data }: { data: Dashboard }) {
  const t = useTranslate();
  return (
    <section
      aria-label={t("dashboard.figures")}
      className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4"
    >
      <Figure
        name={t("dashboard.open")}
        value={String(data.open_incidents)}
        search={{}}
        below={
          data.breached_open > 0 && (
            <span className="inline-flex items-center gap-1 font-medium text-critical">
              <AlarmClock size={14} aria-hidden />
              {t("dashboard.breached", { count: data.breached_open })}
            </span>
          )
        }
      />
      <Figure
        name={t("dashboard.unacknowledged")}
        value={String(data.unacknowledged)}
        tone={data.unacknowledged > 0 ? "text-critical" : "text-ok"}
        search={{ status: ["open"] }}
        below={t("dashboard.mine-count", { count: data.mine })}
      />
      <Duration name={t("dashboard.mtta")} now={data.week.mtta} before={data.week_before.mtta} />
      <Duration name={t("dashboard.mttr")} now={data.week.mttr} before={data.week_before.mttr} />
    </section>
  );
}

interface FigureProps {
  name: string;
  value: string;
  tone?: string;
  below?: ReactNode;
  search?: Filters;
}

const CARD = "relative flex min-w-0 flex-col rounded-card border border-line bg-bg px-4 py-3";

function Figure({ name, value, tone = "", below, search }: FigureProps) {
  return (
    <div className={search ? `${CARD} hover:bg-surface` : CARD}>
      <p className="text-muted">
        {search ? (
          <Link to="/incidents" search={search} className="after:absolute after:inset-0">
            {name}
          </Link>
        ) : (
          name
        )}
      </p>
      <p className={`mt-0.5 text-2xl/8 font-semibold tabular ${tone}`}>{value}</p>
      <div className="mt-0.5 min-h-4 text-xs text-muted">{below}</div>
    </div>
  );
}

interface DurationProps {
  name: string;
  now: Schemas["Spread"] | undefined;
  before: Schemas["Spread"] | undefined;
}

function Duration({ name, now, before }: DurationProps) {
  const t = useTranslate();
  const value = now?.median;
  return (
    <Figure
      name={name}
      value={value == null ? "–" : durationText(value, t)}
      below={<Change now={value} before={before?.median} />}
    />
  );
}

function Change({ now, before }: { now?: number | null; before?: number | null }) {
  const t = useTranslate();
  if (now == null || before == null || before === 0) return t("dashboard.no-comparison");
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return t("dashboard.as-before");
  const faster = now < before;
  const Icon = faster ? ArrowDown : ArrowUp;
  return (
    <span
      className={`inline-flex items-center gap-1 font-medium ${faster ? "text-ok" : "text-high"}`}
    >
      <Icon size={14} aria-hidden />
      {faster ? t("dashboard.faster", { percent }) : t("dashboard.slower", { percent })}
    </span>
  );
}
