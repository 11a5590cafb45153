/** In which zone a schedule is shown: one's own, the schedule's, or any other. */

import { localZone } from "@platform/ui/time-zone";
import { useMe } from "../../session/session";

const isZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
};

/** `choice` as it stands in the address: "mine" (also when missing), "schedule", or a zone. */
export function useZone(choice: string | undefined, scheduleZone: string): string {
  const mine = useMe()?.person?.timezone ?? localZone();
  if (choice === "schedule") return scheduleZone;
  return choice && choice !== "mine" && isZone(choice) ? choice : mine;
}
