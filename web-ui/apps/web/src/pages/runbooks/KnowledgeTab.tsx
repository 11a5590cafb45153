/** What the analysis knows: entries by category, and whether the index is up to date. */

import { answerOf, api } from "@platform/api";
import { At, Button, useTranslate } from "@platform/ui";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Plus, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { KnowledgeDialog } from "./KnowledgeDialog";
import { type Knowledge, knowledgeIndexQuery, knowledgeKey, knowledgeQuery } from "./queries";

export function KnowledgeTab() {
  const t = useTranslate();
  const mayWrite = useMay("knowledge:write");
  const query = useInfiniteQuery(knowledgeQuery);
  const [edited, setEdited] = useState<Knowledge | "new" | null>(null);
  return (
    <>
      <IndexState onAdd={mayWrite ? () => setEdited("new") : undefined} />
      <Loaded query={query} what={t("runbooks.tab.knowledge")} rows={8}>
        {({ pages }) => (
          <ul className="overflow-hidden rounded-card border border-line">
            {pages
              .flatMap((page) => page.items)
              .map((entry) => (
                <li key={entry.id} className="border-b border-line last:border-b-0">
                  <Entry
                    entry={entry}
                    onEdit={
                      mayWrite && entry.origin === "added" ? () => setEdited(entry) : undefined
                    }
                  />
                </li>
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
      {edited && (
        <KnowledgeDialog
          entry={edited === "new" ? undefined : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function IndexState({ onAdd }: { onAdd?: () => void }) {
  const t = useTranslate();
  const query = useQuery(knowledgeIndexQuery);
  const building = useSave({
    send: () => answerOf(api.POST("/api/v1/knowledge/index")),
    renew: [knowledgeKey],
    inToast: true,
  });
  return (
    <Loaded query={query} what={t("knowledge.index")} part rows={1}>
      {(index) => (
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <p role="status" className="min-w-0 flex-1 basis-60">
            <span className={`font-medium ${index.state === "failed" ? "text-critical" : ""}`}>
              {t(`knowledge.index.${index.state}`)}
            </span>
            <span className="text-muted">
              {" "}
              · {index.model_version}
              {index.trained_at && (
                <>
                  {" · "}
                  <At instant={index.trained_at} />
                </>
              )}
              {" · "}
              {t("knowledge.samples", {
                count: index.packaged_samples + index.added_samples + index.confirmed_samples,
              })}
              {index.reason && ` · ${index.reason}`}
            </span>
          </p>
          {onAdd && (
            <>
              <Button
                icon={RefreshCw}
                isPending={building.isPending}
                onPress={() => building.save()}
              >
                {t("knowledge.reindex")}
              </Button>
              <Button icon={Plus} onPress={onAdd}>
                {t("knowledge.add")}
              </Button>
            </>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Entry({ entry, onEdit }: { entry: Knowledge; onEdit?: () => void }) {
  const t = useTranslate();
  const lists = [
    ["symptoms", entry.symptoms],
    ["evidence", entry.evidence],
    ["actions", entry.actions],
  ] as const;
  return (
    <details>
      <summary className="flex min-h-12 cursor-pointer flex-wrap items-center gap-x-3 px-4 py-2 hover:bg-hover">
        <span className="min-w-0 flex-1 basis-60 font-medium">{entry.title}</span>
        <span className="text-muted">
          {entry.category} · {t(`knowledge.origin.${entry.origin}`)}
        </span>
      </summary>
      <div className="grid gap-3 border-t border-line bg-surface px-4 py-3 sm:grid-cols-3">
        {lists.map(([name, texts]) => (
          <div key={name}>
            <p className="font-medium">{t(`knowledge.${name}`)}</p>
            <ul className="list-disc pl-5 text-muted">
              {texts.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        ))}
        {onEdit && (
          <div>
            <Button onPress={onEdit}>{t("knowledge.edit")}</Button>
          </div>
        )}
      </div>
    </details>
  );
}
