/** Saves the filters under a name, and removes what is saved. */

import { ApiError } from "@platform/api";
import { Button, IconButton, showToast, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { CheckField, InputField, SelectField } from "@platform/ui/fields";
import { useQueryClient } from "@tanstack/react-query";
import { Star, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { newId } from "../../data/new-id";
import { type Filters, isFiltered } from "../../incidents/filters";
import { deleteView, type SavedView, saveView, viewsQuery } from "../../incidents/views";
import { useMe } from "../../session/session";

interface ViewsDialogProps {
  filters: Filters;
  views: readonly SavedView[];
  onClose(): void;
}

export default function ViewsDialog({ filters, views, onClose }: ViewsDialogProps) {
  const t = useTranslate();
  const client = useQueryClient();
  const me = useMe();
  const [id] = useState(newId);
  const [name, setName] = useState("");
  const [team, setTeam] = useState("");
  const [isDefault, setDefault] = useState(false);
  const teams = Object.keys(me?.roles ?? {}).filter((slug) => slug !== "*");

  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      const reason =
        error instanceof ApiError && !error.isUnreachable ? error.message : t("error.unreachable");
      showToast({ tone: "error", message: t("views.failed", { reason }) });
      return false;
    } finally {
      client.invalidateQueries({ queryKey: viewsQuery.queryKey });
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const view = { name: name.trim(), team: team || null, isDefault };
    if (await attempt(() => saveView(id, filters, view, me?.person?.id))) onClose();
  };

  return (
    <Dialog title={t("views.title")} onClose={onClose}>
      {isFiltered(filters) && (
        <form onSubmit={save} className="mb-4 flex flex-col gap-3 border-b border-line pb-4">
          <InputField
            label={t("views.name")}
            value={name}
            onChange={setName}
            maxLength={100}
            required
          />
          {teams.length > 0 && (
            <SelectField
              label={t("views.for")}
              value={team}
              placeholder={t("views.for.me")}
              options={teams.map((value) => ({ value, label: value }))}
              onChange={setTeam}
            />
          )}
          <CheckField label={t("views.default")} isSelected={isDefault} onChange={setDefault} />
          <Button type="submit" tone="primary" isDisabled={!name.trim()}>
            {t("views.save.do")}
          </Button>
        </form>
      )}
      {views.length === 0 && <p className="text-muted">{t("views.none")}</p>}
      <ul className="divide-y divide-line">
        {views.map((view) => (
          <li key={view.id} className="flex items-center gap-2 py-1">
            {view.is_default && <Star size={15} aria-label={t("views.is-default")} />}
            <span className="min-w-0 flex-1 truncate">
              {view.name}
              {view.team && <span className="text-muted"> · {view.team}</span>}
            </span>
            {view.owner.id === me?.person?.id && (
              <IconButton
                label={t("views.delete", { name: view.name })}
                icon={Trash2}
                onPress={() => attempt(() => deleteView(view.id))}
              />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
