/** The live list of incidents. */

import { ApiError, statusOf } from "@platform/api";
import {
  Button,
  EmptyState,
  ErrorState,
  ForbiddenState,
  Skeleton,
  useTranslate,
} from "@platform/ui";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck, SearchX, UserRound } from "lucide-react";
import { useState } from "react";
import { isFiltered, sameFilters, VIEWS } from "../../incidents/filters";
import { useDocumentTitle } from "../../page-title";
import { useMayRespond, useSignIn } from "../../session/session";
import { BulkBar } from "./BulkBar";
import type { BulkDialogName } from "./BulkDialog";
import { FilterBar } from "./FilterBar";
import { IncidentTable } from "./IncidentTable";
import { ListMenu } from "./ListMenu";
import { NewIncidentsBar } from "./NewIncidentsBar";
import { useBulk } from "./use-bulk";
import { useIncidentList } from "./use-incident-list";
import { useListCommands } from "./use-list-commands";
import { useNewIncidents } from "./use-new-incidents";
import { useSelection } from "./use-selection";

const route = getRouteApi("/shell/incidents");

export default function IncidentListPage() {
  const t = useTranslate();
  const filters = route.useSearch();
  const list = useIncidentList(filters);
  const selection = useSelection(list.incidents, filters);
  const news = useNewIncidents(list, filters, selection.isIdle);
  const [dialog, setDialog] = useState<BulkDialogName | null>(null);
  const bulk = useBulk(selection, filters);
  useListCommands({ selection, showNew: news.show, act: bulk.act, openDialog: setDialog });

  const mayRespond = useMayRespond();
  const isMine = filters.assignee === "me";
  const view = VIEWS.find((each) => sameFilters(each.filters, filters));
  const title = view ? t(`view.${view.id}`) : t("shell.incidents");
  useDocumentTitle(title);

  return (
    <>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
        <h1>{title}</h1>
        <p role="status" className="tabular text-muted">
          {list.total !== undefined &&
            (list.totalIsCapped
              ? t("list.count.capped", { count: list.total })
              : t("list.count", { count: list.total }))}
        </p>
        <ListMenu filters={filters} />
        <FilterBar filters={filters} />
      </header>
      <NewIncidentsBar count={news.count} onShow={news.show} />
      {isMine && mayRespond === "sign-in" ? (
        <SignInFirst />
      ) : (
        <ListBody list={list} selection={selection} filtered={isFiltered(filters)} />
      )}
      <BulkBar
        selection={selection}
        list={list}
        bulk={bulk}
        dialog={dialog}
        openDialog={setDialog}
      />
    </>
  );
}

/** "Mine" of somebody the page does not know. */
function SignInFirst() {
  const t = useTranslate();
  const signIn = useSignIn();
  return (
    <EmptyState
      icon={UserRound}
      title={t("list.mine.sign-in")}
      action={
        <Button tone="primary" onPress={signIn}>
          {t("session.sign-in")}
        </Button>
      }
    />
  );
}

interface ListBodyProps {
  list: ReturnType<typeof useIncidentList>;
  selection: ReturnType<typeof useSelection>;
  filtered: boolean;
}

function ListBody({ list, selection, filtered }: ListBodyProps) {
  const t = useTranslate();
  if (list.incidents.length > 0) return <IncidentTable list={list} selection={selection} />;
  if (list.error) return <ListFailure error={list.error} onRetry={list.retry} />;
  if (list.isLoading)
    return <Skeleton rows={12} rowClass="h-10 border-b border-line narrow:h-16" />;
  if (filtered) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("list.empty.filtered")}
        action={
          <Link to="/incidents" className="text-accent underline-offset-2 hover:underline">
            {t("list.empty.clear")}
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={CircleCheck}
      tone="text-ok"
      title={t("list.empty")}
      detail={t("list.empty.detail")}
    />
  );
}

function ListFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslate();
  if (statusOf(error) === 403) return <ForbiddenState role={t("role.viewer")} />;
  const problem = error instanceof ApiError && !error.isUnreachable ? error : null;
  return (
    <ErrorState
      title={t("list.error")}
      detail={problem?.message ?? t("error.unreachable")}
      requestId={problem?.traceId}
      onRetry={onRetry}
    />
  );
}
