/** What a page or a panel shows of a query: the data, a skeleton, or why there is none. */

import { ApiError, statusOf } from "@platform/api";
import { ErrorState, ForbiddenState, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** What it is, as it is named on the page: "Schedules". */
  what: string;
  /** Part of a page: a failure takes one line only. */
  part?: boolean;
  rows?: number;
  children(data: T): ReactNode;
}

export function Loaded<T>({ query, what, part = false, rows = 4, children }: LoadedProps<T>) {
  const t = useTranslate();
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <Skeleton rows={rows} />;
  if (statusOf(query.error) === 403 && !part) return <ForbiddenState role={t("role.manager")} />;
  const problem =
    query.error instanceof ApiError && !query.error.isUnreachable ? query.error : null;
  const reason = problem?.message ?? t("error.unreachable");
  if (part) {
    const message = t("load.unavailable", { what, reason });
    return <PanelUnavailable message={message} onRetry={query.refetch} />;
  }
  return (
    <ErrorState
      title={t("load.failed", { what })}
      detail={reason}
      requestId={problem?.traceId}
      onRetry={query.refetch}
    />
  );
}
