/** What was sent from this page, and what became of it. */

import { useCallback, useState } from "react";
import { type Scenario, type SendResult, sendScenario } from "./api";

export type Run =
  | { state: "sending" }
  | { state: "sent"; result: SendResult }
  | { state: "failed"; reason: string };

export interface Runs {
  byScenario: Record<string, Run>;
  isSendingAll: boolean;
  send(scenario: Scenario): Promise<void>;
  sendAll(scenarios: readonly Scenario[]): Promise<void>;
}

export function useRuns(): Runs {
  const [byScenario, setByScenario] = useState<Record<string, Run>>({});
  const [isSendingAll, setSendingAll] = useState(false);

  const send = useCallback(async ({ id }: Scenario) => {
    const note = (run: Run) => setByScenario((runs) => ({ ...runs, [id]: run }));
    note({ state: "sending" });
    try {
      const result = await sendScenario(id);
      note(result.error ? { state: "failed", reason: result.error } : { state: "sent", result });
    } catch (error) {
      note({ state: "failed", reason: error instanceof Error ? error.message : String(error) });
    }
  }, []);

  // One after the other: the order decides which alert opens an incident and which one joins it.
  const sendAll = useCallback(
    async (scenarios: readonly Scenario[]) => {
      setSendingAll(true);
      for (const scenario of scenarios) await send(scenario);
      setSendingAll(false);
    },
    [send],
  );

  return { byScenario, isSendingAll, send, sendAll };
}
