/** Somebody takes a span of time: who, from when to when, in whose place, and why. */

import { answerOf, api } from "@platform/api";
import { Button, showToast, type Translate, useLanguage, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { DateTimeField, InputField, SelectField } from "@platform/ui/fields";
import { fromWallTime, toWallTime, zonedMoment } from "@platform/ui/time-zone";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, reasonOf, useSave } from "../../data/save";
import { type Person, personOptions, usePeople } from "../../directory/queries";
import { useMay, useMe } from "../../session/session";
import { finalQuery, type Override, type Schedule, schedulesKey } from "./queries";
import type { Span } from "./timeline/use-drag";

interface OverrideDialogProps {
  schedule: Schedule;
  zone: string;
  span: Span;
  /** Who is on call in the span that was picked. */
  insteadOf?: string;
  onClose(): void;
}

const HOUR = 3_600_000;

export function OverrideDialog({ schedule, zone, span, insteadOf, onClose }: OverrideDialogProps) {
  const t = useTranslate();
  const client = useQueryClient();
  const people = usePeople();
  const me = useMe()?.person?.id;
  const isManager = useMay("oncall:write");
  const [person, setPerson] = useState(isManager && insteadOf === me ? "" : (me ?? ""));
  const [from, setFrom] = useState(toWallTime(span.start, zone));
  const [to, setTo] = useState(toWallTime(span.end, zone));
  const [replaced, setReplaced] = useState(isManager ? "" : (insteadOf ?? ""));
  const [reason, setReason] = useState("");

  const saving = useSave({
    send: (body: Parameters<typeof createOverride>[0]) => createOverride(body),
    renew: [schedulesKey, ["on-call"]],
    onDone(override) {
      offerUndo(client, t, override, people.get(override.users[0] ?? "")?.name ?? "");
      onClose();
    },
  });
  const start = from ? fromWallTime(from, zone) : Number.NaN;
  const end = to ? fromWallTime(to, zone) : Number.NaN;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save({
      schedule: schedule.slug,
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      type: replaced ? "replace" : "cover",
      users: person ? [person] : [],
      instead_of: replaced || null,
      layers: [],
      reason: reason.trim(),
    });
  };
  const isComplete = Boolean(person) && end > start;

  return (
    <Dialog title={t("oncall.override.title")} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <SelectField
          label={t("oncall.override.person")}
          value={person}
          onChange={setPerson}
          options={
            isManager
              ? personOptions(people)
              : personOptions(people).filter(({ value }) => value === me)
          }
          placeholder={t("oncall.override.choose")}
          error={reasonFor(saving.problem, "users")}
          required
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
            error={
              reasonFor(saving.problem, "end") ??
              (end <= start ? t("oncall.override.order") : undefined)
            }
            required
          />
        </div>
        {end > start && (
          <SpanFacts
            schedule={schedule}
            start={start}
            end={end}
            zone={zone}
            taker={people.get(person)}
          />
        )}
        <SelectField
          label={t("oncall.override.replaces")}
          value={replaced}
          onChange={setReplaced}
          options={personOptions(people)}
          placeholder={isManager ? t("oncall.override.everybody") : t("oncall.override.choose")}
          error={reasonFor(saving.problem, "instead_of")}
        />
        <InputField
          label={t("oncall.override.reason")}
          value={reason}
          onChange={setReason}
          maxLength={1024}
        />
        <Problem problem={saving.problem} shown={["users", "start", "end", "instead_of"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={!isComplete}
            isPending={saving.isPending}
          >
            {t("oncall.override.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SpanFactsProps {
  schedule: Schedule;
  start: number;
  end: number;
  zone: string;
  taker?: Person;
}

/** How long it is, who has it now, and what their clocks show. */
function SpanFacts({ schedule, start, end, zone, taker }: SpanFactsProps) {
  const t = useTranslate();
  const language = useLanguage();
  const people = usePeople();
  const { data } = useQuery(finalQuery(schedule.slug, start, end));
  const now = [...new Set(data?.shifts.flatMap((shift) => shift.people.map(({ id }) => id)))]
    .map((id) => people.get(id))
    .filter((person) => person !== undefined);
  const clocks = [taker, ...now].filter(
    (person, index, all): person is Person =>
      person !== undefined && all.findIndex((each) => each?.id === person.id) === index,
  );
  return (
    <div className="rounded-control bg-surface px-3 py-2">
      <p className="font-medium">
        {t("oncall.override.hours", { hours: Math.round(((end - start) / HOUR) * 10) / 10, zone })}
      </p>
      <p className="text-muted">
        {now.length > 0
          ? t("oncall.override.now", { names: now.map(({ name }) => name).join(", ") })
          : data && t("oncall.override.now.nobody")}
      </p>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-muted">
        {clocks.map((person) => (
          <div key={person.id} className="col-span-2 grid grid-cols-subgrid">
            <dt className="truncate">{person.name}</dt>
            <dd className="tabular">
              {zonedMoment(start, person.timezone, language)} –{" "}
              {zonedMoment(end, person.timezone, language)} · {person.timezone}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function createOverride(
  body: Omit<Override, "id" | "created_by" | "created_at">,
): Promise<Override> {
  return answerOf(api.POST("/api/v1/overrides", { body }));
}

export function endOverride(id: string): Promise<unknown> {
  return answerOf(
    api.DELETE("/api/v1/overrides/{override_id}", { params: { path: { override_id: id } } }),
  );
}

function offerUndo(client: QueryClient, t: Translate, override: Override, name: string): void {
  showToast({
    tone: "success",
    message: t("oncall.override.done", { name }),
    action: {
      label: t("action.undo"),
      run: () =>
        endOverride(override.id)
          .then(() => client.invalidateQueries({ queryKey: schedulesKey }))
          .catch((error) => showToast({ tone: "error", message: reasonOf(error) })),
    },
  });
}
