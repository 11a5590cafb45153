/** A new sender of alerts: its name, its format, and then the address that is told only once. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { servicesQuery } from "../../catalog/queries";
import { Problem, reasonFor, useSave } from "../../data/save";
import { teamOptions, teamsQuery } from "../../directory/queries";
import { type IntegrationCreated, integrationsKey, SOURCES } from "./queries";
import { SenderAddress } from "./SenderAddress";

export function CreateDialog({ onClose }: { onClose(): void }) {
  const t = useTranslate();
  const { data: teams } = useQuery(teamsQuery);
  const { data: services } = useQuery(servicesQuery);
  const [name, setName] = useState("");
  const [source, setSource] = useState<string>("generic");
  const [service, setService] = useState("");
  const [team, setTeam] = useState("");
  const [created, setCreated] = useState<IntegrationCreated | null>(null);
  const saving = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/integrations", {
          body: {
            name: name.trim(),
            source,
            service: service || null,
            team: team || null,
            enabled: true,
            allowed_networks: [],
          },
        }),
      ),
    renew: [integrationsKey],
    onDone: setCreated,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  if (created) {
    return (
      <Dialog title={created.name} onClose={onClose} width="wide">
        <SenderAddress created={created} />
        <div className="mt-5 flex justify-end">
          <Button tone="primary" onPress={onClose}>
            {t("integrations.done")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("integrations.add")} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <InputField
          label={t("oncall.editor.name")}
          value={name}
          onChange={setName}
          error={reasonFor(saving.problem, "name")}
          required
        />
        <SelectField
          label={t("integrations.source")}
          value={source}
          onChange={setSource}
          options={SOURCES.map((value) => ({ value, label: t(`integrations.source.${value}`) }))}
          error={reasonFor(saving.problem, "source")}
        />
        <SelectField
          label={t("integrations.service")}
          value={service}
          onChange={setService}
          placeholder={t("integrations.service.from-alert")}
          options={(services ?? []).map(({ slug, name: label }) => ({ value: slug, label }))}
          error={reasonFor(saving.problem, "service")}
        />
        <SelectField
          label={t("oncall.editor.team")}
          value={team}
          onChange={setTeam}
          placeholder={t("integrations.team.from-service")}
          options={teamOptions(teams)}
          error={reasonFor(saving.problem, "team")}
        />
        <Problem problem={saving.problem} shown={["name", "source", "service", "team"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={!name.trim()}
            isPending={saving.isPending}
          >
            {t("integrations.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
