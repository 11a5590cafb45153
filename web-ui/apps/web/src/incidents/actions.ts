/**
 * What people do to incidents. The change is shown at once and taken back when the server refuses;
 * on a conflict the server's state is shown, with the name of who was faster.
 */

import { ApiError, answerOf, api, type Incident } from "@platform/api";
import { durationText, serverNow, showToast, translate as t } from "@platform/ui";
import type { QueryClient } from "@tanstack/react-query";
import { requireSignIn } from "../session/require-sign-in";
import { findIncident, putIncident, updateIncidents } from "./cache";
import { listKey, timelineQuery } from "./queries";
import { type Action, sendAction, targetOf } from "./requests";

/** How many requests of a bulk action are under way at once. */
const PARALLEL = 6;

type Outcome = "done" | "already" | "failed";

/** The incident as it will most likely be after the action. */
function expected(incident: Incident, action: Action): Incident {
  const status = targetOf(action);
  const at = new Date(serverNow()).toISOString();
  return {
    ...incident,
    status,
    acknowledged_at: incident.acknowledged_at ?? (status === "open" ? null : at),
    resolved_at: status === "resolved" ? at : status === "open" ? null : incident.resolved_at,
  };
}

/** Shows the change, sends it, and settles on what the server says. Throws what the server refused. */
async function perform(client: QueryClient, incident: Incident, action: Action): Promise<Incident> {
  const before = findIncident(client, incident.id) ?? incident;
  const shown = expected(before, action);
  updateIncidents(client, (held) => (held.id === incident.id ? shown : held));
  try {
    const settled = await sendAction(before, action);
    putIncident(client, settled);
    client.invalidateQueries({ queryKey: ["about-incident", incident.id] });
    return settled;
  } catch (error) {
    // Only our own guess is taken back: a live update may have brought a newer version.
    updateIncidents(client, (held) =>
      held.id === incident.id && held.version === before.version ? before : held,
    );
    throw error;
  }
}

/** One incident, from its page or its row. Success is visible in place; Undo is offered where possible. */
export async function act(client: QueryClient, incident: Incident, action: Action): Promise<void> {
  try {
    const settled = await perform(client, incident, action);
    // Acknowledging what is over already is accepted, and changes nothing.
    if (settled.status === targetOf(action)) offerUndo(client, settled, action);
    else showToast({ tone: "info", message: await whoWasFaster(client, settled) });
  } catch (error) {
    await explain(client, incident, error);
  }
}

function offerUndo(client: QueryClient, incident: Incident, action: Action): void {
  const message = t(`action.done.${targetOf(action)}`, { number: incident.number });
  const canReopen = incident.allowed_statuses?.includes("open");
  const undo: Action =
    incident.status === "resolved" ? { name: "reopen" } : { name: "status", status: "open" };
  showToast({
    tone: "success",
    message,
    action: canReopen
      ? { label: t("action.undo"), run: () => act(client, incident, undo) }
      : undefined,
  });
}

/** Says why an action did not happen. A missing sign-in is not an error: it leads to the sign-in page. */
async function explain(client: QueryClient, incident: Incident, error: unknown): Promise<void> {
  const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
  if (problem.status === 401) {
    requireSignIn();
    return;
  }
  if (problem.status === 409 || problem.status === 412) {
    showToast({ tone: "info", message: await whoWasFaster(client, incident, problem.message) });
    return;
  }
  const reason = problem.isUnreachable ? t("error.unreachable") : problem.message;
  showToast({ tone: "error", message: t("action.failed", { number: incident.number, reason }) });
}

/** Takes the server's state and tells who changed it: "Avery Cho changed this 4 s ago". */
async function whoWasFaster(
  client: QueryClient,
  incident: Incident,
  otherwise = t("action.nothing"),
): Promise<string> {
  try {
    const [current, timeline] = await Promise.all([
      answerOf(
        api.GET("/api/v1/incidents/{incident}", { params: { path: { incident: incident.id } } }),
      ),
      client.fetchQuery({ ...timelineQuery(incident), staleTime: 0 }),
    ]);
    putIncident(client, current);
    const change = timeline.items
      .filter((entry) => entry.kind === "status_changed")
      .sort((left, right) => right.at.localeCompare(left.at))[0];
    if (!change) return otherwise;
    const ago = durationText((serverNow() - Date.parse(change.at)) / 1000, t);
    return t("action.conflict", {
      name: change.actor.name,
      number: current.number,
      status: t(`status.${current.status}`),
      ago,
    });
  } catch {
    return otherwise;
  }
}

/** Many incidents at once, with one summary: "58 acknowledged, 2 already done". */
export async function actOnMany(
  client: QueryClient,
  incidents: Incident[],
  action: Action,
): Promise<void> {
  const queue = [...incidents];
  const outcomes: Outcome[] = [];
  let refusal: unknown;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        await perform(client, next, action);
        outcomes.push("done");
      } catch (error) {
        const already = error instanceof ApiError && error.status === 409;
        outcomes.push(already ? "already" : "failed");
        if (!already) refusal = error;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));

  const first = incidents[0];
  if (refusal instanceof ApiError && refusal.status === 401 && first) {
    await explain(client, first, refusal);
    return;
  }
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  if (count("done") < incidents.length) client.invalidateQueries({ queryKey: listKey });
  showToast({
    tone: count("failed") > 0 ? "error" : "success",
    message: [
      t(`bulk.done.${targetOf(action)}`, { count: count("done") }),
      count("already") > 0 ? t("bulk.already", { count: count("already") }) : "",
      count("failed") > 0 ? t("bulk.failed", { count: count("failed") }) : "",
    ]
      .filter(Boolean)
      .join(" "),
  });
}
