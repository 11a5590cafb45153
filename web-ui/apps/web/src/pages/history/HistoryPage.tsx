/** What is over: a band of time to look into, and the incidents of what is chosen. */

import { ApiError } from "@platform/api";
import { Button, EmptyState, ErrorState, Skeleton, useTranslate } from "@platform/ui";
import { ActionMenu } from "@platform/ui/action-menu";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download, SearchX, ZoomOut } from "lucide-react";
import { type Filters, toParameters } from "../../incidents/filters";
import { useDocumentTitle } from "../../page-title";
import { useMe } from "../../session/session";
import { analyticsQuery } from "../analytics/queries";
import { FilterBar } from "../incident-list/FilterBar";
import { IncidentTable } from "../incident-list/IncidentTable";
import { type IncidentList, useIncidentList } from "../incident-list/use-incident-list";
import { useSelection } from "../incident-list/use-selection";
import { overAll, shownSpan } from "./span";
import { TimeBand } from "./TimeBand";

const route = getRouteApi("/shell/history");
const FORMATS = ["csv", "ndjson"] as const;

export default function HistoryPage() {
  const t = useTranslate();
  useDocumentTitle(t("history.title"));
  const chosen = route.useSearch();
  const filters = overAll(chosen);
  const list = useIncidentList(filters);
  const selection = useSelection(list.incidents, filters);
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
        <h1>{t("history.title")}</h1>
        <p role="status" className="tabular text-muted">
          {list.total !== undefined &&
            (list.totalIsCapped
              ? t("list.count.capped", { count: list.total })
              : t("list.count", { count: list.total }))}
        </p>
        <Exports filters={filters} />
        <FilterBar filters={chosen} counting={filters} />
      </header>
      <Band chosen={chosen} />
      <Rows list={list} selection={selection} />
      <p className="border-t border-line px-4 py-1.5 text-xs text-muted">{t("history.kept")}</p>
    </>
  );
}

function Exports({ filters }: { filters: Filters }) {
  const t = useTranslate();
  const me = useMe()?.person?.id;
  return (
    <span className="ml-auto">
      <ActionMenu
        label={t("history.export")}
        icon={Download}
        items={FORMATS.map((format) => ({
          id: format,
          label: t(`history.export.${format}`),
          run: () => {
            const link = document.createElement("a");
            link.href = `/api/v1/incidents/export?format=${format}&${toParameters(filters, me)}`;
            link.download = `history.${format}`;
            link.click();
          },
        }))}
      />
    </span>
  );
}

function Band({ chosen }: { chosen: Filters }) {
  const t = useTranslate();
  const navigate = useNavigate();
  const me = useMe()?.person?.id;
  const span = shownSpan(chosen);
  const { data } = useQuery(analyticsQuery({ ...overAll(chosen), ...span }, me));
  const zoom = (next: Pick<Filters, "from" | "to">) =>
    navigate({ to: "/history", search: { ...chosen, range: undefined, ...next } });
  return (
    <div className="border-b border-line px-4 py-2">
      <TimeBand days={data?.days ?? []} span={span} onZoom={zoom} />
      {(chosen.from || chosen.to) && (
        <Button icon={ZoomOut} onPress={() => zoom({ from: undefined, to: undefined })}>
          {t("history.zoom-out")}
        </Button>
      )}
    </div>
  );
}

interface RowsProps {
  list: IncidentList;
  selection: ReturnType<typeof useSelection>;
}

function Rows({ list, selection }: RowsProps) {
  const t = useTranslate();
  if (list.incidents.length > 0) return <IncidentTable list={list} selection={selection} />;
  if (list.isLoading) return <Skeleton rows={10} rowClass="h-10 border-b border-line" />;
  if (list.error) {
    const { error } = list;
    return (
      <ErrorState
        title={t("list.error")}
        detail={
          error instanceof ApiError && !error.isUnreachable ? error.message : t("error.unreachable")
        }
        onRetry={list.retry}
      />
    );
  }
  return (
    <div className="flex-1">
      <EmptyState icon={SearchX} title={t("history.none")} />
    </div>
  );
}
