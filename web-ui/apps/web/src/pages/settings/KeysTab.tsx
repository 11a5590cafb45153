/** Keys of programs: what they may do, until when; each is shown once. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Age, At, Button, EmptyState, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { CopyField } from "../../data/CopyField";
import { Loaded } from "../../data/Loaded";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMe } from "../../session/session";
import { rolesText } from "./ProfileTab";
import { type ApiKey, apiKeysQuery, keysKey, ROLES, type Role } from "./queries";

const LIFETIMES = ["30", "90", "365"];
const DAY_MS = 24 * 3_600_000;

export function KeysTab() {
  const t = useTranslate();
  const mayMake = Boolean(useMe()?.person);
  const query = useQuery(apiKeysQuery);
  const [makes, setMakes] = useState(false);
  const add = mayMake && (
    <Button icon={Plus} tone="primary" onPress={() => setMakes(true)}>
      {t("settings.key.add")}
    </Button>
  );
  return (
    <>
      {add && <div className="mb-3 flex justify-end">{add}</div>}
      <Loaded query={query} what={t("settings.tab.keys")}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState
              icon={KeyRound}
              title={t("settings.key.none")}
              detail={t("settings.key.about")}
            />
          ) : (
            <ul className="overflow-hidden rounded-card border border-line">
              {keys.map((key) => (
                <KeyItem key={key.id} apiKey={key} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {makes && <KeyDialog onClose={() => setMakes(false)} />}
    </>
  );
}

function KeyItem({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslate();
  const me = useMe()?.person;
  const revoking = useSave({
    send: () =>
      answerOf(
        api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: apiKey.id } } }),
      ),
    renew: [keysKey],
    done: t("settings.key.revoked"),
    inToast: true,
  });
  const isOver = Boolean(apiKey.revoked_at) || Date.parse(apiKey.expires_at) < Date.now();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0">
      <span className="min-w-0 flex-1 basis-48">
        <span className={`block font-medium ${isOver ? "text-muted line-through" : ""}`}>
          {apiKey.name}
        </span>
        <span className="block text-muted">
          {rolesText(apiKey.roles, t("settings.everywhere"))}
        </span>
      </span>
      <span className="min-w-0 flex-1 basis-48 text-muted">
        {t("settings.key.expires")} <At instant={apiKey.expires_at} />
        <span className="block">
          {apiKey.last_used_at ? (
            <>
              {t("settings.key.used")} <Age since={apiKey.last_used_at} />
            </>
          ) : (
            t("settings.key.unused")
          )}
        </span>
      </span>
      {me && !isOver && (
        <Button isPending={revoking.isPending} onPress={() => revoking.save()}>
          {t("settings.key.revoke")}
        </Button>
      )}
    </li>
  );
}

function KeyDialog({ onClose }: { onClose(): void }) {
  const t = useTranslate();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("responder");
  const [days, setDays] = useState("90");
  const [made, setMade] = useState<Schemas["NewApiKey"] | null>(null);
  const saving = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/api-keys", {
          body: {
            name: name.trim(),
            roles: { "*": role },
            scopes: [],
            expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
          },
        }),
      ),
    renew: [keysKey],
    onDone: setMade,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  if (made) {
    return (
      <Dialog title={made.api_key.name} onClose={onClose}>
        <p className="mb-3 text-muted">{t("settings.key.once")}</p>
        <CopyField label={t("integrations.key")} value={made.key} />
        <div className="mt-5 flex justify-end">
          <Button tone="primary" onPress={onClose}>
            {t("integrations.done")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("settings.key.add")} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <InputField
          label={t("oncall.editor.name")}
          value={name}
          onChange={setName}
          error={reasonFor(saving.problem, "name")}
          required
        />
        <SelectField
          label={t("settings.key.role")}
          value={role}
          onChange={(value) => setRole(value as Role)}
          options={ROLES.map((value) => ({ value, label: t(`settings.role.${value}`) }))}
          error={reasonFor(saving.problem, "roles")}
        />
        <SelectField
          label={t("settings.key.lifetime")}
          value={days}
          onChange={setDays}
          options={LIFETIMES.map((value) => ({
            value,
            label: t("settings.key.days", { days: Number(value) }),
          }))}
          error={reasonFor(saving.problem, "expires_at")}
        />
        <Problem problem={saving.problem} shown={["name", "roles", "expires_at"]} />
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
