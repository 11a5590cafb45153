/** My open incidents, the worst first. */

import {
  Age,
  Button,
  Panel,
  PanelUnavailable,
  SeverityChip,
  StatusLabel,
  useTranslate,
} from "@platform/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { incidentListQuery } from "../../incidents/queries";
import { useMe, useSignIn } from "../../session/session";

const SHOWN = 6;

export function MinePanel() {
  const t = useTranslate();
  const me = useMe();
  const signIn = useSignIn();
  const id = me?.person?.id;
  const { data, isError, refetch } = useInfiniteQuery({
    ...incidentListQuery({ assignee: "me" }, id),
    enabled: Boolean(id),
  });
  const incidents = data?.pages[0]?.items ?? [];
  const total = data?.pages[0]?.total ?? 0;
  return (
    <Panel
      title={t("view.mine")}
      aside={
        total > 0 && (
          <Link to="/incidents" search={{ assignee: "me" }} className="hover:text-text">
            {t("dashboard.mine.all", { count: total })}
          </Link>
        )
      }
    >
      {me && !id && (
        <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
          <p className="text-muted">{t("list.mine.sign-in")}</p>
          <Button onPress={signIn}>{t("session.sign-in")}</Button>
        </div>
      )}
      {isError && <PanelUnavailable message={t("list.error")} onRetry={refetch} />}
      {data && total === 0 && <p className="px-4 py-3 text-muted">{t("dashboard.mine.none")}</p>}
      <ul className="divide-y divide-line">
        {incidents.slice(0, SHOWN).map((incident) => (
          <li
            key={incident.id}
            className="relative flex min-h-11 items-center gap-3 px-4 py-1.5 hover:bg-surface"
          >
            <SeverityChip severity={incident.severity} />
            <span className="text-muted tabular narrow:hidden">INC-{incident.number}</span>
            <Link
              to="/incidents/$number"
              params={{ number: String(incident.number) }}
              className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
            >
              {incident.title}
            </Link>
            <span className="flex narrow:hidden">
              <StatusLabel status={incident.status} />
            </span>
            <span className="w-14 text-right text-muted">
              <Age since={incident.opened_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
