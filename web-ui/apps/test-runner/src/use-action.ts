/** Doing something, then showing the new state at once; a refusal becomes a message. */

import { showToast } from "@platform/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { stateQuery } from "./api";

export function useAction<Input, Answer>(action: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: action,
    onError: (error) => showToast({ tone: "error", message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: stateQuery.queryKey }),
  });
}
