/** What can be done with an incident besides the next step: one list for the menu and the keys. */

import type { Incident } from "@platform/api";
import { absoluteText, isActive, showToast, useLanguage, useTranslate } from "@platform/ui";
import type { ActionItem } from "@platform/ui/action-menu";
import { useQuery } from "@tanstack/react-query";
import {
  ArrowUpRight,
  BellOff,
  BellRing,
  ClipboardCopy,
  Eye,
  EyeOff,
  GitMerge,
  Link2,
  Pencil,
  Printer,
  SlidersHorizontal,
  Ticket,
  UserPlus,
  UserRound,
} from "lucide-react";
import { useIncidentChange } from "../../incidents/use-change";
import { useMe } from "../../session/session";
import { escalate, setWatch, unacknowledge, unsnooze } from "./incident-changes";
import { peopleQuery } from "./queries";

export type DialogName =
  | "edit"
  | "link"
  | "merge"
  | "reassign"
  | "responder"
  | "severity"
  | "snooze"
  | "ticket";

export interface IncidentMenu {
  items: ActionItem[];
  escalate(): void;
  openDialog(name: DialogName): void;
}

export function useIncidentMenu(
  incident: Incident,
  openDialog: (name: DialogName) => void,
): IncidentMenu {
  const t = useTranslate();
  const language = useLanguage();
  const change = useIncidentChange(incident);
  const me = useMe()?.person?.id;
  const { data: people } = useQuery(peopleQuery(incident));
  const isWatching = people?.watchers.some((watcher) => watcher.person.id === me) ?? false;
  const active = isActive(incident.status);
  const { number } = incident;

  const runEscalate = () => {
    change.run(() => escalate(incident), t("escalate.done", { number }));
  };
  const copyForChat = () => {
    const lines = [
      `INC-${number} [${t(`severity.${incident.severity}`)}] ${incident.title}`,
      `${incident.service} · ${incident.environment} · ${t(`status.${incident.status}`)} · ${incident.assignee?.name ?? t("incident.unassigned")}`,
      `${t("facts.opened")}: ${absoluteText(incident.opened_at, language)}`,
      window.location.href,
    ];
    navigator.clipboard?.writeText(lines.join("\n")).then(
      () => showToast({ tone: "success", message: t("incident.copied-for-chat") }),
      () => undefined,
    );
  };

  const dialog = (name: DialogName) => () => openDialog(name);
  const whileActive: ActionItem[] = [
    {
      id: "escalate",
      label: t("action.escalate"),
      icon: ArrowUpRight,
      commandId: "escalate",
      run: runEscalate,
    },
    incident.snoozed_until
      ? {
          id: "unsnooze",
          label: t("action.unsnooze"),
          icon: BellRing,
          run: () => change.run(() => unsnooze(incident)),
        }
      : {
          id: "snooze",
          label: t("action.snooze-for"),
          icon: BellOff,
          commandId: "snooze",
          run: dialog("snooze"),
        },
    ...(incident.status === "acknowledged"
      ? [
          {
            id: "unacknowledge",
            label: t("action.unacknowledge"),
            icon: BellRing,
            run: () => change.run(() => unacknowledge(incident)),
          },
        ]
      : []),
    {
      id: "reassign",
      label: t("action.reassign-to"),
      icon: UserRound,
      commandId: "reassign",
      run: dialog("reassign"),
    },
    {
      id: "responder",
      label: t("action.responder"),
      icon: UserPlus,
      run: dialog("responder"),
    },
    {
      id: "merge",
      label: t("action.merge-into"),
      icon: GitMerge,
      commandId: "merge",
      run: dialog("merge"),
    },
  ];
  const always: ActionItem[] = [
    {
      id: "severity",
      label: t("severity.change"),
      icon: SlidersHorizontal,
      commandId: "severity",
      run: dialog("severity"),
    },
    { id: "edit", label: t("action.edit"), icon: Pencil, run: dialog("edit") },
    { id: "link", label: t("action.link-to"), icon: Link2, run: dialog("link") },
    {
      id: "watch",
      label: isWatching ? t("action.unwatch") : t("action.watch"),
      icon: isWatching ? EyeOff : Eye,
      commandId: "watch",
      run: () => change.run(() => setWatch(incident, !isWatching)),
    },
    { id: "ticket", label: t("action.ticket-create"), icon: Ticket, run: dialog("ticket") },
    { id: "chat", label: t("action.copy-chat"), icon: ClipboardCopy, run: copyForChat },
    { id: "print", label: t("action.print"), icon: Printer, run: () => window.print() },
  ];
  return {
    items: active ? [...whileActive, ...always] : always,
    escalate: runEscalate,
    openDialog,
  };
}
