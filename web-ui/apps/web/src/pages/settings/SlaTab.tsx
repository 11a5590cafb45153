/** SLA policies: minutes until somebody answers and until it is over, for each severity. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, SEVERITIES, type Severity, SeverityChip, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { slaPoliciesQuery } from "../services/queries";
import type { SlaPolicy } from "./queries";

type Targets = Partial<Record<Severity, Schemas["SlaTargets"]>>;

export function SlaTab() {
  const t = useTranslate();
  const query = useQuery(slaPoliciesQuery);
  return (
    <Loaded query={query} what={t("settings.tab.sla")}>
      {(policies) =>
        policies.length === 0 ? (
          <p className="text-muted">{t("settings.sla.none")}</p>
        ) : (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            {policies.map((policy) => (
              <SlaForm key={`${policy.slug} ${policy.updated_at}`} policy={policy} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function SlaForm({ policy }: { policy: SlaPolicy }) {
  const t = useTranslate();
  const isManager = useMay("catalog:write");
  const [targets, setTargets] = useState(policy.targets as Targets);
  const saving = useSave({
    send: () => {
      const { slug: _, updated_at: __, ...definition } = policy;
      return answerOf(
        api.PUT("/api/v1/sla-policies/{slug}", {
          params: { path: { slug: policy.slug } },
          body: { ...definition, targets } as Schemas["PutSlaPolicy"],
        }),
      );
    },
    renew: [slaPoliciesQuery.queryKey],
    done: t("settings.sla.saved", { name: policy.name }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const minutes = (severity: Severity, what: "acknowledge" | "resolve") => (
    <InputField
      label={t(`settings.sla.${what}`)}
      hideLabel
      type="number"
      min={1}
      value={String(targets[severity]?.[what] ?? "")}
      onChange={(text) =>
        setTargets((held) => ({
          ...held,
          [severity]: { ...held[severity], [what]: text ? Number(text) : null },
        }))
      }
    />
  );
  return (
    <form onSubmit={submit} aria-label={policy.name} className="rounded-card border border-line">
      <fieldset disabled={!isManager} className="p-4">
        <legend className="sr-only">{policy.name}</legend>
        <h2 className="mb-2">{policy.name}</h2>
        <table className="w-full">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="py-1 font-medium">
                {t("filter.severity")}
              </th>
              <th scope="col" className="px-2 py-1 font-medium">
                {t("settings.sla.acknowledge")}
              </th>
              <th scope="col" className="py-1 font-medium">
                {t("settings.sla.resolve")}
              </th>
            </tr>
          </thead>
          <tbody>
            {SEVERITIES.map((severity) => (
              <tr key={severity}>
                <th scope="row" className="py-1 pr-2 text-left">
                  <SeverityChip severity={severity} />
                </th>
                <td className="px-2 py-1">{minutes(severity, "acknowledge")}</td>
                <td className="py-1">{minutes(severity, "resolve")}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Problem problem={saving.problem} />
        {isManager && (
          <div className="mt-3 flex justify-end">
            <Button type="submit" tone="primary" isPending={saving.isPending}>
              {t("settings.sla.save")}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
