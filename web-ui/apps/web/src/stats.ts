/** Figures of the incidents: one definition, the server's, for every page that shows them. */

import { answerOf, api } from "@platform/api";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useLiveUpdates } from "./live/live";

export const dashboardQuery = queryOptions({
  queryKey: ["stats", "dashboard"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/stats/dashboard", { signal })),
  staleTime: 5_000,
});

/** A storm asks for the figures once in this time. */
const REFRESH_MS = 400;

/** Asks for the figures anew whenever an incident changes. */
export function useLiveFigures(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveUpdates(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        client.invalidateQueries({ queryKey: ["stats"] });
        client.invalidateQueries({ queryKey: ["incidents"] });
        client.invalidateQueries({ queryKey: ["facets"] });
      }, REFRESH_MS);
    }, [client]),
  );
}
