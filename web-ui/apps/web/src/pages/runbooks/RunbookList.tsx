/** Runbooks: for which services, how often used, and how often it worked. */

import { Age, EmptyState, useTranslate } from "@platform/ui";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { BookOpen } from "lucide-react";
import { servicesQuery } from "../../catalog/queries";
import { Loaded } from "../../data/Loaded";
import { type Runbook, runbooksQuery } from "./queries";

const route = getRouteApi("/shell/runbooks");

export function RunbookList() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { q = "", service = "" } = route.useSearch();
  const { data: services } = useQuery(servicesQuery);
  const query = useQuery(runbooksQuery(q, service));
  const change = (next: { q?: string; service?: string }) =>
    navigate({
      to: "/runbooks",
      search: { q: q || undefined, service: service || undefined, ...next },
      replace: true,
    });
  return (
    <>
      <search className="mb-3 grid gap-2 sm:grid-cols-[minmax(0,1fr)_16rem]">
        <InputField
          label={t("runbooks.search")}
          type="search"
          value={q}
          onChange={(text) => change({ q: text || undefined })}
        />
        <SelectField
          label={t("filter.service")}
          value={service}
          onChange={(slug) => change({ service: slug || undefined })}
          placeholder={t("runbooks.every-service")}
          options={(services ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      </search>
      <Loaded query={query} what={t("runbooks.tab.runbooks")}>
        {(runbooks) =>
          runbooks.length === 0 ? (
            <EmptyState
              icon={BookOpen}
              title={q || service ? t("runbooks.none-found") : t("runbooks.empty")}
              detail={t("runbooks.empty.detail")}
            />
          ) : (
            <ul className="overflow-hidden rounded-card border border-line">
              {runbooks.map((runbook) => (
                <li key={runbook.id} className="border-b border-line last:border-b-0">
                  <RunbookRow runbook={runbook} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function RunbookRow({ runbook }: { runbook: Runbook }) {
  const t = useTranslate();
  const used = runbook.used ?? 0;
  return (
    <Link
      to="/runbooks/$runbook"
      params={{ runbook: runbook.id }}
      className="grid gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_12rem_10rem] sm:items-center"
    >
      <span className="min-w-0">
        <span className="block truncate font-semibold">{runbook.title}</span>
        <span className="block truncate text-muted">
          {runbook.services.join(", ") || t("runbooks.every-service")} ·{" "}
          {t("runbooks.steps.count", { count: runbook.steps.length })}
        </span>
      </span>
      <span className="text-muted">
        {used > 0
          ? t("runbooks.worked", { used, worked: runbook.worked ?? 0 })
          : t("runbooks.unused")}
      </span>
      <span className="text-muted">
        <Age since={runbook.updated_at} /> · {runbook.edited_by.name}
      </span>
    </Link>
  );
}
