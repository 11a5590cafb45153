/** Everything about one incident, in the order in which somebody woken at 3 a.m. needs it. */

import { ApiError, type Incident, statusOf } from "@platform/api";
import { EmptyState, ErrorState, ForbiddenState, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { incidentQuery } from "../../incidents/queries";
import { usePolling } from "../../live/live";
import { useDocumentTitle } from "../../page-title";
import { ActionBar } from "./ActionBar";
import { AlertsPanel } from "./AlertsPanel";
import { FactsPanel } from "./FactsPanel";
import { IncidentHeader } from "./IncidentHeader";
import { NotificationsPanel } from "./NotificationsPanel";
import { SuggestionsPanel } from "./SuggestionsPanel";
import { TimelinePanel } from "./TimelinePanel";
import { useIncidentCommands } from "./use-incident-commands";

const route = getRouteApi("/shell/incidents/$number");

export default function IncidentPage() {
  const t = useTranslate();
  const { number } = route.useParams();
  const query = useQuery({ ...incidentQuery(number), refetchInterval: usePolling() });
  useDocumentTitle(query.data ? `INC-${query.data.number} ${query.data.title}` : `INC-${number}`);

  if (query.data) return <IncidentView incident={query.data} />;
  if (query.isPending) return <Skeleton rows={8} rowClass="h-12" />;
  if (statusOf(query.error) === 404 || statusOf(query.error) === 422) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("incident.not-found", { number })}
        action={
          <Link to="/incidents" className="text-accent underline-offset-2 hover:underline">
            {t("page.to-incidents")}
          </Link>
        }
      />
    );
  }
  if (statusOf(query.error) === 403) return <ForbiddenState role={t("role.viewer")} />;
  const problem =
    query.error instanceof ApiError && !query.error.isUnreachable ? query.error : null;
  return (
    <ErrorState
      title={t("incident.error", { number })}
      detail={problem?.message ?? t("error.unreachable")}
      requestId={problem?.traceId}
      onRetry={query.refetch}
    />
  );
}

function IncidentView({ incident }: { incident: Incident }) {
  useIncidentCommands(incident);
  return (
    <>
      <div className="relative min-h-0 flex-1 overflow-y-auto" id="incident">
        <article className="mx-auto max-w-6xl px-4 py-4 md:px-6">
          <IncidentHeader incident={incident} />
          <div className="mt-5 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div className="grid min-w-0 gap-4">
              <SuggestionsPanel incident={incident} />
              <AlertsPanel incident={incident} />
            </div>
            <div className="grid min-w-0 gap-4 lg:row-span-2">
              <FactsPanel incident={incident} />
              <NotificationsPanel incident={incident} />
            </div>
            <TimelinePanel incident={incident} />
          </div>
        </article>
      </div>
      <ActionBar incident={incident} />
    </>
  );
}
