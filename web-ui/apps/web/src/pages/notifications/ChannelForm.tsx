/** The settings of one channel. Secrets go in and never come out; Test makes the real call. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { CheckField, InputField } from "@platform/ui/fields";
import { Check, CircleX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../data/save";
import { type ChannelState, channelsKey } from "./queries";

type Tested = Schemas["ChannelTested"];

/** As it is typed: lists and tables are JSON. */
const written = (value: unknown) =>
  value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

function read(text: string): unknown {
  if (!/^[[{]|^(true|false)$/.test(text.trim())) return text.trim();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** "Default room *" of `default_room`: the API names the fields, in English. */
function labelOf({ name, required }: Schemas["ChannelField"]): string {
  const words = name.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${required ? " *" : ""}`;
}

interface ChannelFormProps {
  state: ChannelState;
  onSaved(): void;
}

export function ChannelForm({ state, onSaved }: ChannelFormProps) {
  const t = useTranslate();
  const fields = state.fields ?? [];
  const [enabled, setEnabled] = useState(state.enabled ?? true);
  const [address, setAddress] = useState("");
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      fields
        .filter(({ secret }) => !secret)
        .map(({ name }) => [name, written(state.settings?.[name])]),
    ),
  );
  const params = { path: { channel: state.channel } };
  // What is empty keeps its default; a secret that is not typed stays as it is.
  const settings = () =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name, text]) => text !== "" || state.settings?.[name])
        .map(([name, text]) => [name, read(text)]),
    );
  const [tested, setTested] = useState<Tested | null>(null);
  const testing = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/channels/{channel}/test", {
          params,
          body: { settings: fields.length > 0 ? settings() : null, address: address || null },
        }),
      ),
    onDone: setTested,
  });
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/channels/{channel}", { params, body: { enabled, settings: settings() } }),
      ),
    renew: [channelsKey],
    done: t("notify.channel.saved", { name: t(`channel.${state.channel}`) }),
    onDone: onSaved,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const outcome = tested?.ok ? "ok" : "failed";
  const problem = saving.problem ?? testing.problem;
  const errorOf = (name: string) =>
    reasonFor(problem, `settings.${name}`) ??
    tested?.errors?.find(({ field }) => field === `settings.${name}`)?.reason;
  return (
    <form onSubmit={submit} className="grid gap-3 border-t border-line p-4 sm:grid-cols-2">
      {fields.map((field) => (
        <InputField
          key={field.name}
          label={labelOf(field)}
          type={field.secret ? "password" : "text"}
          autoComplete="off"
          spellCheck={false}
          value={values[field.name] ?? ""}
          onChange={(text) => setValues((held) => ({ ...held, [field.name]: text }))}
          placeholder={
            field.secret && state.secrets?.includes(field.name)
              ? t("notify.channel.secret-set")
              : undefined
          }
          hint={field.description || undefined}
          error={errorOf(field.name)}
        />
      ))}
      <InputField
        label={t("notify.channel.test-address")}
        value={address}
        onChange={setAddress}
        error={
          reasonFor(problem, "address") ??
          tested?.errors?.find(({ field }) => field === "address")?.reason
        }
        className="sm:col-span-2"
      />
      <div className="sm:col-span-2">
        <CheckField
          label={t("notify.channel.enabled")}
          isSelected={enabled}
          onChange={setEnabled}
        />
      </div>
      <div role="status" className="sm:col-span-2">
        {tested && (
          <p
            className={`flex items-start gap-2 rounded-control px-3 py-2 ${tested.ok ? "bg-ok-bg text-ok" : "bg-critical-bg text-critical"}`}
          >
            {tested.ok ? (
              <Check size={18} aria-hidden className="mt-px shrink-0" />
            ) : (
              <CircleX size={18} aria-hidden className="mt-px shrink-0" />
            )}
            <span className="min-w-0">
              {t(`notify.test.${outcome}`, { ms: Math.round(tested.latency_ms) })} {tested.detail}
            </span>
          </p>
        )}
        <Problem problem={problem} shown={fields.map(({ name }) => `settings.${name}`)} />
      </div>
      <div className="flex justify-end gap-2 sm:col-span-2">
        <Button isPending={testing.isPending} onPress={() => testing.save()}>
          {t("notify.channel.test")}
        </Button>
        <Button type="submit" tone="primary" isPending={saving.isPending}>
          {t("notify.channel.save")}
        </Button>
      </div>
    </form>
  );
}
