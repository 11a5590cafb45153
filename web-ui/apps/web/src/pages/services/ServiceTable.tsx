/** The services as a table; the same facts as the graph. */

import { Age, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Siren } from "lucide-react";
import { type CatalogService, changesQuery } from "../../catalog/queries";

export function ServiceTable({ services }: { services: readonly CatalogService[] }) {
  const t = useTranslate();
  const { data: changes } = useQuery(changesQuery());
  const nameOf = new Map(services.map(({ slug, name }) => [slug, name]));
  const head = "px-3 py-2 text-left font-medium whitespace-nowrap text-muted";
  return (
    <div className="overflow-x-auto rounded-card border border-line">
      <table className="w-full min-w-[64rem]">
        <thead className="border-b border-line bg-surface">
          <tr>
            <th scope="col" className={head}>
              {t("services.name")}
            </th>
            <th scope="col" className={head}>
              {t("services.open")}
            </th>
            <th scope="col" className={head}>
              {t("oncall.editor.team")}
            </th>
            <th scope="col" className={head}>
              {t("services.tier")}
            </th>
            <th scope="col" className={head}>
              {t("services.depends-on")}
            </th>
            <th scope="col" className={head}>
              {t("services.used-by")}
            </th>
            <th scope="col" className={head}>
              {t("services.policy")}
            </th>
            <th scope="col" className={head}>
              {t("services.changed")}
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => {
            const usedBy = services.filter(({ depends_on }) => depends_on.includes(service.slug));
            const change = changes?.find((each) => each.service === service.slug);
            return (
              <tr key={service.slug} className="border-b border-line last:border-b-0">
                <th scope="row" className="min-w-44 px-3 py-2 text-left font-medium">
                  <Link
                    to="/services/$service"
                    params={{ service: service.slug }}
                    className="text-accent underline-offset-2 hover:underline"
                  >
                    {service.name}
                  </Link>
                  <span className="block text-xs font-normal text-muted">
                    {service.kind}
                    {service.environment && ` · ${service.environment}`}
                  </span>
                </th>
                <td className="px-3 py-2 whitespace-nowrap">
                  <OpenIncidents service={service} />
                </td>
                <td className="px-3 py-2 whitespace-nowrap">
                  {service.team ?? t("services.nobody")}
                </td>
                <td className="tabular px-3 py-2">{service.tier ?? "–"}</td>
                <td className="px-3 py-2 text-muted">
                  {service.depends_on.map((slug) => nameOf.get(slug) ?? slug).join(", ") || "–"}
                </td>
                <td className="px-3 py-2 text-muted">
                  {usedBy.map(({ name }) => name).join(", ") || "–"}
                </td>
                <td className="px-3 py-2 whitespace-nowrap text-muted">
                  {service.policy ?? t("services.policy.team")}
                  {service.sla_policy && <span className="block">{service.sla_policy}</span>}
                </td>
                <td className="px-3 py-2 text-muted">{change ? <Age since={change.at} /> : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** How many incidents are open, as icon and word. */
export function OpenIncidents({ service }: { service: CatalogService }) {
  const t = useTranslate();
  const count = service.open_incidents ?? 0;
  if (count === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 text-ok">
        <CircleCheck size={15} aria-hidden />
        {t("services.fine")}
      </span>
    );
  }
  return (
    <Link
      to="/incidents"
      search={{ service: service.slug }}
      className="inline-flex items-center gap-1.5 font-medium text-critical underline-offset-2 hover:underline"
    >
      <Siren size={15} aria-hidden />
      {t("services.open.count", { count })}
    </Link>
  );
}
