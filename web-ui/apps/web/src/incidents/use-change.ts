/**
 * Changes of one incident that have no place in a list: people, runbook steps, notes, root cause.
 * Who may not is told so; what the server refuses is told in its words.
 */

import { ApiError, type Incident } from "@platform/api";
import { showToast, useTranslate } from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { requireSignIn } from "../session/require-sign-in";
import { useMayRespond, useSignIn } from "../session/session";
import { putIncident } from "./cache";

function isIncident(answer: unknown): answer is Incident {
  return typeof answer === "object" && answer !== null && "number" in answer && "version" in answer;
}

export interface IncidentChange {
  isPending: boolean;
  /** Sends the change; true when it was made. `done` is said then. */
  run(send: () => Promise<unknown>, done?: string): Promise<boolean>;
}

export function useIncidentChange(incident: Incident): IncidentChange {
  const t = useTranslate();
  const client = useQueryClient();
  const may = useMayRespond();
  const signIn = useSignIn();
  const [isPending, setPending] = useState(false);

  const refuse = (error: unknown) => {
    const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
    if (problem.status === 401) return requireSignIn();
    const [field] = problem.fields;
    const reason = problem.isUnreachable
      ? t("error.unreachable")
      : field && problem.status === 422
        ? `${field.field}: ${field.reason}`
        : problem.message;
    showToast({ tone: "error", message: t("action.failed", { number: incident.number, reason }) });
  };

  const run = async (send: () => Promise<unknown>, done?: string): Promise<boolean> => {
    if (may === "sign-in") {
      signIn();
      return false;
    }
    if (may === "no") {
      const role = t("role.responder");
      showToast({ tone: "info", message: t("state.forbidden.role", { role }) });
      return false;
    }
    if (isPending) return false;
    setPending(true);
    try {
      const answer = await send();
      if (isIncident(answer)) putIncident(client, answer);
      if (done) showToast({ tone: "success", message: done });
      return true;
    } catch (error) {
      refuse(error);
      return false;
    } finally {
      setPending(false);
      client.invalidateQueries({ queryKey: ["about-incident", incident.id] });
    }
  };
  return { isPending, run };
}
