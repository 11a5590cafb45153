/** Acts on incidents if the person may; otherwise says what is missing. */

import type { Incident } from "@platform/api";
import { isActive, showToast, useTranslate } from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type MayRespond, useMayRespond, useSignIn } from "../session/session";
import { act, actOnMany } from "./actions";
import { type Action, targetOf } from "./requests";

export interface IncidentActions {
  may: MayRespond;
  run(incidents: readonly Incident[], action: Action): void;
}

/** Acknowledging twice, or resolving what is over, needs no request. */
function wouldChange(incident: Incident, action: Action): boolean {
  if (action.name === "acknowledge") return incident.status === "open";
  if (action.name === "resolve") return isActive(incident.status);
  return incident.status !== targetOf(action);
}

export function useIncidentActions(): IncidentActions {
  const t = useTranslate();
  const client = useQueryClient();
  const may = useMayRespond();
  const signIn = useSignIn();

  const run = (incidents: readonly Incident[], action: Action) => {
    if (incidents.length === 0) return;
    if (may === "sign-in") return signIn();
    if (may === "no") {
      showToast({
        tone: "info",
        message: t("state.forbidden.role", { role: t("role.responder") }),
      });
      return;
    }
    const affected = incidents.filter((incident) => wouldChange(incident, action));
    const [first] = affected;
    if (!first) showToast({ tone: "info", message: t("action.nothing") });
    else if (affected.length === 1) act(client, first, action);
    else actOnMany(client, affected, action);
  };
  return { may, run };
}
