/** One level: who is paged, all or one by one, and how long it waits for an answer. */

import { IconButton, useTranslate } from "@platform/ui";
import { InputField, Segments } from "@platform/ui/fields";
import { ArrowDown, ArrowUp, CalendarClock, Trash2, UserRound, X } from "lucide-react";
import { type DraftLevel, targetKey, targetOf } from "./draft";
import { TargetPicker } from "./TargetPicker";
import { useTargetName } from "./use-targets";

interface LevelCardProps {
  level: DraftLevel;
  number: number;
  count: number;
  /** Minutes after the alert. */
  start: number;
  error?: string;
  onChange(level: DraftLevel): void;
  onMove(step: -1 | 1): void;
  onRemove(): void;
}

export function LevelCard(props: LevelCardProps) {
  const { level, number, count, start, error, onChange, onMove, onRemove } = props;
  const t = useTranslate();
  const nameOf = useTargetName();
  const title = t("policies.level", { number });
  const setTargets = (targets: DraftLevel["targets"]) => onChange({ ...level, targets });
  return (
    <section aria-label={title} className="rounded-card border border-line">
      <header className="flex min-h-11 items-center gap-1 border-b border-line pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate">
          {title}
          <span className="tabular ml-2 text-sm font-normal text-muted">
            {t("policies.after", { minutes: start })}
          </span>
        </h2>
        <IconButton
          label={t("oncall.editor.up", { what: title })}
          icon={ArrowUp}
          isDisabled={number === 1}
          onPress={() => onMove(-1)}
        />
        <IconButton
          label={t("oncall.editor.down", { what: title })}
          icon={ArrowDown}
          isDisabled={number === count}
          onPress={() => onMove(1)}
        />
        <IconButton
          label={t("oncall.editor.remove", { what: title })}
          icon={Trash2}
          isDisabled={count === 1}
          onPress={onRemove}
        />
      </header>
      <div className="grid gap-3 p-4">
        <ul className="grid gap-1">
          {level.targets.map((target) => {
            const Icon = target.person ? UserRound : CalendarClock;
            const name = nameOf(target);
            return (
              <li
                key={targetKey(target)}
                className="flex items-center gap-2.5 rounded-control bg-surface pl-3"
              >
                <Icon size={16} aria-hidden className="shrink-0 text-muted" />
                <span className="min-w-0 flex-1 truncate">{name}</span>
                <IconButton
                  label={t("oncall.editor.remove", { what: name })}
                  icon={X}
                  onPress={() => setTargets(level.targets.filter((each) => each !== target))}
                />
              </li>
            );
          })}
        </ul>
        <TargetPicker
          taken={level.targets.map(targetKey)}
          onPick={(key) => setTargets([...level.targets, targetOf(key)])}
          error={error}
        />
        <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
          <InputField
            label={t("policies.wait")}
            type="number"
            min={0}
            max={1440}
            value={String(level.delay_minutes ?? 5)}
            onChange={(minutes) =>
              onChange({ ...level, delay_minutes: Math.max(0, Number(minutes)) })
            }
            className="w-44"
          />
          <Segments
            label={t("policies.strategy")}
            value={level.strategy ?? "all"}
            onChange={(strategy) => onChange({ ...level, strategy })}
            options={[
              { value: "all", label: t("policies.strategy.all") },
              { value: "round_robin", label: t("policies.strategy.round_robin") },
            ]}
          />
        </div>
      </div>
    </section>
  );
}
