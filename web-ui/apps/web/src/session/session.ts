/** Who uses the page, and what they may do. */

import {
  answerOf,
  api,
  forgetSession,
  hadSession,
  type Me,
  refreshSession,
  rememberSession,
} from "@platform/api";
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { forgetStoredData } from "../push/service-worker";

const WRITE_SCOPE = "incidents:write";

/** `unknown` until the server has answered; `sign-in`: nobody is signed in; `no`: the role is too small. */
export type MayRespond = "yes" | "no" | "sign-in" | "unknown";

async function loadMe(): Promise<Me> {
  const me = await answerOf(api.GET("/api/v1/me"));
  // With open access an expired session looks like nobody: then it is worth a renewal.
  if (me.anonymous && hadSession() && (await refreshSession())) {
    return answerOf(api.GET("/api/v1/me"));
  }
  rememberSession(me.csrf_token);
  return me;
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: loadMe,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

export function useMayRespond(): MayRespond {
  const me = useMe();
  if (!me) return "unknown";
  if (me.scopes?.includes(WRITE_SCOPE)) return "yes";
  return me.anonymous ? "sign-in" : "no";
}

/** Whether the person may do what the scope says; until that is known, no. */
export function useMay(scope: string): boolean {
  return useMe()?.scopes?.includes(scope) ?? false;
}

/** Leads to the sign-in page, and from there back to where the person was. */
export function useSignIn(): () => void {
  const navigate = useNavigate();
  const href = useLocation({ select: (location) => location.href });
  return useCallback(() => {
    navigate({ to: "/sign-in", search: { to: href } });
  }, [navigate, href]);
}

export async function signIn(
  client: QueryClient,
  credentials: { username: string; password: string },
): Promise<void> {
  const signedIn = await answerOf(api.POST("/api/v1/auth/login", { body: credentials }));
  rememberSession(signedIn.csrf_token);
  client.setQueryData(meQuery.queryKey, await answerOf(api.GET("/api/v1/me")));
}

export async function signOut(client: QueryClient): Promise<void> {
  await answerOf(api.POST("/api/v1/auth/logout"));
  forgetSession();
  await forgetStoredData();
  // Forgets all answers and asks again for what is on screen, now as nobody.
  await client.resetQueries();
}

/** A path of this site to return to. Anything else could lead to a foreign page after a sign-in. */
export function localPath(to: string | undefined): string {
  return to?.startsWith("/") && !to.startsWith("//") && !to.includes("\\") ? to : "/incidents";
}
