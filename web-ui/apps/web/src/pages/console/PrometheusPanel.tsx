/** Thresholds in Prometheus: set up, tried, and asked whether all is well again. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, Panel, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, HeartPulse } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { type Monitor, monitorsKey, monitorsQuery } from "./queries";

/** The monitor that this form edits, among others that may exist. */
const NAME = "prometheus";
const QUERIES = ["http_error_rate", "cpu_usage"] as const;
const DEFAULTS = { http_error_rate: "0.05", cpu_usage: "0.80" };

export function PrometheusPanel() {
  const t = useTranslate();
  const { data: monitors } = useQuery(monitorsQuery);
  const stored = monitors?.find(({ name }) => name === NAME) ?? monitors?.[0];
  return (
    <Panel title={t("console.prometheus")} aside={stored && <MonitorState monitor={stored} />}>
      {monitors && <PrometheusForm key={stored?.updated_at} stored={stored} />}
    </Panel>
  );
}

function MonitorState({ monitor }: { monitor: Monitor }) {
  const t = useTranslate();
  const tone = { ok: "text-ok", anomaly: "text-critical", unknown: "text-muted" }[monitor.state];
  return <span className={`font-medium ${tone}`}>{t(`console.monitor.${monitor.state}`)}</span>;
}

function PrometheusForm({ stored }: { stored?: Monitor }) {
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const [address, setAddress] = useState(stored?.base_url ?? "http://127.0.0.1:9090");
  const [queries, setQueries] = useState(() =>
    stored
      ? stored.queries.map(({ name, query, threshold }) => ({
          name,
          query,
          threshold: String(threshold),
        }))
      : QUERIES.map((name) => ({
          name: name as string,
          query: name as string,
          threshold: DEFAULTS[name],
        })),
  );
  const [tested, setTested] = useState<Schemas["MonitorTested"] | null>(null);
  const body = (): Schemas["PutMonitor"] => ({
    name: stored?.name ?? NAME,
    base_url: address.trim(),
    queries: queries.map(({ name, query, threshold }) => ({
      name,
      query,
      threshold: Number(threshold),
      breach: "above",
    })),
    interval_seconds: stored?.interval_seconds ?? 15,
    service: stored?.service ?? "prometheus",
    environment: stored?.environment ?? "production",
    severity: stored?.severity ?? "high",
    enabled: true,
  });
  const testing = useSave({
    send: () => answerOf(api.POST("/api/v1/monitors/test", { body: body() })),
    onDone: setTested,
  });
  const saving = useSave<void>({
    send: () =>
      stored
        ? answerOf(
            api.PUT("/api/v1/monitors/{monitor_id}", {
              params: { path: { monitor_id: stored.id } },
              body: body(),
            }),
          )
        : answerOf(api.POST("/api/v1/monitors", { body: body() })),
    renew: [monitorsKey],
    done: t("console.prometheus.saved"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const problem = saving.problem ?? testing.problem;
  return (
    <form onSubmit={submit} className="grid gap-3 p-4">
      <fieldset disabled={!isManager} className="grid gap-3 sm:grid-cols-2">
        <legend className="sr-only">{t("console.prometheus")}</legend>
        <InputField
          label={t("integrations.address")}
          type="url"
          value={address}
          onChange={setAddress}
          error={reasonFor(problem, "base_url")}
          className="sm:col-span-2"
        />
        {queries.map((query, index) => (
          <InputField
            key={query.name}
            label={t("console.threshold", { name: query.name })}
            inputMode="decimal"
            value={query.threshold}
            onChange={(threshold) =>
              setQueries(
                queries.map((each, place) => (place === index ? { ...each, threshold } : each)),
              )
            }
            hint={query.query}
            error={reasonFor(problem, `queries.${index}`)}
          />
        ))}
      </fieldset>
      <div role="status">
        {tested && (
          <ul className="grid gap-1">
            {tested.results.map((result) => {
              const fine = !result.error && !result.breached;
              const Icon = fine ? CircleCheck : CircleX;
              return (
                <li
                  key={result.name}
                  className={`flex items-center gap-2 ${fine ? "text-ok" : "text-critical"}`}
                >
                  <Icon size={16} aria-hidden className="shrink-0" />
                  <span className="min-w-0">
                    {result.name}:{" "}
                    {result.error ??
                      t("console.value", {
                        value: result.value ?? t("console.value.none"),
                        threshold: result.threshold,
                      })}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
        <Problem problem={problem} shown={["base_url", "queries"]} />
      </div>
      {isManager && (
        <div className="flex flex-wrap justify-end gap-2">
          <Button icon={HeartPulse} isPending={testing.isPending} onPress={() => testing.save()}>
            {t("console.verify")}
          </Button>
          <Button type="submit" tone="primary" isPending={saving.isPending}>
            {t("integrations.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
