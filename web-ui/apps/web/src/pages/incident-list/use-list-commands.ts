/** The keys of the list. */

import { useCommands, useTranslate } from "@platform/ui";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import type { Selection } from "./use-selection";

export function useListCommands(selection: Selection, showNew: () => void): void {
  const t = useTranslate();
  const actions = useIncidentActions();
  const { cursor, incidents, targets } = selection;

  const move = (step: number) => selection.moveTo(cursor < 0 ? 0 : cursor + step);
  const extend = (step: number) => selection.extendTo(cursor < 0 ? 0 : cursor + step);

  const act = (name: "acknowledge" | "resolve") => {
    actions.run(targets, { name });
    selection.clear();
  };

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
  ]);
}
