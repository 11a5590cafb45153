/** The pages and their addresses. Pages are loaded on demand. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import * as v from "valibot";
import { FiltersSchema } from "./incidents/filters";
import { parseSearch, stringifySearch } from "./search-params";
import { NotFound } from "./shell/NotFound";
import { PageCrash } from "./shell/PageCrash";
import { Shell } from "./shell/Shell";

const rootRoute = createRootRoute({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: v.object({ to: v.fallback(v.optional(v.string()), undefined) }),
  component: lazyRouteComponent(() => import("./pages/sign-in/SignInPage")),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/incidents" });
  },
});

const incidentListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/incidents",
  validateSearch: FiltersSchema,
  component: lazyRouteComponent(() => import("./pages/incident-list/IncidentListPage")),
});

const incidentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/incidents/$number",
  component: lazyRouteComponent(() => import("./pages/incident-detail/IncidentPage")),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([homeRoute, incidentListRoute, incidentRoute]),
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultErrorComponent: PageCrash,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    scrollToTopSelectors: ["#page"],
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
