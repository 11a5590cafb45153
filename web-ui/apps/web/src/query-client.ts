/** Server data: how often it is asked for again, and what a missing sign-in does. */

import { ApiError, statusOf } from "@platform/api";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { requireSignIn } from "./session/require-sign-in";

const RETRIES = 2;

/** Answers that will not change by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (statusOf(error) === 401) requireSignIn();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < RETRIES && !isFinal(error),
        retryDelay: (failures) => Math.min(4000, 500 * 2 ** failures),
        // The own offline notice stays in charge: a paused query would look like loading for ever.
        networkMode: "always",
      },
    },
  });
}
