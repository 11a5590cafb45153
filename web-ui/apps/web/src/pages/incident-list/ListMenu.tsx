/** Saved views, export, density, and an incident made by hand. */

import { Button, showToast, useTranslate } from "@platform/ui";
import { ActionMenu } from "@platform/ui/action-menu";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, BookmarkPlus, Download, Plus, Rows3, Settings2, Star } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { openCreateIncident } from "../../incidents/create-incident";
import { type Filters, isFiltered, toParameters } from "../../incidents/filters";
import { fromView, viewsQuery } from "../../incidents/views";
import { useMe } from "../../session/session";
import { toggleDensity } from "./density";

const ViewsDialog = lazy(() => import("./ViewsDialog"));

export function ListMenu({ filters }: { filters: Filters }) {
  const t = useTranslate();
  const navigate = useNavigate();
  const me = useMe()?.person?.id;
  const [managing, setManaging] = useState(false);
  const { data: views = [] } = useQuery({ ...viewsQuery, enabled: Boolean(me) });

  const exportCsv = () => {
    const link = document.createElement("a");
    link.href = `/api/v1/incidents/export?format=csv&${toParameters(filters, me)}`;
    link.download = "incidents.csv";
    link.click();
    showToast({ tone: "info", message: t("list.exporting") });
  };

  return (
    <div className="ml-auto flex items-center gap-1">
      {me && (
        <ActionMenu
          label={t("views.title")}
          icon={Bookmark}
          items={[
            ...views.map((view) => ({
              id: view.id,
              label: view.name,
              icon: view.is_default ? Star : Bookmark,
              run: () => navigate({ to: "/incidents", search: fromView(view, me) }),
            })),
            {
              id: "manage",
              label: isFiltered(filters) ? t("views.save") : t("views.manage"),
              icon: isFiltered(filters) ? BookmarkPlus : Settings2,
              run: () => setManaging(true),
            },
          ]}
        />
      )}
      <ActionMenu
        label={t("list.menu")}
        icon={Rows3}
        items={[
          { id: "density", label: t("list.density"), icon: Rows3, run: toggleDensity },
          { id: "csv", label: t("list.csv"), icon: Download, run: exportCsv },
        ]}
      />
      <Button icon={Plus} commandId="create" onPress={openCreateIncident}>
        {t("create.short")}
      </Button>
      <Suspense>
        {managing && (
          <ViewsDialog filters={filters} views={views} onClose={() => setManaging(false)} />
        )}
      </Suspense>
    </div>
  );
}
