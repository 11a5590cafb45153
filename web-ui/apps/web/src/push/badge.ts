/** The number on the icon of the installed app: my incidents that nobody has acknowledged. */

import { answerOf, api } from "@platform/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useMe } from "../session/session";

const EVERY_MS = 60_000;

export function useAppBadge(): void {
  const me = useMe()?.person?.id;
  const { data: count } = useQuery({
    queryKey: ["badge", me],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents", {
          params: { query: { assignee: me, status: ["open"], limit: 1 } },
          signal,
        }),
      ),
    select: (page) => page.total,
    enabled: Boolean(me) && "setAppBadge" in navigator,
    refetchInterval: EVERY_MS,
  });
  useEffect(() => {
    if (count === undefined) return;
    navigator.setAppBadge?.(count).catch(() => undefined);
  }, [count]);
}
