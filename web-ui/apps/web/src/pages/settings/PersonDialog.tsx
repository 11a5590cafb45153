/** An account: name, address, zone, roles, and a new password. */

import { answerOf, api } from "@platform/api";
import { Button, LANGUAGES, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { CheckField, InputField, SelectField } from "@platform/ui/fields";
import { ZoneField } from "@platform/ui/zone-field";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { newId } from "../../data/new-id";
import { Problem, reasonFor, useSave } from "../../data/save";
import { type Person, teamsQuery } from "../../directory/queries";
import { ROLES, type Role } from "./queries";

interface PersonDialogProps {
  person?: Person;
  onClose(): void;
}

const SHOWN = ["login", "name", "email", "timezone", "password"];

export function PersonDialog({ person, onClose }: PersonDialogProps) {
  const t = useTranslate();
  const { data: teams } = useQuery(teamsQuery);
  const [draft, setDraft] = useState({
    login: person?.login ?? "",
    name: person?.name ?? "",
    email: person?.email ?? "",
    timezone: person?.timezone ?? "UTC",
    language: person?.language === "ko" ? ("ko" as const) : ("en" as const),
    active: person?.active ?? true,
    password: "",
  });
  const [roles, setRoles] = useState<Record<string, Role>>(
    () => (person?.roles ?? { "*": "responder" }) as Record<string, Role>,
  );
  const change = (next: Partial<typeof draft>) => setDraft((held) => ({ ...held, ...next }));
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/people/{person_id}", {
          params: { path: { person_id: person?.id ?? newId() } },
          body: {
            ...draft,
            email: draft.email.trim() || null,
            password: draft.password || null,
            roles,
          },
        }),
      ),
    renew: [["people"], ["me"]],
    done: t("settings.person.saved", { name: draft.name }),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const text = (field: "login" | "name" | "email", label: string, type = "text") => (
    <InputField
      label={label}
      type={type}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      error={reasonFor(saving.problem, field)}
      required={field !== "email"}
    />
  );
  const scopes = [
    { slug: "*", name: t("settings.everywhere") },
    ...(teams ?? []).map(({ slug, name }) => ({ slug, name })),
  ];
  return (
    <Dialog title={person ? person.name : t("settings.person.add")} onClose={onClose} width="wide">
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        {text("name", t("oncall.editor.name"))}
        {text("login", t("settings.login"))}
        {text("email", t("settings.email"), "email")}
        <ZoneField
          label={t("oncall.zone")}
          value={draft.timezone}
          onChange={(timezone) => change({ timezone })}
          error={reasonFor(saving.problem, "timezone")}
        />
        <SelectField
          label={t("settings.language")}
          value={draft.language}
          onChange={(language) => change({ language: language === "ko" ? "ko" : "en" })}
          options={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        />
        <InputField
          label={person ? t("settings.password.new") : t("settings.password")}
          type="password"
          autoComplete="new-password"
          value={draft.password}
          onChange={(password) => change({ password })}
          error={reasonFor(saving.problem, "password")}
        />
        <fieldset className="grid gap-2 sm:col-span-2">
          <legend className="mb-1 font-medium">{t("settings.roles")}</legend>
          {scopes.map(({ slug, name }) => (
            <div key={slug} className="grid grid-cols-2 items-center gap-3">
              <span className="truncate">{name}</span>
              <SelectField
                label={name}
                hideLabel
                value={roles[slug] ?? ""}
                placeholder={t("settings.role.none")}
                onChange={(role) => {
                  const { [slug]: _, ...others } = roles;
                  setRoles(role ? { ...others, [slug]: role as Role } : others);
                }}
                options={ROLES.map((role) => ({ value: role, label: t(`settings.role.${role}`) }))}
              />
            </div>
          ))}
        </fieldset>
        <div className="sm:col-span-2">
          <CheckField
            label={t("settings.active")}
            isSelected={draft.active}
            onChange={(active) => change({ active })}
          />
          <Problem problem={saving.problem} shown={SHOWN} />
        </div>
        <div className="flex justify-end gap-2 sm:col-span-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="primary" isPending={saving.isPending}>
            {t("settings.person.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
