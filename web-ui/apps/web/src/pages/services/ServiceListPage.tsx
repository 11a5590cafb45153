/** All services: who owns them, what they stand on, and how they are. */

import { EmptyState, useTranslate } from "@platform/ui";
import { Segments } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { lazy, Suspense } from "react";
import { servicesQuery } from "../../catalog/queries";
import { Loaded } from "../../data/Loaded";
import { Page } from "../../shell/Page";
import { ServiceTable } from "./ServiceTable";
import { VIEWS } from "./search";

const ServiceGraph = lazy(() => import("./ServiceGraph"));
const route = getRouteApi("/shell/services");

export default function ServiceListPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { view = "table" } = route.useSearch();
  const query = useQuery(servicesQuery);
  return (
    <Page
      title={t("services.title")}
      actions={
        <Segments
          label={t("oncall.view")}
          value={view}
          onChange={(next) => navigate({ to: "/services", search: { view: next }, replace: true })}
          options={VIEWS.map((value) => ({ value, label: t(`services.view.${value}`) }))}
        />
      }
    >
      <Loaded query={query} what={t("services.title")} rows={10}>
        {(services) => {
          if (services.length === 0)
            return (
              <EmptyState
                icon={Boxes}
                title={t("services.empty")}
                detail={t("services.empty.detail")}
              />
            );
          if (view === "table") return <ServiceTable services={services} />;
          return (
            <Suspense>
              <ServiceGraph services={services} />
            </Suspense>
          );
        }}
      </Loaded>
    </Page>
  );
}
