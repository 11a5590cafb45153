/** The keys of an incident's page. */

import type { Incident } from "@platform/api";
import { showToast, useCommands, useTranslate } from "@platform/ui";
import { useNavigate } from "@tanstack/react-router";
import { useIncidentActions } from "../../incidents/use-incident-actions";

export function useIncidentCommands(incident: Incident): void {
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
  ]);
}
