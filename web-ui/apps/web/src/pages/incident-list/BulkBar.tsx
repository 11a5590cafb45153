/** What can be done with the ticked incidents, or with all that match the filters. */

import { Button, IconButton, useTranslate } from "@platform/ui";
import { ActionMenu } from "@platform/ui/action-menu";
import { BellOff, GitMerge, MessageSquare, SlidersHorizontal, UserRound, X } from "lucide-react";
import { lazy, Suspense } from "react";
import type { BulkDialogName } from "./BulkDialog";
import type { Bulk } from "./use-bulk";
import { useBulkJob } from "./use-bulk-job";
import type { IncidentList } from "./use-incident-list";
import type { Selection } from "./use-selection";

const BulkDialog = lazy(() => import("./BulkDialog"));

interface BulkBarProps {
  selection: Selection;
  list: IncidentList;
  bulk: Bulk;
  dialog: BulkDialogName | null;
  openDialog(name: BulkDialogName | null): void;
}

export function BulkBar({ selection, list, bulk, dialog, openDialog }: BulkBarProps) {
  const t = useTranslate();
  const { ticked } = selection;
  const job = useBulkJob();

  if (job) {
    const done = (job.done ?? 0) + (job.unchanged ?? 0) + (job.refused ?? 0);
    return (
      <section aria-label={t("bulk.title")} className={BAR}>
        <p role="status" className="tabular font-medium">
          {t("bulk.progress", { done, total: job.total })}
        </p>
        <progress
          aria-label={t("bulk.title")}
          value={done}
          max={job.total}
          className="h-2 flex-1 accent-accent"
        />
      </section>
    );
  }
  if (ticked.length === 0 && !dialog) return null;

  const total = list.total ?? ticked.length;
  const isOffered = !selection.allMatching && list.hasMore && ticked.length < total;
  const count = selection.allMatching ? total : ticked.length;
  return (
    <section aria-label={t("bulk.title")} className={BAR}>
      <p role="status" className="tabular font-medium">
        {list.totalIsCapped && selection.allMatching
          ? t("bulk.selected.capped", { count })
          : t("bulk.selected", { count })}
      </p>
      {isOffered && (
        <Button tone="quiet" onPress={selection.selectAllMatching} className="text-accent">
          {list.totalIsCapped
            ? t("bulk.all.capped", { count: total })
            : t("bulk.all", { count: total })}
        </Button>
      )}
      <span className="flex-1" />
      <Button tone="primary" commandId="acknowledge" onPress={() => bulk.act("acknowledge")}>
        {t("action.acknowledge")}
      </Button>
      <Button commandId="resolve" onPress={() => bulk.act("resolve")}>
        {t("action.resolve")}
      </Button>
      <ActionMenu
        label={t("bulk.more")}
        items={[
          { id: "snooze", label: t("action.snooze-for"), icon: BellOff, commandId: "snooze" },
          { id: "assign", label: t("action.reassign-to"), icon: UserRound, commandId: "assign" },
          {
            id: "severity",
            label: t("severity.change"),
            icon: SlidersHorizontal,
            commandId: "severity",
          },
          { id: "merge", label: t("action.merge-into"), icon: GitMerge, commandId: "merge" },
          { id: "note", label: t("bulk.note"), icon: MessageSquare, commandId: "note" },
        ].map((item) => ({ ...item, run: () => openDialog(item.id as BulkDialogName) }))}
      />
      <IconButton label={t("command.clear")} icon={X} onPress={selection.clear} />
      <Suspense>
        {dialog && (
          <BulkDialog
            name={dialog}
            count={count}
            except={[]}
            onClose={() => openDialog(null)}
            onSend={(request) => bulk.send(request)}
          />
        )}
      </Suspense>
    </section>
  );
}

const BAR =
  "flex min-h-14 flex-wrap items-center gap-2 border-t border-line bg-raised px-4 py-2 narrow:[&_button]:px-2.5";
