/** Sends a change for what is selected: few at once in sight, many as a job of the server. */

import { showToast, useTranslate } from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type Filters, toQuery } from "../../incidents/filters";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import { useMe, useSignIn } from "../../session/session";
import { type BulkRequest, runBulkJob } from "./use-bulk-job";
import type { Selection } from "./use-selection";

/** More than this in one go is done by the server. */
const MOST_AT_ONCE = 20;

export interface Bulk {
  act(name: "acknowledge" | "resolve"): void;
  send(request: BulkRequest): void;
}

export function useBulk(selection: Selection, filters: Filters): Bulk {
  const t = useTranslate();
  const client = useQueryClient();
  const actions = useIncidentActions();
  const signIn = useSignIn();
  const me = useMe()?.person?.id;

  const send = (request: BulkRequest) => {
    if (actions.may === "sign-in") return signIn();
    if (actions.may === "no") {
      const role = t("role.responder");
      return showToast({ tone: "info", message: t("state.forbidden.role", { role }) });
    }
    const { allMatching, targets } = selection;
    const { since = null, until = null, ...filter } = toQuery(filters, me);
    const chosen = allMatching
      ? { filter: { ...filter, since, until } as BulkRequest["filter"] }
      : { ids: targets.map((incident) => incident.id) };
    runBulkJob(client, { ...request, ...chosen });
    selection.clear();
  };

  const act = (name: "acknowledge" | "resolve") => {
    const { allMatching, targets } = selection;
    if (allMatching || targets.length > MOST_AT_ONCE) return send({ action: name, note: "" });
    actions.run(targets, { name });
    selection.clear();
  };
  return { act, send };
}
