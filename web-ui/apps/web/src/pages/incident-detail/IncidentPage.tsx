/** Everything about one incident, in the order in which somebody woken at 3 a.m. needs it. */

import { ApiError, type Incident, statusOf } from "@platform/api";
import {
  EmptyState,
  ErrorState,
  ForbiddenState,
  isActive,
  Skeleton,
  useNarrow,
  useTranslate,
} from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { incidentQuery } from "../../incidents/queries";
import { usePolling } from "../../live/live";
import { useDocumentTitle } from "../../page-title";
import { ActionBar } from "./ActionBar";
import { AlertsPanel } from "./AlertsPanel";
import { ChangesPanel } from "./ChangesPanel";
import { FactsPanel } from "./FactsPanel";
import { IncidentHeader } from "./IncidentHeader";
import { NotificationsPanel } from "./NotificationsPanel";
import { PostIncidentPanel } from "./PostIncidentPanel";
import { RelatedPanel } from "./RelatedPanel";
import { RunbookPanel } from "./RunbookPanel";
import { SimilarPanel } from "./SimilarPanel";
import { SuggestionsPanel } from "./SuggestionsPanel";
import { TimelinePanel } from "./TimelinePanel";
import { TracePanel } from "./TracePanel";
import { useIncidentCommands } from "./use-incident-commands";
import { type DialogName, useIncidentMenu } from "./use-incident-menu";

const IncidentDialogs = lazy(() => import("./dialogs/IncidentDialogs"));

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

type SectionName =
  | "changes"
  | "runbook"
  | "trace"
  | "suggestions"
  | "similar"
  | "alerts"
  | "timeline"
  | "notifications"
  | "facts"
  | "related"
  | "post";

const SECTIONS: Record<SectionName, ComponentType<{ incident: Incident }>> = {
  changes: ChangesPanel,
  runbook: RunbookPanel,
  trace: TracePanel,
  suggestions: SuggestionsPanel,
  similar: SimilarPanel,
  alerts: AlertsPanel,
  timeline: TimelinePanel,
  notifications: NotificationsPanel,
  facts: FactsPanel,
  related: RelatedPanel,
  post: PostIncidentPanel,
};

const MAIN: readonly SectionName[] = ["changes", "runbook", "suggestions", "alerts", "timeline"];
const BESIDE: readonly SectionName[] = ["facts", "trace", "similar", "notifications", "related"];
/** On a phone, in the order of what somebody woken up needs first. */
const PHONE: readonly SectionName[] = [
  "changes",
  "runbook",
  "trace",
  "facts",
  "similar",
  "suggestions",
  "alerts",
  "timeline",
  "notifications",
  "related",
];

function IncidentView({ incident }: { incident: Incident }) {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const menu = useIncidentMenu(incident, setDialog);
  useIncidentCommands(incident, menu);
  return (
    <>
      <div className="relative min-h-0 flex-1 overflow-y-auto" id="incident">
        <article className="mx-auto max-w-6xl px-4 py-4 md:px-6">
          <IncidentHeader incident={incident} menu={menu} />
          <Sections incident={incident} />
        </article>
      </div>
      <ActionBar incident={incident} menu={menu} />
      <Suspense>
        {dialog && (
          <IncidentDialogs name={dialog} incident={incident} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </>
  );
}

function Sections({ incident }: { incident: Incident }) {
  const post: SectionName[] = isActive(incident.status) ? [] : ["post"];
  const draw = (names: readonly SectionName[]) =>
    names.map((name) => {
      const Section = SECTIONS[name];
      return (
        <div key={name} id={`section-${name}`} tabIndex={-1} className="min-w-0 outline-none">
          <Section incident={incident} />
        </div>
      );
    });
  if (useNarrow()) return <div className="mt-5 grid gap-4">{draw([...post, ...PHONE])}</div>;
  return (
    <div className="mt-5 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 gap-4">{draw([...post, ...MAIN])}</div>
      <div className="grid min-w-0 gap-4">{draw(BESIDE)}</div>
    </div>
  );
}
