/** The settings of a service: owner, importance, what it stands on, and who is paged how. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { CheckField, InputField, SelectField, TextAreaField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type CatalogService, servicesKey, servicesQuery } from "../../catalog/queries";
import { Problem, reasonFor, useSave } from "../../data/save";
import { teamOptions, teamsQuery } from "../../directory/queries";
import { useMay } from "../../session/session";
import { policiesQuery } from "../policies/queries";
import { slaPoliciesQuery } from "./queries";

const TIERS = ["1", "2", "3", "4"];
const SHOWN = ["name", "team", "tier", "policy", "sla_policy", "slack_channel", "runbook_url"];

/** As it is put: the facts that the catalogue itself adds are left out. */
function definitionOf(service: CatalogService): Schemas["PutService"] {
  const { slug: _, open_incidents: __, updated_at: ___, ...definition } = service;
  return definition as Schemas["PutService"];
}

export function ServiceForm({ service }: { service: CatalogService }) {
  const t = useTranslate();
  const isManager = useMay("catalog:write");
  const { data: teams } = useQuery(teamsQuery);
  const { data: policies } = useQuery(policiesQuery);
  const { data: slas } = useQuery(slaPoliciesQuery);
  const { data: services } = useQuery(servicesQuery);
  const [draft, setDraft] = useState(() => definitionOf(service));
  const change = (next: Partial<typeof draft>) => setDraft((held) => ({ ...held, ...next }));
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/services/{slug}", {
          params: { path: { slug: service.slug } },
          body: draft,
        }),
      ),
    renew: [servicesKey],
    done: t("services.saved", { name: draft.name ?? service.slug }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const depends = draft.depends_on ?? [];
  const error = (field: string) => reasonFor(saving.problem, field);
  return (
    <form onSubmit={submit} className="rounded-card border border-line">
      <fieldset disabled={!isManager} className="grid gap-4 p-4 sm:grid-cols-2">
        <legend className="sr-only">{t("services.settings")}</legend>
        <InputField
          label={t("oncall.editor.name")}
          value={draft.name ?? ""}
          onChange={(name) => change({ name })}
          error={error("name")}
        />
        <SelectField
          label={t("oncall.editor.team")}
          value={draft.team ?? ""}
          onChange={(team) => change({ team: team || null })}
          placeholder={t("oncall.editor.no-team")}
          options={teamOptions(teams)}
          error={error("team")}
        />
        <SelectField
          label={t("services.tier")}
          value={draft.tier == null ? "" : String(draft.tier)}
          onChange={(tier) => change({ tier: tier ? Number(tier) : null })}
          placeholder="–"
          options={TIERS.map((value) => ({ value, label: value }))}
          error={error("tier")}
        />
        <SelectField
          label={t("services.policy")}
          value={draft.policy ?? ""}
          onChange={(policy) => change({ policy: policy || null })}
          placeholder={t("services.policy.team")}
          options={(policies ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          error={error("policy")}
        />
        <SelectField
          label={t("services.sla")}
          value={draft.sla_policy ?? ""}
          onChange={(sla_policy) => change({ sla_policy: sla_policy || null })}
          placeholder={t("services.sla.default")}
          options={(slas ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          error={error("sla_policy")}
        />
        <InputField
          label={t("services.slack")}
          value={draft.slack_channel ?? ""}
          onChange={(slack_channel) => change({ slack_channel: slack_channel || null })}
          error={error("slack_channel")}
        />
        <InputField
          label={t("services.runbook")}
          type="url"
          value={draft.runbook_url ?? ""}
          onChange={(runbook_url) => change({ runbook_url: runbook_url || null })}
          error={error("runbook_url")}
          className="sm:col-span-2"
        />
        <TextAreaField
          label={t("services.description")}
          value={draft.description ?? ""}
          onChange={(description) => change({ description })}
          className="sm:col-span-2"
        />
        <fieldset className="sm:col-span-2">
          <legend className="mb-1 font-medium">{t("services.depends-on")}</legend>
          <div className="grid max-h-56 grid-cols-1 overflow-y-auto rounded-control border border-line px-3 sm:grid-cols-2">
            {(services ?? [])
              .filter(({ slug }) => slug !== service.slug)
              .map(({ slug, name }) => (
                <CheckField
                  key={slug}
                  label={name}
                  isSelected={depends.includes(slug)}
                  onChange={(on) =>
                    change({
                      depends_on: on ? [...depends, slug] : depends.filter((each) => each !== slug),
                    })
                  }
                />
              ))}
          </div>
        </fieldset>
        <div className="sm:col-span-2">
          <Problem problem={saving.problem} shown={SHOWN} />
        </div>
        {isManager && (
          <div className="flex justify-end sm:col-span-2">
            <Button type="submit" tone="primary" isPending={saving.isPending}>
              {t("services.save")}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
