/** Many incidents in one request: the server works, the page tells how far it is and what became. */

import { ApiError, answerOf, api, type Schemas } from "@platform/api";
import { createStore, showToast, translate as t, useStore } from "@platform/ui";
import type { QueryClient } from "@tanstack/react-query";
import { listKey } from "../../incidents/queries";

export type BulkRequest = Schemas["BulkRequest"];
type BulkJob = Schemas["BulkJob"];

const ASK_EVERY_MS = 400;

/** The job under way, if there is one. */
const running = createStore<BulkJob | null>(null);

export function useBulkJob(): BulkJob | null {
  return useStore(running);
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

export async function runBulkJob(client: QueryClient, request: BulkRequest): Promise<boolean> {
  try {
    let job = await answerOf(api.POST("/api/v1/incidents/bulk", { body: request }));
    while (job.state !== "finished") {
      running.set(job);
      await pause(ASK_EVERY_MS);
      const params = { path: { job_id: job.id } };
      job = await answerOf(api.GET("/api/v1/incidents/bulk/{job_id}", { params }));
    }
    tell(job);
    return true;
  } catch (error) {
    const reason =
      error instanceof ApiError && !error.isUnreachable ? error.message : t("error.unreachable");
    showToast({ tone: "error", message: t("bulk.error", { reason }) });
    return false;
  } finally {
    running.set(null);
    client.invalidateQueries({ queryKey: listKey });
    client.invalidateQueries({ queryKey: ["about-incident"] });
  }
}

/** "58 changed, 2 had changed already." and the reason of the first that was refused. */
function tell(job: BulkJob): void {
  const refused = job.items?.find((item) => item.outcome === "refused");
  const parts = [
    t("bulk.changed", { count: job.done ?? 0 }),
    job.unchanged ? t("bulk.already", { count: job.unchanged }) : "",
    job.refused ? t("bulk.failed", { count: job.refused }) : "",
    refused?.reason ? `${refused.number ? `INC-${refused.number}: ` : ""}${refused.reason}` : "",
  ];
  showToast({
    tone: job.refused ? "error" : "success",
    message: parts.filter(Boolean).join(" "),
  });
}
