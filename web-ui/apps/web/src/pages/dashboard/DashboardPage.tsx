/** The first page: what is open, what is mine, what will be late, and who is on call. */

import { ApiError, type Schemas } from "@platform/api";
import { Age, Button, EmptyState, ErrorState, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Plus } from "lucide-react";
import { openCreateIncident } from "../../incidents/create-incident";
import { usePolling } from "../../live/live";
import { useDocumentTitle } from "../../page-title";
import { dashboardQuery, useLiveFigures } from "../../stats";
import { BreachesPanel } from "./BreachesPanel";
import { FigureRow } from "./FigureRow";
import { MatrixPanel } from "./MatrixPanel";
import { MinePanel } from "./MinePanel";
import { NoisyPanel } from "./NoisyPanel";
import { OnCallPanel } from "./OnCallPanel";

export default function DashboardPage() {
  const t = useTranslate();
  useDocumentTitle(t("dashboard.title"));
  useLiveFigures();
  const query = useQuery({ ...dashboardQuery, refetchInterval: usePolling() });
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-7xl flex-col gap-4 px-4 py-4 md:px-6">
        <header className="flex items-center justify-between gap-4">
          <h1>{t("dashboard.title")}</h1>
          <Button icon={Plus} commandId="create" onPress={openCreateIncident}>
            {t("create.title")}
          </Button>
        </header>
        {query.data && <Content data={query.data} />}
        {query.isPending && <Skeleton rows={6} rowClass="h-16" />}
        {query.error && !query.data && <Failure error={query.error} onRetry={query.refetch} />}
      </div>
    </div>
  );
}

function Content({ data }: { data: Schemas["Dashboard"] }) {
  return (
    <>
      <FigureRow data={data} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <MinePanel />
          {data.open_incidents === 0 ? (
            <AllQuiet data={data} />
          ) : (
            <MatrixPanel cells={data.cells} />
          )}
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <BreachesPanel breaches={data.next_breaches} />
          <OnCallPanel />
          <NoisyPanel services={data.noisy} />
        </div>
      </div>
    </>
  );
}

function AllQuiet({ data }: { data: Schemas["Dashboard"] }) {
  const t = useTranslate();
  return (
    <EmptyState
      icon={CircleCheck}
      tone="text-ok"
      title={t("dashboard.quiet")}
      detail={
        data.last_alert_at ? (
          <>
            {t("dashboard.last-alert")} <Age since={data.last_alert_at} />
          </>
        ) : (
          t("dashboard.no-alert-yet")
        )
      }
    />
  );
}

function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslate();
  const problem = error instanceof ApiError && !error.isUnreachable ? error : null;
  return (
    <ErrorState
      title={t("dashboard.error")}
      detail={problem?.message ?? t("error.unreachable")}
      requestId={problem?.traceId}
      onRetry={onRetry}
    />
  );
}
