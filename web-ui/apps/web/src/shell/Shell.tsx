/** What surrounds every page: navigation, live state, search, language, theme, account. */

import {
  runLatestToastAction,
  ToastRegion,
  toggleTheme,
  useCommands,
  useTranslate,
} from "@platform/ui";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import {
  closeCreateIncident,
  openCreateIncident,
  useCreateIncidentOpen,
} from "../incidents/create-incident";
import { useLiveStream } from "../live/live";
import { useAppBadge } from "../push/badge";
import { LiveBanner } from "./LiveBanner";
import { BottomNavigation, SideNavigation } from "./Navigation";
import { nameOf, PAGES } from "./pages";
import { TopBar } from "./TopBar";

const Palette = lazy(() => import("./Palette"));
const CreateIncident = lazy(() => import("../incidents/CreateIncidentDialog"));
const HelpSheet = lazy(() => import("@platform/ui/help-sheet"));

type Overlay = "palette" | "help" | null;

export function Shell() {
  const t = useTranslate();
  const navigate = useNavigate();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const isCreating = useCreateIncidentOpen();
  useLiveStream();
  useAppBadge();

  useCommands([
    {
      id: "palette",
      group: "general",
      label: t("command.palette"),
      keys: ["Mod+k"],
      whileTyping: true,
      run: () => setOverlay("palette"),
    },
    {
      id: "help",
      group: "general",
      label: t("command.help"),
      keys: ["?"],
      run: () => setOverlay("help"),
    },
    { id: "theme", group: "general", label: t("command.theme"), keys: ["t"], run: toggleTheme },
    {
      id: "create",
      group: "general",
      label: t("create.title"),
      keys: ["c"],
      run: openCreateIncident,
    },
    { id: "undo", group: "act", label: t("action.undo"), keys: ["z"], run: runLatestToastAction },
    ...PAGES.map((page) => ({
      id: `go-${page.id}`,
      group: "navigation" as const,
      label: t("command.go", { view: nameOf(page, t) }),
      keys: page.keys ? [page.keys] : undefined,
      run: () => navigate({ to: page.to, search: page.search }),
    })),
  ]);

  return (
    <div className="relative grid h-dvh overflow-clip grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] lg:grid-cols-[13rem_minmax(0,1fr)] lg:grid-rows-[auto_minmax(0,1fr)]">
      <a
        href="#page"
        className="absolute top-2 left-2 z-50 -translate-y-20 rounded-control bg-accent px-4 py-2 font-semibold text-on-accent focus:translate-y-0"
      >
        {t("shell.skip")}
      </a>
      <SideNavigation />
      <TopBar onSearch={() => setOverlay("palette")} onHelp={() => setOverlay("help")} />
      <main id="page" tabIndex={-1} className="flex min-h-0 flex-col outline-none">
        <LiveBanner />
        <div className="flex min-h-0 flex-1 flex-col">
          <Suspense>
            <Outlet />
          </Suspense>
        </div>
      </main>
      <BottomNavigation onSearch={() => setOverlay("palette")} />
      <ToastRegion />
      <Suspense>
        {overlay === "palette" && <Palette onClose={() => setOverlay(null)} />}
        {isCreating && <CreateIncident onClose={closeCreateIncident} />}
        {overlay === "help" && <HelpSheet onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}
