/** Asking to be replaced in one of one's own shifts, or a part of it. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, useLanguage, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { DateTimeField, InputField, SelectField } from "@platform/ui/fields";
import { fromWallTime, toWallTime, zonedMoment } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../data/save";
import { personOptions, usePeople } from "../../directory/queries";
import { useMe } from "../../session/session";
import { finalQuery, type Schedule, schedulesKey } from "./queries";
import { spanOf } from "./timeline/Timeline";

const AHEAD_MS = 56 * 24 * 3_600_000;
const HOUR = 3_600_000;

interface SwapDialogProps {
  schedule: Schedule;
  zone: string;
  onClose(): void;
}

export function SwapDialog({ schedule, zone, onClose }: SwapDialogProps) {
  const t = useTranslate();
  const language = useLanguage();
  const people = usePeople();
  const me = useMe()?.person?.id;
  const [now] = useState(() => Math.floor(Date.now() / HOUR) * HOUR);
  const { data } = useQuery(finalQuery(schedule.slug, now, now + AHEAD_MS));
  const mine = (data?.shifts ?? []).filter((shift) => shift.people.some(({ id }) => id === me));
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [asked, setAsked] = useState("");
  const [message, setMessage] = useState("");
  const saving = useSave({
    send: (body: Schemas["AskSwap"]) => answerOf(api.POST("/api/v1/swaps", { body })),
    renew: [schedulesKey],
    done: t("oncall.swap.asked"),
    onDone: onClose,
  });
  const pick = (start: string) => {
    const shift = mine.find((each) => each.start === start);
    if (!shift) return;
    const span = spanOf(shift);
    setFrom(toWallTime(Math.max(span.start, Date.now()), zone));
    setTo(toWallTime(span.end, zone));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save({
      schedule: schedule.slug,
      start: new Date(fromWallTime(from, zone)).toISOString(),
      end: new Date(fromWallTime(to, zone)).toISOString(),
      asked: asked || null,
      message: message.trim(),
    });
  };
  return (
    <Dialog title={t("oncall.swap.ask")} onClose={onClose}>
      {data && mine.length === 0 ? (
        <p className="text-muted">{t("oncall.swap.no-shift")}</p>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <SelectField
            label={t("oncall.swap.shift")}
            value={
              mine.find((shift) => from && spanOf(shift).end === fromWallTime(to, zone))?.start ??
              ""
            }
            onChange={pick}
            placeholder={t("oncall.swap.shift.choose")}
            options={mine.map((shift) => ({
              value: shift.start,
              label: `${zonedMoment(Date.parse(shift.start), zone, language)} – ${zonedMoment(Date.parse(shift.end), zone, language)}`,
            }))}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <DateTimeField
              label={t("oncall.override.from")}
              value={from}
              onChange={setFrom}
              error={reasonFor(saving.problem, "start")}
              required
            />
            <DateTimeField
              label={t("oncall.override.to")}
              value={to}
              onChange={setTo}
              error={reasonFor(saving.problem, "end")}
              required
            />
          </div>
          <SelectField
            label={t("oncall.swap.whom")}
            value={asked}
            onChange={setAsked}
            placeholder={t("oncall.swap.everybody")}
            options={personOptions(people).filter(({ value }) => value !== me)}
            error={reasonFor(saving.problem, "asked")}
          />
          <InputField label={t("oncall.swap.message")} value={message} onChange={setMessage} />
          <Problem problem={saving.problem} shown={["start", "end", "asked"]} />
          <div className="flex justify-end gap-2">
            <Button onPress={onClose}>{t("dialog.cancel")}</Button>
            <Button
              type="submit"
              tone="primary"
              isDisabled={!from || !to}
              isPending={saving.isPending}
            >
              {t("oncall.swap.send")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
