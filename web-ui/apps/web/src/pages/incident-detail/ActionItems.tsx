/** What will be done so that it does not happen again: by whom, until when. */

import { type ActionItem, answerOf, api, type Incident, type PersonRef } from "@platform/api";
import { Button, IconButton, PanelUnavailable, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { newId } from "../../data/new-id";
import { type IncidentChange, useIncidentChange } from "../../incidents/use-change";
import { PersonField } from "../../PersonField";
import { useMayRespond } from "../../session/session";
import { actionItemsQuery } from "./queries";

interface ItemValues {
  title: string;
  owner: PersonRef | null;
  due_on: string | null;
  done: boolean;
}

const put = (incident: Incident, id: string, values: ItemValues) =>
  answerOf(
    api.PUT("/api/v1/incidents/{incident}/action-items/{item_id}", {
      params: { path: { incident: incident.id, item_id: id } },
      body: { ...values, kind: "corrective" },
    }),
  );

export function ActionItems({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const may = useMayRespond();
  const { data = [], isError, refetch } = useQuery(actionItemsQuery(incident));
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label={t("items.title")} className="border-t border-line px-4 py-3">
      <div className="flex items-center justify-between gap-4">
        <h3 className="font-semibold">{t("items.title")}</h3>
        {may !== "no" && !adding && (
          <Button icon={Plus} onPress={() => setAdding(true)}>
            {t("items.add")}
          </Button>
        )}
      </div>
      {isError && <PanelUnavailable message={t("items.unavailable")} onRetry={refetch} />}
      {data.length === 0 && !adding && <p className="mt-1 text-muted">{t("items.none")}</p>}
      <ul className="mt-1">
        {data.map((item) => (
          <Item key={item.id} item={item} incident={incident} change={change} />
        ))}
      </ul>
      {adding && <NewItem {...{ incident, change }} onClose={() => setAdding(false)} />}
    </section>
  );
}

interface ItemProps {
  item: ActionItem;
  incident: Incident;
  change: IncidentChange;
}

function Item({ item, incident, change }: ItemProps) {
  const t = useTranslate();
  const toggle = () =>
    change.run(() =>
      put(incident, item.id, {
        title: item.title,
        owner: item.owner,
        due_on: item.due_on,
        done: !item.done_at,
      }),
    );
  const remove = () =>
    change.run(() =>
      answerOf(
        api.DELETE("/api/v1/incidents/{incident}/action-items/{item_id}", {
          params: { path: { incident: incident.id, item_id: item.id } },
        }),
      ),
    );
  return (
    <li className="flex items-start gap-2 border-b border-line py-1 last:border-0">
      <label className="flex min-w-0 flex-1 cursor-pointer items-start gap-2.5 py-1.5 narrow:min-h-11 narrow:py-3">
        <input
          type="checkbox"
          checked={Boolean(item.done_at)}
          onChange={toggle}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        <span className="min-w-0">
          <span className={item.done_at ? "text-muted line-through" : ""}>{item.title}</span>
          <span className={`block text-xs ${item.overdue ? "text-critical" : "text-muted"}`}>
            {[
              item.owner?.name ?? t("incident.unassigned"),
              item.due_on && t("items.due", { date: item.due_on }),
              item.overdue && t("items.overdue"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
      </label>
      <IconButton
        label={t("items.remove", { title: item.title })}
        icon={Trash2}
        isDisabled={change.isPending}
        onPress={remove}
      />
    </li>
  );
}

interface NewItemProps {
  incident: Incident;
  change: IncidentChange;
  onClose(): void;
}

function NewItem({ incident, change, onClose }: NewItemProps) {
  const t = useTranslate();
  const [id] = useState(newId);
  const [title, setTitle] = useState("");
  const [owner, setOwner] = useState<PersonRef | null>(null);
  const [due, setDue] = useState("");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const values = { title: title.trim(), owner, due_on: due || null, done: false };
    if (await change.run(() => put(incident, id, values))) onClose();
  };
  return (
    <form
      onSubmit={save}
      className="mt-2 grid gap-3 rounded-card border border-line bg-surface p-3 md:grid-cols-[minmax(0,1fr)_12rem_10rem]"
    >
      <InputField
        label={t("items.what")}
        value={title}
        onChange={setTitle}
        required
        maxLength={500}
      />
      <PersonField label={t("column.owner")} person={owner} onChange={setOwner} />
      <InputField label={t("items.until")} type="date" value={due} onChange={setDue} />
      <div className="flex justify-end gap-2 md:col-span-3">
        <Button onPress={onClose}>{t("dialog.cancel")}</Button>
        <Button
          type="submit"
          tone="primary"
          isPending={change.isPending}
          isDisabled={!title.trim()}
        >
          {t("items.add")}
        </Button>
      </div>
    </form>
  );
}
