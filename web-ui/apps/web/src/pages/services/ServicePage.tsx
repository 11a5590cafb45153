/** One service: its settings, its last incidents, and what changed. */

import { statusOf } from "@platform/api";
import { Age, EmptyState, Panel, SeverityChip, StatusLabel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { changesQuery, serviceQuery } from "../../catalog/queries";
import { Loaded } from "../../data/Loaded";
import { Page } from "../../shell/Page";
import { incidentsOfQuery } from "./queries";
import { ServiceForm } from "./ServiceForm";
import { OpenIncidents } from "./ServiceTable";

const route = getRouteApi("/shell/services/$service");

export default function ServicePage() {
  const t = useTranslate();
  const { service: slug } = route.useParams();
  const query = useQuery(serviceQuery(slug));
  if (statusOf(query.error) === 404) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("services.not-found", { slug })}
        action={
          <Link to="/services" className="text-accent underline-offset-2 hover:underline">
            {t("services.to-list")}
          </Link>
        }
      />
    );
  }
  return (
    <Page
      title={query.data?.name ?? slug}
      detail={query.data && <OpenIncidents service={query.data} />}
      parent={{ to: "/services", label: t("services.title") }}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <Loaded query={query} what={t("services.service")}>
          {(service) => <ServiceForm key={service.updated_at} service={service} />}
        </Loaded>
        <div className="grid min-w-0 gap-4">
          <RecentIncidents service={slug} />
          <Changes service={slug} />
        </div>
      </div>
    </Page>
  );
}

function RecentIncidents({ service }: { service: string }) {
  const t = useTranslate();
  const query = useQuery(incidentsOfQuery(service));
  return (
    <Panel title={t("services.incidents")}>
      <Loaded query={query} what={t("services.incidents")} part rows={3}>
        {(incidents) =>
          incidents.length === 0 ? (
            <p className="px-4 py-3 text-muted">{t("services.incidents.none")}</p>
          ) : (
            <ul className="divide-y divide-line">
              {incidents.map((incident) => (
                <li key={incident.id}>
                  <Link
                    to="/incidents/$number"
                    params={{ number: String(incident.number) }}
                    className="grid gap-1 px-4 py-2.5 hover:bg-hover"
                  >
                    <span className="truncate font-medium">{incident.title}</span>
                    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
                      <SeverityChip severity={incident.severity} />
                      <StatusLabel status={incident.status} />
                      <Age since={incident.opened_at} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Changes({ service }: { service: string }) {
  const t = useTranslate();
  const query = useQuery(changesQuery(service));
  return (
    <Panel title={t("services.changes")}>
      <Loaded query={query} what={t("services.changes")} part rows={3}>
        {(changes) =>
          changes.length === 0 ? (
            <p className="px-4 py-3 text-muted">{t("services.changes.none")}</p>
          ) : (
            <ul className="divide-y divide-line">
              {changes.map((change) => (
                <li key={change.id} className="px-4 py-2.5">
                  <p className="font-medium">{change.summary}</p>
                  <p className="text-muted">
                    {change.kind} · {change.author || change.source} · <Age since={change.at} />
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
