/** Who is on call now in each team, and until when. */

import { At, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQueries, useQuery } from "@tanstack/react-query";
import { type Team, teamsQuery } from "../../directory/queries";
import { onCallQuery } from "../../incidents/queries";

const SHOWN = 10;

export function OnCallPanel() {
  const t = useTranslate();
  const teams = useQuery(teamsQuery);
  const shown = (teams.data ?? []).slice(0, SHOWN);
  return (
    <Panel title={t("dashboard.on-call")}>
      {teams.isPending && <Skeleton rows={3} />}
      {teams.isError && (
        <PanelUnavailable message={t("dashboard.on-call.unavailable")} onRetry={teams.refetch} />
      )}
      {teams.data?.length === 0 && (
        <p className="px-4 py-3 text-muted">{t("dashboard.on-call.none")}</p>
      )}
      <Teams teams={shown} />
    </Panel>
  );
}

function Teams({ teams }: { teams: readonly Team[] }) {
  const t = useTranslate();
  const answers = useQueries({ queries: teams.map((team) => onCallQuery(team.slug)) });
  return (
    <ul className="divide-y divide-line">
      {teams.map((team, index) => {
        const now = answers[index]?.data;
        const until = now?.levels.find((level) => level.people.length > 0)?.until;
        return (
          <li key={team.slug} className="flex items-baseline gap-3 px-4 py-2">
            <span className="w-24 shrink-0 truncate text-muted">{team.name}</span>
            <span className="min-w-0 flex-1">
              {now && now.people.length === 0 && (
                <span className="font-semibold text-critical">{t("facts.on-call.nobody")}</span>
              )}
              <span className="font-medium">
                {now?.people.map((person) => person.name).join(", ")}
              </span>
              {until && (
                <span className="block text-xs text-muted">
                  {t("dashboard.on-call.until")} <At instant={until} />
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
