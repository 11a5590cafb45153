/** A new silence: conditions with what they match now, how long, and why. */

import { answerOf, api } from "@platform/api";
import { Button, IconButton, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { DateTimeField, InputField, Segments, SelectField } from "@platform/ui/fields";
import { fromWallTime, localZone, toWallTime } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { Problem, reasonFor, reasonOf, useSave } from "../../data/save";
import { useMe } from "../../session/session";
import {
  type DraftMatcher,
  matchersOf,
  newMatcher,
  OPERATORS,
  type Operator,
  weeklyRule,
} from "./matchers";
import { previewQuery, silencesKey } from "./queries";
import { type Repeat, RepeatFields } from "./RepeatFields";

const DURATIONS = ["30", "60", "240", "1440", "custom"] as const;
type Duration = (typeof DURATIONS)[number];
const DAY_MS = 24 * 3_600_000;
const TYPING_MS = 300;

interface SilenceDialogProps {
  /** Where to begin: label and value. */
  from?: Record<string, string>;
  onClose(): void;
}

export function SilenceDialog({ from, onClose }: SilenceDialogProps) {
  const t = useTranslate();
  const zone = useMe()?.person?.timezone ?? localZone();
  const [drafts, setDrafts] = useState<DraftMatcher[]>(() =>
    from
      ? Object.entries(from).map(([name, value]) => newMatcher(name, value))
      : [newMatcher("service")],
  );
  const [duration, setDuration] = useState<Duration>("60");
  const [until, setUntil] = useState(() => toWallTime(Date.now() + DAY_MS, zone));
  const [repeat, setRepeat] = useState<Repeat | null>(null);
  const [reason, setReason] = useState("");
  const matchers = matchersOf(drafts);
  const saving = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/silences", {
          body: {
            matchers,
            ...(duration === "custom"
              ? { ends_at: new Date(fromWallTime(until, zone)).toISOString() }
              : { duration_minutes: Number(duration) }),
            ...(repeat
              ? {
                  recurrence: weeklyRule(repeat.days),
                  time_zone: repeat.zone,
                  window_minutes: Math.round(Number(repeat.hours) * 60),
                }
              : {}),
            comment: reason.trim(),
            annotations: {},
          },
        }),
      ),
    renew: [silencesKey],
    done: t("silences.saved"),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <Dialog title={t("silences.new")} onClose={onClose} width="wide">
      <form onSubmit={submit} className="grid gap-4">
        <Matchers drafts={drafts} onChange={setDrafts} />
        <Preview drafts={drafts} />
        <div className="grid gap-1">
          <p className="font-medium">{t("silences.duration")}</p>
          <Segments<Duration>
            label={t("silences.duration")}
            value={duration}
            onChange={setDuration}
            options={DURATIONS.map((value) => ({ value, label: t(`silences.duration.${value}`) }))}
          />
        </div>
        {duration === "custom" && (
          <>
            <DateTimeField
              label={t("silences.until")}
              value={until}
              onChange={setUntil}
              hint={zone}
              error={reasonFor(saving.problem, "ends_at")}
              required
            />
            <RepeatFields repeat={repeat} zone={zone} onChange={setRepeat} />
          </>
        )}
        <InputField
          label={t("silences.reason")}
          value={reason}
          onChange={setReason}
          error={reasonFor(saving.problem, "comment")}
          required
        />
        <Problem problem={saving.problem} shown={["ends_at", "comment"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={matchers.length === 0 || !reason.trim()}
            isPending={saving.isPending}
          >
            {t("silences.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const KNOWN_LABELS = ["service", "environment", "severity", "alertname", "source", "team"];

interface MatchersProps {
  drafts: DraftMatcher[];
  onChange(drafts: DraftMatcher[]): void;
}

function Matchers({ drafts, onChange }: MatchersProps) {
  const t = useTranslate();
  const replace = (key: number, next: Partial<DraftMatcher>) =>
    onChange(drafts.map((draft) => (draft.key === key ? { ...draft, ...next } : draft)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{t("silences.matchers")}</legend>
      <datalist id="known-labels">
        {KNOWN_LABELS.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      {drafts.map((draft) => (
        <div
          key={draft.key}
          className="grid grid-cols-[minmax(0,1fr)_4.5rem_minmax(0,1.4fr)_auto] items-center gap-2"
        >
          <InputField
            label={t("silences.label")}
            hideLabel
            placeholder={t("silences.label")}
            list="known-labels"
            value={draft.name}
            onChange={(name) => replace(draft.key, { name })}
          />
          <SelectField
            label={t("silences.operator")}
            hideLabel
            value={draft.operator}
            onChange={(operator) => replace(draft.key, { operator: operator as Operator })}
            options={OPERATORS.map((value) => ({ value, label: value }))}
          />
          <InputField
            label={t("silences.value")}
            hideLabel
            placeholder={t("silences.value")}
            value={draft.value}
            onChange={(value) => replace(draft.key, { value })}
          />
          <IconButton
            label={t("silences.matcher.remove")}
            icon={X}
            isDisabled={drafts.length === 1}
            onPress={() => onChange(drafts.filter(({ key }) => key !== draft.key))}
          />
        </div>
      ))}
      <div>
        <Button icon={Plus} tone="quiet" onPress={() => onChange([...drafts, newMatcher()])}>
          {t("silences.matcher.add")}
        </Button>
      </div>
    </fieldset>
  );
}

/** What the conditions match now and matched lately, as they are typed. */
function Preview({ drafts }: { drafts: DraftMatcher[] }) {
  const t = useTranslate();
  const [settled, setSettled] = useState(drafts);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(drafts), TYPING_MS);
    return () => clearTimeout(timer);
  }, [drafts]);
  const matchers = matchersOf(settled);
  const { data, error } = useQuery(previewQuery(matchers));
  if (matchers.length === 0) return <p className="text-muted">{t("silences.preview.none")}</p>;
  if (error) return <p className="text-critical">{reasonOf(error)}</p>;
  return (
    <div role="status" className="rounded-control bg-surface px-3 py-2">
      {data ? (
        <>
          <p className="font-medium">
            {t("silences.preview", { firing: data.firing_total, week: data.seen_in_7_days })}
          </p>
          <ul className="text-muted">
            {data.firing.slice(0, 4).map((alert) => (
              <li key={alert.id} className="truncate">
                {alert.service} · {alert.title}
              </li>
            ))}
          </ul>
        </>
      ) : (
        "…"
      )}
    </div>
  );
}
