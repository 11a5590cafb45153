/** The keys of an incident's page. */

import type { Incident } from "@platform/api";
import { showToast, useCommands, useTranslate } from "@platform/ui";
import { useNavigate } from "@tanstack/react-router";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import type { IncidentMenu } from "./use-incident-menu";

/** Items of the menu that have a key of their own. */
const MENU_KEYS: readonly [id: string, key: string][] = [
  ["escalate", "e"],
  ["snooze", "s"],
  ["merge", "m"],
  ["reassign", "l"],
  ["severity", "v"],
  ["watch", "w"],
];

/** Digits lead to the sections, in the order in which they are read. */
const SECTION_KEYS = [
  "changes",
  "runbook",
  "suggestions",
  "similar",
  "trace",
  "alerts",
  "timeline",
];

function goToSection(name: string): void {
  const section = document.getElementById(`section-${name}`);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}

export function useIncidentCommands(incident: Incident, menu: IncidentMenu): void {
  const t = useTranslate();
  const navigate = useNavigate();
  const actions = useIncidentActions();

  const go = (step: number) =>
    navigate({ to: "/incidents/$number", params: { number: String(incident.number + step) } });
  const copyLink = () =>
    navigator.clipboard?.writeText(window.location.href).then(
      () => showToast({ tone: "success", message: t("incident.link-copied") }),
      () => undefined,
    );

  useCommands([
    {
      id: "acknowledge",
      group: "act",
      label: t("action.acknowledge"),
      keys: ["a"],
      run: () => actions.run([incident], { name: "acknowledge" }),
    },
    {
      id: "resolve",
      group: "act",
      label: t("action.resolve"),
      keys: ["r"],
      run: () => actions.run([incident], { name: "resolve" }),
    },
    ...MENU_KEYS.flatMap(([id, key]) => {
      const item = menu.items.find((each) => each.id === id);
      return item
        ? [{ id, group: "act" as const, label: item.label, keys: [key], run: item.run }]
        : [];
    }),
    {
      id: "note",
      group: "act",
      label: t("timeline.comment"),
      keys: ["n"],
      run: () => document.getElementById("comment")?.focus(),
    },
    {
      id: "previous-incident",
      group: "detail",
      label: t("command.previous-incident"),
      keys: ["["],
      run: () => go(-1),
    },
    {
      id: "next-incident",
      group: "detail",
      label: t("command.next-incident"),
      keys: ["]"],
      run: () => go(1),
    },
    { id: "copy-link", group: "detail", label: t("command.copy-link"), keys: ["y"], run: copyLink },
    ...SECTION_KEYS.map((name, index) => ({
      id: `section-${name}`,
      group: "detail" as const,
      label: t("command.section", { section: t(`${name}.title`) }),
      keys: [String(index + 1)],
      run: () => goToSection(name),
    })),
  ]);
}
