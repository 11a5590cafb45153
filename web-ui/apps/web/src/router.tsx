/** The pages and their addresses. Pages are loaded on demand. */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import * as v from "valibot";
import { FiltersSchema } from "./incidents/filters";
import { incidentListQuery, incidentQuery } from "./incidents/queries";
import { NotificationsSchema } from "./pages/notifications/search";
import { RangeSchema } from "./pages/on-call/search";
import { RunbooksSchema } from "./pages/runbooks/search";
import { ServicesSchema } from "./pages/services/search";
import { SettingsSchema } from "./pages/settings/search";
import { WallSchema } from "./pages/wall/search";
import { parseSearch, stringifySearch } from "./search-params";
import { meQuery } from "./session/session";
import { NotFound } from "./shell/NotFound";
import { PageCrash } from "./shell/PageCrash";
import { Shell } from "./shell/Shell";
import { dashboardQuery } from "./stats";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

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
  loader({ context: { queryClient } }) {
    queryClient.prefetchQuery(dashboardQuery);
  },
  component: lazyRouteComponent(() => import("./pages/dashboard/DashboardPage")),
});

const incidentListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/incidents",
  validateSearch: FiltersSchema,
  loaderDeps: ({ search }) => search,
  // Asked for while the code of the page is still on its way; the page waits, not the router.
  loader({ context: { queryClient }, deps: filters }) {
    const me = queryClient.getQueryData(meQuery.queryKey)?.person?.id;
    if (filters.assignee === "me" && !me) return;
    queryClient.prefetchInfiniteQuery(incidentListQuery(filters, me));
  },
  component: lazyRouteComponent(() => import("./pages/incident-list/IncidentListPage")),
});

const incidentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/incidents/$number",
  loader({ context: { queryClient }, params }) {
    queryClient.prefetchQuery(incidentQuery(params.number));
  },
  component: lazyRouteComponent(() => import("./pages/incident-detail/IncidentPage")),
});

const scheduleListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/oncall",
  component: lazyRouteComponent(() => import("./pages/on-call/ScheduleListPage")),
});

const newScheduleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/oncall/new",
  component: lazyRouteComponent(() => import("./pages/on-call/editor/NewSchedulePage")),
});

const scheduleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/oncall/$schedule",
  validateSearch: RangeSchema,
  component: lazyRouteComponent(() => import("./pages/on-call/SchedulePage")),
});

const editScheduleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/oncall/$schedule/edit",
  component: lazyRouteComponent(() => import("./pages/on-call/editor/EditSchedulePage")),
});

const policyListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/policies",
  component: lazyRouteComponent(() => import("./pages/policies/PolicyListPage")),
});

const newPolicyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/policies/new",
  component: lazyRouteComponent(() => import("./pages/policies/NewPolicyPage")),
});

const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/policies/$policy",
  component: lazyRouteComponent(() => import("./pages/policies/PolicyPage")),
});

const notificationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/notifications",
  validateSearch: NotificationsSchema,
  component: lazyRouteComponent(() => import("./pages/notifications/NotificationsPage")),
});

const integrationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/integrations",
  component: lazyRouteComponent(() => import("./pages/integrations/IntegrationsPage")),
});

const silencesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/silences",
  component: lazyRouteComponent(() => import("./pages/silences/SilencesPage")),
});

const serviceListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/services",
  validateSearch: ServicesSchema,
  component: lazyRouteComponent(() => import("./pages/services/ServiceListPage")),
});

const serviceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/services/$service",
  component: lazyRouteComponent(() => import("./pages/services/ServicePage")),
});

const runbookListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/runbooks",
  validateSearch: RunbooksSchema,
  component: lazyRouteComponent(() => import("./pages/runbooks/RunbooksPage")),
});

const runbookRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/runbooks/$runbook",
  component: lazyRouteComponent(() => import("./pages/runbooks/RunbookPage")),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  validateSearch: SettingsSchema,
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage")),
});

const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/console",
  component: lazyRouteComponent(() => import("./pages/console/ConsolePage")),
});

/** No navigation around it: it hangs on a wall. */
const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/wall",
  validateSearch: WallSchema,
  component: lazyRouteComponent(() => import("./pages/wall/WallPage")),
});

const analyticsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/analytics",
  validateSearch: FiltersSchema,
  component: lazyRouteComponent(() => import("./pages/analytics/AnalyticsPage")),
});

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/history",
  validateSearch: FiltersSchema,
  component: lazyRouteComponent(() => import("./pages/history/HistoryPage")),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  wallRoute,
  shellRoute.addChildren([
    homeRoute,
    incidentListRoute,
    incidentRoute,
    analyticsRoute,
    historyRoute,
    scheduleListRoute,
    newScheduleRoute,
    scheduleRoute,
    editScheduleRoute,
    policyListRoute,
    newPolicyRoute,
    policyRoute,
    notificationsRoute,
    integrationsRoute,
    silencesRoute,
    serviceListRoute,
    serviceRoute,
    runbookListRoute,
    runbookRoute,
    settingsRoute,
    consoleRoute,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
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
