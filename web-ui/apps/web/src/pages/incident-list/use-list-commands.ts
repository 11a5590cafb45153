/** The keys of the list. */

import { useCommands, useTranslate } from "@platform/ui";
import type { BulkDialogName } from "./BulkDialog";
import { toggleDensity } from "./density";
import type { Selection } from "./use-selection";

interface ListCommands {
  selection: Selection;
  showNew(): void;
  act(name: "acknowledge" | "resolve"): void;
  openDialog(name: BulkDialogName): void;
}

/** Changes that ask for something first. */
const DIALOGS: readonly [name: BulkDialogName, key: string, label: string][] = [
  ["snooze", "s", "action.snooze-for"],
  ["assign", "l", "action.reassign-to"],
  ["severity", "v", "severity.change"],
  ["merge", "m", "action.merge-into"],
  ["note", "n", "bulk.note"],
];

export function useListCommands({ selection, showNew, act, openDialog }: ListCommands): void {
  const t = useTranslate();
  const { cursor, incidents, targets } = selection;

  const move = (step: number) => selection.moveTo(cursor < 0 ? 0 : cursor + step);
  const extend = (step: number) => selection.extendTo(cursor < 0 ? 0 : cursor + step);

  useCommands([
    {
      id: "next",
      group: "list",
      label: t("command.next"),
      keys: ["j", "ArrowDown"],
      run: () => move(1),
    },
    {
      id: "previous",
      group: "list",
      label: t("command.previous"),
      keys: ["k", "ArrowUp"],
      run: () => move(-1),
    },
    {
      id: "select",
      group: "list",
      label: t("command.select"),
      keys: ["x"],
      run: () => incidents[cursor] && selection.toggle(incidents[cursor].id),
    },
    {
      id: "extend-down",
      group: "list",
      label: t("command.extend-down"),
      keys: ["Shift+j"],
      run: () => extend(1),
    },
    {
      id: "extend-up",
      group: "list",
      label: t("command.extend-up"),
      keys: ["Shift+k"],
      run: () => extend(-1),
    },
    {
      id: "select-all",
      group: "list",
      label: t("command.select-all"),
      keys: ["Mod+a"],
      run: selection.selectAll,
    },
    {
      id: "clear",
      group: "list",
      label: t("command.clear"),
      keys: ["Escape"],
      run: selection.clear,
    },
    {
      id: "open",
      group: "list",
      label: t("command.open"),
      keys: ["Enter"],
      documented: true,
      run: () => undefined,
    },
    { id: "show-new", group: "list", label: t("command.show-new"), keys: ["."], run: showNew },
    {
      id: "search",
      group: "list",
      label: t("command.search"),
      keys: ["/"],
      run: () => document.getElementById("list-search")?.focus(),
    },
    {
      id: "acknowledge",
      group: "act",
      label: t("action.acknowledge"),
      keys: ["a"],
      run: () => act("acknowledge"),
    },
    {
      id: "resolve",
      group: "act",
      label: t("action.resolve"),
      keys: ["r"],
      run: () => act("resolve"),
    },
    ...DIALOGS.map(([id, key, label]) => ({
      id,
      group: "act" as const,
      label: t(label),
      keys: [key],
      run: () => targets.length > 0 && openDialog(id),
    })),
    {
      id: "density",
      group: "list",
      label: t("list.density"),
      run: toggleDensity,
    },
  ]);
}
