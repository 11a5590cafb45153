/** One layer: who takes turns in which order, how long a turn is, and when the layer is on. */

import { IconButton, useTranslate } from "@platform/ui";
import { DateTimeField, InputField, SelectField } from "@platform/ui/fields";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { type DraftLayer, WEEKDAYS, type Weekday } from "./draft";
import { Participants } from "./Participants";
import { Restrictions } from "./Restrictions";

interface LayerCardProps {
  layer: DraftLayer;
  number: number;
  count: number;
  reasonFor(field: string): string | undefined;
  onChange(layer: DraftLayer): void;
  onMove(step: -1 | 1): void;
  onRemove(): void;
}

type RotationType = NonNullable<NonNullable<DraftLayer["rotation"]>["type"]>;
const ROTATIONS: readonly RotationType[] = ["hourly", "daily", "weekly", "monthly"];

export function LayerCard(props: LayerCardProps) {
  const { layer, number, count, reasonFor, onChange, onMove, onRemove } = props;
  const t = useTranslate();
  const title = layer.name || t("oncall.layer", { number });
  return (
    <section aria-label={title} className="rounded-card border border-line">
      <header className="flex min-h-11 items-center gap-1 border-b border-line pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate">{title}</h2>
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
          onPress={onRemove}
        />
      </header>
      <div className="grid gap-4 p-4 sm:grid-cols-2">
        <InputField
          label={t("oncall.editor.layer.name")}
          value={layer.name ?? ""}
          onChange={(name) => onChange({ ...layer, name })}
          error={reasonFor("name")}
        />
        <DateTimeField
          label={t("oncall.editor.start")}
          value={layer.start.slice(0, 16)}
          onChange={(start) => onChange({ ...layer, start })}
          error={reasonFor("start")}
          required
        />
        <RotationFields layer={layer} reasonFor={reasonFor} onChange={onChange} />
      </div>
      <Participants
        users={layer.users}
        error={reasonFor("users")}
        onChange={(users) => onChange({ ...layer, users })}
      />
      <Restrictions
        restrictions={layer.restrictions ?? []}
        error={reasonFor("restrictions")}
        onChange={(restrictions) => onChange({ ...layer, restrictions })}
      />
    </section>
  );
}

type RotationProps = Pick<LayerCardProps, "layer" | "reasonFor" | "onChange">;

function RotationFields({ layer, reasonFor, onChange }: RotationProps) {
  const t = useTranslate();
  const rotation = layer.rotation ?? {};
  const type = rotation.type ?? "weekly";
  const handoff = layer.handoff ?? {};
  const setType = (next: RotationType) =>
    onChange({
      ...layer,
      rotation: { type: next, length: rotation.length ?? 1 },
      handoff:
        next === "hourly"
          ? null
          : {
              time: handoff.time ?? layer.start.slice(11, 16),
              weekday: next === "weekly" ? (handoff.weekday ?? "MO") : null,
            },
    });
  return (
    <>
      <div className="grid grid-cols-[5rem_minmax(0,1fr)] gap-2">
        <InputField
          label={t("oncall.editor.length")}
          type="number"
          min={1}
          max={10_000}
          value={String(rotation.length ?? 1)}
          onChange={(length) =>
            onChange({ ...layer, rotation: { ...rotation, length: Math.max(1, Number(length)) } })
          }
          error={reasonFor("rotation")}
        />
        <SelectField
          label={t("oncall.editor.unit")}
          value={type}
          onChange={(next) => setType(next as RotationType)}
          options={ROTATIONS.map((value) => ({
            value,
            label: t(`oncall.editor.unit.${value}`),
          }))}
        />
      </div>
      {type !== "hourly" && (
        <div className="grid grid-cols-2 gap-2">
          {type === "weekly" && (
            <SelectField
              label={t("oncall.editor.handoff.day")}
              value={handoff.weekday ?? "MO"}
              onChange={(weekday) =>
                onChange({ ...layer, handoff: { ...handoff, weekday: weekday as Weekday } })
              }
              options={WEEKDAYS.map((value) => ({ value, label: t(`weekday.${value}`) }))}
            />
          )}
          <InputField
            label={t("oncall.editor.handoff")}
            type="time"
            value={(handoff.time ?? layer.start.slice(11, 16)).slice(0, 5)}
            onChange={(time) => onChange({ ...layer, handoff: { ...handoff, time } })}
            error={reasonFor("handoff")}
          />
        </div>
      )}
    </>
  );
}
