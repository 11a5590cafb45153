/** A maintenance window: which services, from when to when, once or every week. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { CheckField, DateTimeField, InputField } from "@platform/ui/fields";
import { fromWallTime, localZone, toWallTime } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { servicesQuery } from "../../catalog/queries";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMe } from "../../session/session";
import { weeklyRule } from "./matchers";
import { maintenanceKey } from "./queries";
import { type Repeat, RepeatFields } from "./RepeatFields";

const HOUR = 3_600_000;

export function MaintenanceDialog({ onClose }: { onClose(): void }) {
  const t = useTranslate();
  const zone = useMe()?.person?.timezone ?? localZone();
  const { data: services } = useQuery(servicesQuery);
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [from, setFrom] = useState(() => toWallTime(Math.ceil(Date.now() / HOUR) * HOUR, zone));
  const [to, setTo] = useState(() => toWallTime((Math.ceil(Date.now() / HOUR) + 2) * HOUR, zone));
  const [repeat, setRepeat] = useState<Repeat | null>(null);
  const saving = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/maintenance", {
          body: {
            title: title.trim(),
            services: [...chosen],
            starts_at: new Date(fromWallTime(from, zone)).toISOString(),
            ends_at: new Date(fromWallTime(to, zone)).toISOString(),
            time_zone: repeat?.zone ?? zone,
            recurrence: repeat ? weeklyRule(repeat.days) : null,
            window_minutes: repeat ? Math.round(Number(repeat.hours) * 60) : null,
          },
        }),
      ),
    renew: [maintenanceKey],
    done: t("maintenance.saved"),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <Dialog title={t("maintenance.new")} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <InputField
          label={t("maintenance.title")}
          value={title}
          onChange={setTitle}
          error={reasonFor(saving.problem, "title")}
          required
        />
        <fieldset>
          <legend className="font-medium">{t("maintenance.services")}</legend>
          <div className="max-h-48 overflow-y-auto rounded-control border border-line px-3">
            {(services ?? []).map((service) => (
              <CheckField
                key={service.slug}
                label={service.name}
                isSelected={chosen.includes(service.slug)}
                onChange={(on) =>
                  setChosen(
                    on ? [...chosen, service.slug] : chosen.filter((slug) => slug !== service.slug),
                  )
                }
              />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-3 sm:grid-cols-2">
          <DateTimeField
            label={t("oncall.override.from")}
            value={from}
            onChange={setFrom}
            hint={zone}
            error={reasonFor(saving.problem, "starts_at")}
            required
          />
          <DateTimeField
            label={t("oncall.override.to")}
            value={to}
            onChange={setTo}
            error={reasonFor(saving.problem, "ends_at")}
            required
          />
        </div>
        <RepeatFields repeat={repeat} zone={zone} onChange={setRepeat} />
        <Problem problem={saving.problem} shown={["title", "starts_at", "ends_at"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={!title.trim() || chosen.length === 0}
            isPending={saving.isPending}
          >
            {t("maintenance.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
