/** Who takes turns, in order. A turn may belong to several people at once, or to nobody. */

import { IconButton, useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { personOptions, usePeople } from "../../../directory/queries";
import { type DraftLayer, moved } from "./draft";

interface ParticipantsProps {
  users: DraftLayer["users"];
  error?: string;
  onChange(users: DraftLayer["users"]): void;
}

export function Participants({ users, error, onChange }: ParticipantsProps) {
  const t = useTranslate();
  const people = usePeople();
  const nameOf = (slot: DraftLayer["users"][number]) =>
    slot === null
      ? t("oncall.nobody")
      : [slot]
          .flat()
          .map((id) => people.get(id)?.name ?? "…")
          .join(" + ");
  return (
    <div className="border-t border-line px-4 py-3">
      <p className="font-medium">{t("oncall.editor.turns")}</p>
      <ol className="my-2 grid gap-1">
        {users.map((slot, index) => {
          const name = nameOf(slot);
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: somebody may have two turns of one round
              key={`${index} ${name}`}
              className="flex items-center gap-1 rounded-control bg-surface pl-3"
            >
              <span className="tabular w-6 text-muted">{index + 1}</span>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <IconButton
                label={t("oncall.editor.up", { what: name })}
                icon={ArrowUp}
                isDisabled={index === 0}
                onPress={() => onChange(moved(users, index, -1))}
              />
              <IconButton
                label={t("oncall.editor.down", { what: name })}
                icon={ArrowDown}
                isDisabled={index === users.length - 1}
                onPress={() => onChange(moved(users, index, 1))}
              />
              <IconButton
                label={t("oncall.editor.remove", { what: name })}
                icon={X}
                onPress={() => onChange(users.filter((_, each) => each !== index))}
              />
            </li>
          );
        })}
      </ol>
      <SelectField
        label={t("oncall.editor.turn.add")}
        hideLabel
        value=""
        placeholder={t("oncall.editor.turn.add")}
        onChange={(person) => person && onChange([...users, person])}
        options={personOptions(people)}
        error={error}
      />
    </div>
  );
}
