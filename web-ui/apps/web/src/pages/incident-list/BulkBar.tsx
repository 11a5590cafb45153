/** What can be done with the ticked incidents. */

import { Button, IconButton, useTranslate } from "@platform/ui";
import { X } from "lucide-react";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import type { Selection } from "./use-selection";

export function BulkBar({ selection }: { selection: Selection }) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const { ticked } = selection;
  if (ticked.length === 0) return null;

  const run = (name: "acknowledge" | "resolve") => {
    actions.run(ticked, { name });
    selection.clear();
  };

  return (
    <section
      aria-label={t("bulk.title")}
      className="flex min-h-14 items-center gap-2 border-t border-line bg-raised px-4 py-2"
    >
      <p role="status" className="tabular mr-2 font-medium">
        {t("bulk.selected", { count: ticked.length })}
      </p>
      <Button tone="primary" commandId="acknowledge" onPress={() => run("acknowledge")}>
        {t("action.acknowledge")}
      </Button>
      <Button commandId="resolve" onPress={() => run("resolve")}>
        {t("action.resolve")}
      </Button>
      <span className="flex-1" />
      <IconButton label={t("command.clear")} icon={X} onPress={selection.clear} />
    </section>
  );
}
