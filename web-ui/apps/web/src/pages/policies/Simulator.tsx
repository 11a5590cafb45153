/** An alert that never comes: who would be paged, how, when and why, by everything that is stored. */

import { Button, Panel, SEVERITIES, type Severity, useLanguage, useTranslate } from "@platform/ui";
import { DateTimeField, SelectField } from "@platform/ui/fields";
import { fromWallTime, localZone, toWallTime, zonedClock } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { Ban, Bell, CircleDot, type LucideIcon, Play, Send, SkipForward } from "lucide-react";
import { type FormEvent, useState } from "react";
import { servicesQuery } from "../../catalog/queries";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMe } from "../../session/session";
import { type SimulatedAlert, type Step, simulate } from "./queries";

const MINUTES = ["30", "60", "120", "360", "1440"];

export function Simulator({ policy }: { policy?: string }) {
  const t = useTranslate();
  const zone = useMe()?.person?.timezone ?? localZone();
  const { data: services } = useQuery(servicesQuery);
  const [service, setService] = useState("");
  const [severity, setSeverity] = useState<Severity>("critical");
  const [at, setAt] = useState(() => toWallTime(Date.now(), zone));
  const [minutes, setMinutes] = useState("60");
  const [result, setResult] = useState<SimulatedAlert | null>(null);
  const asking = useSave({ send: simulate, onDone: setResult });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.save({
      service: service || "unknown",
      severity,
      at: new Date(fromWallTime(at, zone)).toISOString(),
      minutes: Number(minutes),
      // Without a service the policy of this page is tried; with one, the way the alert would go.
      policy: service ? null : policy,
    });
  };
  return (
    <Panel title={t("policies.simulator")} aside={t("policies.simulator.saved")}>
      <form onSubmit={submit} className="grid gap-3 p-4 sm:grid-cols-2">
        <SelectField
          label={t("policies.simulator.service")}
          value={service}
          onChange={setService}
          placeholder={policy ? t("policies.simulator.this") : t("policies.simulator.any")}
          options={(services ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          error={reasonFor(asking.problem, "service")}
          className="sm:col-span-2"
        />
        <SelectField
          label={t("filter.severity")}
          value={severity}
          onChange={(value) => setSeverity(value as Severity)}
          options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
        <SelectField
          label={t("policies.simulator.ignored")}
          value={minutes}
          onChange={setMinutes}
          options={MINUTES.map((value) => ({
            value,
            label: t("policies.simulator.minutes", { minutes: Number(value) }),
          }))}
        />
        <DateTimeField
          label={t("policies.simulator.at")}
          value={at}
          onChange={setAt}
          hint={zone}
          error={reasonFor(asking.problem, "at")}
          className="sm:col-span-2"
          required
        />
        <div className="sm:col-span-2">
          <Problem problem={asking.problem} shown={["service", "at"]} />
        </div>
        <Button type="submit" icon={Play} isPending={asking.isPending} className="sm:col-span-2">
          {t("policies.simulator.run")}
        </Button>
      </form>
      {result && <Steps result={result} zone={zone} />}
    </Panel>
  );
}

const ICONS: Record<Step["kind"], LucideIcon> = {
  state: CircleDot,
  paged: Bell,
  message: Send,
  passed_over: SkipForward,
  not_paged: Ban,
};

const TONES: Partial<Record<Step["kind"], string>> = {
  paged: "text-accent",
  passed_over: "text-medium",
  not_paged: "text-critical",
};

function Steps({ result, zone }: { result: SimulatedAlert; zone: string }) {
  const t = useTranslate();
  const language = useLanguage();
  return (
    <div className="border-t border-line">
      <p className="px-4 pt-3">
        {t("policies.simulator.route", { policy: result.policy })}{" "}
        <span className="text-muted">({result.route})</span>
      </p>
      {result.steps.length === 0 && (
        <p className="px-4 py-3 text-muted">{t("policies.simulator.nothing")}</p>
      )}
      <ol aria-label={t("policies.simulator.steps")} className="py-2">
        {result.steps.map((step, index) => {
          const Icon = ICONS[step.kind];
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a simulation does not change
              key={index}
              className="grid grid-cols-[3.25rem_1.25rem_minmax(0,1fr)] gap-x-2 px-4 py-1.5"
            >
              <span className="tabular text-muted">
                {zonedClock(Date.parse(step.at), zone, language)}
              </span>
              <Icon
                size={16}
                aria-label={t(`policies.step.${step.kind}`)}
                className={`mt-0.5 ${TONES[step.kind] ?? "text-muted"}`}
              />
              <span className={step.kind === "paged" ? "font-medium" : ""}>
                {step.text}
                <span className="tabular ml-1.5 font-normal text-muted">
                  {t("policies.after", { minutes: Math.round(step.after_seconds / 60) })}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
