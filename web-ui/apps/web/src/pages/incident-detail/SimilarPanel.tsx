/** What was like it before, how that was fixed, and what was promised afterwards but not done. */

import { answerOf, api, type Incident, type SimilarIncident } from "@platform/api";
import { At, Button, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useIncidentChange } from "../../incidents/use-change";
import { linksQuery, recurrenceQuery, similarQuery } from "./queries";

export function SimilarPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(similarQuery(incident));
  const recurrence = useQuery(recurrenceQuery(incident));
  return (
    <Panel title={t("similar.title")}>
      {isPending && <Skeleton rows={1} rowClass="h-11" />}
      {isError && <PanelUnavailable message={t("similar.unavailable")} onRetry={refetch} />}
      {recurrence.data?.map((past) => (
        <p key={past.id} className="border-b border-line bg-medium-bg px-4 py-2.5 text-medium">
          {past.summary}
        </p>
      ))}
      {data?.items.length === 0 && <p className="px-4 py-3 text-muted">{t("similar.none")}</p>}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {data.items.map((past) => (
            <SimilarItem key={past.incident_id} past={past} incident={incident} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SimilarItem({ past, incident }: { past: SimilarIncident; incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const links = useQuery(linksQuery(incident));
  const isLinked = links.data?.some((link) => link.id === past.incident_id);
  const markAsSame = () =>
    change.run(
      () =>
        answerOf(
          api.POST("/api/v1/incidents/{incident}/links", {
            params: { path: { incident: incident.id } },
            body: { incident: past.incident_id, kind: "same_cause" },
          }),
        ),
      t("similar.marked"),
    );
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-start justify-between gap-3">
        <Link
          to="/incidents/$number"
          params={{ number: String(past.number ?? past.incident_id) }}
          className="min-w-0 font-medium hover:underline"
        >
          {past.number ? `INC-${past.number} ` : ""}
          {past.title}
        </Link>
        <span className="shrink-0 text-muted tabular">
          {t("similar.score", { percent: Math.round(past.score * 100) })}
        </span>
      </div>
      {past.root_cause && <p className="mt-0.5">{past.root_cause}</p>}
      {past.resolution && (
        <p className="mt-0.5 text-muted">
          {t("suggestions.fixed-by", { resolution: past.resolution })}
        </p>
      )}
      <div className="mt-1 flex flex-wrap items-center justify-between gap-2 text-muted">
        <p>
          {past.service}
          {past.confirmed_at && (
            <>
              {" · "}
              {t("similar.closed")} <At instant={past.confirmed_at} />
            </>
          )}
        </p>
        {isLinked ? (
          <span>{t("similar.is-marked")}</span>
        ) : (
          <Button tone="quiet" onPress={markAsSame} isPending={change.isPending}>
            {t("similar.mark")}
          </Button>
        )}
      </div>
    </li>
  );
}
