/** My rules: which channel after how many minutes, for urgent and other pages; quiet hours. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, IconButton, Panel, useTranslate } from "@platform/ui";
import { CheckField, InputField, SelectField } from "@platform/ui/fields";
import { ZoneField } from "@platform/ui/zone-field";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, useSave } from "../../data/save";
import { moved } from "../on-call/editor/draft";
import {
  type Channel,
  channelsQuery,
  type NotificationRules,
  type RuleStep,
  rulesKey,
  rulesQuery,
} from "./queries";

export function RulesTab({ person, zone }: { person: string; zone: string }) {
  const t = useTranslate();
  const query = useQuery(rulesQuery(person));
  return (
    <Loaded query={query} what={t("notify.tab.rules")}>
      {(rules) => <RulesForm key={JSON.stringify(rules)} rules={rules} zone={zone} />}
    </Loaded>
  );
}

function RulesForm({ rules, zone }: { rules: NotificationRules; zone: string }) {
  const t = useTranslate();
  const [high, setHigh] = useState(rules.high);
  const [low, setLow] = useState(rules.low);
  const [quiet, setQuiet] = useState(rules.quiet_hours ?? null);
  const saving = useSave({
    send: (body: Schemas["PutNotificationRules"]) =>
      answerOf(
        api.PUT("/api/v1/notification-rules/{person_id}", {
          params: { path: { person_id: rules.person_id } },
          body,
        }),
      ),
    renew: [rulesKey, ["reachability"]],
    done: t("notify.rules.saved"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save({ high, low, quiet_hours: quiet });
  };
  return (
    <form onSubmit={submit} className="grid max-w-4xl gap-4">
      {rules.default && <p className="text-muted">{t("notify.rules.default")}</p>}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Steps title={t("notify.rules.high")} steps={high} onChange={setHigh} />
        <Steps title={t("notify.rules.low")} steps={low} onChange={setLow} />
      </div>
      <Panel title={t("notify.quiet")}>
        <div className="px-4 py-2">
          <CheckField
            label={t("notify.quiet.on")}
            hint={t("notify.quiet.about")}
            isSelected={quiet !== null}
            onChange={(on) =>
              setQuiet(on ? { start: "22:00", end: "07:00", timezone: zone } : null)
            }
          />
          {quiet && (
            <div className="grid gap-3 pb-3 sm:grid-cols-3">
              <InputField
                label={t("oncall.editor.window.from")}
                type="time"
                value={quiet.start.slice(0, 5)}
                onChange={(start) => setQuiet({ ...quiet, start })}
              />
              <InputField
                label={t("oncall.editor.window.to")}
                type="time"
                value={quiet.end.slice(0, 5)}
                onChange={(end) => setQuiet({ ...quiet, end })}
              />
              <ZoneField
                label={t("oncall.zone")}
                value={quiet.timezone}
                onChange={(timezone) => setQuiet({ ...quiet, timezone })}
              />
            </div>
          )}
        </div>
      </Panel>
      <Problem problem={saving.problem} />
      <div>
        <Button type="submit" tone="primary" isPending={saving.isPending}>
          {t("notify.rules.save")}
        </Button>
      </div>
    </form>
  );
}

interface StepsProps {
  title: string;
  steps: RuleStep[];
  onChange(steps: RuleStep[]): void;
}

function Steps({ title, steps, onChange }: StepsProps) {
  const t = useTranslate();
  const { data: channels } = useQuery(channelsQuery);
  const options = (channels ?? [])
    .filter(({ personal }) => personal)
    .map(({ channel, configured }) => ({
      value: channel,
      label: configured
        ? t(`channel.${channel}`)
        : t("notify.channel.not-set-up", { name: t(`channel.${channel}`) }),
    }));
  const replace = (index: number, next: Partial<RuleStep>) =>
    onChange(steps.map((step, place) => (place === index ? { ...step, ...next } : step)));
  const last = steps.at(-1)?.after_min ?? -5;
  return (
    <Panel title={title}>
      <ol className="grid gap-2 p-4">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity
          <li key={index} className="flex items-end gap-2 rounded-control bg-surface p-2.5">
            <InputField
              label={t("notify.rules.after")}
              type="number"
              min={0}
              max={1440}
              value={String(step.after_min)}
              onChange={(minutes) => replace(index, { after_min: Math.max(0, Number(minutes)) })}
              className="w-24 shrink-0"
            />
            <SelectField
              label={t("notify.channel")}
              value={step.channel}
              onChange={(channel) => replace(index, { channel: channel as Channel })}
              options={options}
              className="flex-1"
            />
            <IconButton
              label={t("oncall.editor.up", { what: t(`channel.${step.channel}`) })}
              icon={ArrowUp}
              isDisabled={index === 0}
              onPress={() => onChange(moved(steps, index, -1))}
              className="narrow:hidden"
            />
            <IconButton
              label={t("oncall.editor.down", { what: t(`channel.${step.channel}`) })}
              icon={ArrowDown}
              isDisabled={index === steps.length - 1}
              onPress={() => onChange(moved(steps, index, 1))}
              className="narrow:hidden"
            />
            <IconButton
              label={t("oncall.editor.remove", { what: t(`channel.${step.channel}`) })}
              icon={X}
              onPress={() => onChange(steps.filter((_, place) => place !== index))}
            />
          </li>
        ))}
        <li>
          <Button
            icon={Plus}
            onPress={() =>
              onChange([
                ...steps,
                {
                  after_min: last + 5,
                  channel: channels?.find((c) => c.personal)?.channel ?? "email",
                },
              ])
            }
          >
            {t("notify.rules.add")}
          </Button>
        </li>
      </ol>
    </Panel>
  );
}
