/** Who changed what, the newest first; whether the log is intact; all of it as a file. */

import { answerOf, api, type Schemas } from "@platform/api";
import { At, Button, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleCheck, CircleX, Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { usePeople } from "../../directory/queries";
import { type AuditEntry, auditQuery } from "./queries";

const route = getRouteApi("/shell/settings");

export function AuditTab() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { target = "" } = route.useSearch();
  const query = useInfiniteQuery(auditQuery(target));
  const [check, setCheck] = useState<Schemas["AuditCheck"] | null>(null);
  const checking = useSave({
    send: () => answerOf(api.GET("/api/v1/audit-log/verify")),
    onDone: setCheck,
    inToast: true,
  });
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end gap-2">
        <InputField
          label={t("settings.audit.target")}
          placeholder="schedule:platform"
          value={target}
          onChange={(text) =>
            navigate({
              to: "/settings",
              search: { tab: "audit", target: text || undefined },
              replace: true,
            })
          }
          className="min-w-0 flex-1 basis-60"
        />
        <Button icon={ShieldCheck} isPending={checking.isPending} onPress={() => checking.save()}>
          {t("settings.audit.verify")}
        </Button>
        <Button icon={Download} onPress={() => window.location.assign("/api/v1/audit-log/export")}>
          {t("settings.audit.export")}
        </Button>
      </div>
      <div role="status">
        {check && (
          <p
            className={`mb-3 flex items-center gap-2 ${check.intact ? "text-ok" : "text-critical"}`}
          >
            {check.intact ? (
              <CircleCheck size={18} aria-hidden />
            ) : (
              <CircleX size={18} aria-hidden />
            )}
            {check.intact
              ? t("settings.audit.intact", { count: check.entries })
              : t("settings.audit.broken", { at: check.broken_at })}
          </p>
        )}
      </div>
      <Loaded query={query} what={t("settings.tab.audit")} rows={10}>
        {({ pages }) => (
          <ul className="overflow-hidden rounded-card border border-line">
            {pages
              .flatMap((page) => page.items)
              .map((entry) => (
                <EntryItem key={entry.seq} entry={entry} />
              ))}
          </ul>
        )}
      </Loaded>
      {query.hasNextPage && (
        <Button
          className="mt-3"
          isPending={query.isFetchingNextPage}
          onPress={() => query.fetchNextPage()}
        >
          {t("notify.log.more")}
        </Button>
      )}
    </>
  );
}

function EntryItem({ entry }: { entry: AuditEntry }) {
  const people = usePeople();
  return (
    <li className="border-b border-line last:border-b-0">
      <details>
        <summary className="grid min-h-11 cursor-pointer grid-cols-1 items-center gap-x-4 px-4 py-1.5 hover:bg-hover sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]">
          <span className="text-muted">
            <At instant={entry.at} />
          </span>
          <span className="truncate">{people.get(entry.actor_id)?.name ?? entry.actor_id}</span>
          <span className="truncate font-medium">{entry.action}</span>
          <span className="truncate text-muted">{entry.target}</span>
        </summary>
        <pre className="overflow-x-auto border-t border-line bg-surface px-4 py-2 font-mono text-xs whitespace-pre-wrap">
          {JSON.stringify(entry.details, null, 2)}
        </pre>
      </details>
    </li>
  );
}
