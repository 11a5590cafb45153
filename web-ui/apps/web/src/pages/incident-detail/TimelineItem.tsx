/** One entry of the timeline. Any can be pinned; an own note can be put right. */

import { answerOf, api, type Incident, type TimelineEntry } from "@platform/api";
import { At, Button, IconButton, RichText, STATUSES, useTranslate } from "@platform/ui";
import { DateTimeField, TextAreaField } from "@platform/ui/fields";
import {
  ArrowUpRight,
  Bell,
  CircleAlert,
  CircleDot,
  Link2,
  ListChecks,
  type LucideIcon,
  MessageSquare,
  Pencil,
  Pin,
  PinOff,
  RefreshCw,
  Send,
  Sparkles,
  Ticket,
  UserRound,
  Wrench,
} from "lucide-react";
import { type FormEvent, useState } from "react";
import { type IncidentChange, useIncidentChange } from "../../incidents/use-change";
import { useMayRespond, useMe } from "../../session/session";
import { fromLocal, toLocal } from "./local-time";

const ICONS: Record<TimelineEntry["kind"], LucideIcon> = {
  opened: CircleAlert,
  alert_attached: Bell,
  alert_resolved: Bell,
  status_changed: RefreshCw,
  severity_changed: CircleAlert,
  assigned: UserRound,
  escalated: ArrowUpRight,
  nobody_on_call: CircleAlert,
  notified: Send,
  notification_failed: CircleAlert,
  suggestion: Sparkles,
  comment: MessageSquare,
  edited: Pencil,
  responder: UserRound,
  linked: Link2,
  merged: ArrowUpRight,
  split: ArrowUpRight,
  sla: CircleAlert,
  maintenance: Wrench,
  runbook: ListChecks,
  rca: MessageSquare,
  action_item: ListChecks,
  ticket: Ticket,
};

/** A step is told in the reader's language; other entries are texts of the services. */
function useEntryText(entry: TimelineEntry): string {
  const t = useTranslate();
  const status = STATUSES.find((each) => each === entry.data?.status);
  if (entry.kind !== "status_changed" || !status) return entry.message;
  const note = /^[^:]*→[^:]*: (.*)$/s.exec(entry.message)?.[1];
  const text = t("timeline.status", { status: t(`status.${status}`) });
  return note ? `${text}: ${note}` : text;
}

interface TimelineItemProps {
  entry: TimelineEntry;
  incident: Incident;
}

export function TimelineItem({ entry, incident }: TimelineItemProps) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const [editing, setEditing] = useState(false);
  const text = useEntryText(entry);
  const Icon = ICONS[entry.kind] ?? CircleDot;

  if (editing) {
    return <EditNote {...{ entry, incident, change }} onClose={() => setEditing(false)} />;
  }
  return (
    <li className="group flex gap-3 py-2">
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        {entry.kind === "comment" ? (
          <div className="rounded-control bg-surface px-3 py-2">
            {entry.html ? (
              <RichText html={entry.html} />
            ) : (
              <p className="whitespace-pre-line">{text}</p>
            )}
          </div>
        ) : (
          <p>{text}</p>
        )}
        <p className="flex flex-wrap items-center gap-x-1 text-xs text-muted">
          {entry.pinned && (
            <span className="inline-flex items-center gap-1 font-medium text-accent">
              <Pin size={12} aria-hidden />
              {t("timeline.pinned")} ·
            </span>
          )}
          <At instant={entry.at} /> · {entry.actor.name}
          {entry.edited_at && ` · ${t("timeline.edited")}`}
        </p>
      </div>
      <EntryActions {...{ entry, incident, change }} onEdit={() => setEditing(true)} />
    </li>
  );
}

interface EntryActionsProps extends TimelineItemProps {
  change: IncidentChange;
  onEdit(): void;
}

/** Drawn when the row is pointed at or holds the focus; always there for touch and screen readers. */
function EntryActions({ entry, incident, change, onEdit }: EntryActionsProps) {
  const t = useTranslate();
  const me = useMe()?.person?.id;
  if (useMayRespond() !== "yes") return null;
  const pin = () => change.run(() => sendEdit(incident, entry, { pinned: !entry.pinned }));
  return (
    <div
      data-print="hide"
      className="flex shrink-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 narrow:opacity-100"
    >
      {entry.kind === "comment" && entry.actor.id === me && (
        <IconButton label={t("timeline.edit")} icon={Pencil} onPress={onEdit} />
      )}
      <IconButton
        label={entry.pinned ? t("timeline.unpin") : t("timeline.pin")}
        icon={entry.pinned ? PinOff : Pin}
        isDisabled={change.isPending}
        onPress={pin}
      />
    </div>
  );
}

interface Edit {
  body?: string;
  at?: string;
  pinned?: boolean;
}

function sendEdit(incident: Incident, entry: TimelineEntry, edit: Edit) {
  return answerOf(
    api.PATCH("/api/v1/incidents/{incident}/timeline/{entry_id}", {
      params: { path: { incident: incident.id, entry_id: entry.id } },
      body: edit,
    }),
  );
}

interface EditNoteProps extends TimelineItemProps {
  change: IncidentChange;
  onClose(): void;
}

function EditNote({ entry, incident, change, onClose }: EditNoteProps) {
  const t = useTranslate();
  const [body, setBody] = useState(entry.message);
  const [at, setAt] = useState(toLocal(entry.at));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const edit: Edit = { body: body.trim() };
    if (at !== toLocal(entry.at)) edit.at = fromLocal(at);
    if (await change.run(() => sendEdit(incident, entry, edit))) onClose();
  };
  return (
    <li className="py-2">
      <form onSubmit={save} className="flex flex-col gap-3 rounded-card border border-line p-3">
        <TextAreaField
          label={t("timeline.comment")}
          value={body}
          onChange={setBody}
          hint={t("timeline.markdown")}
        />
        <DateTimeField label={t("timeline.at")} value={at} onChange={setAt} className="max-w-64" />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isPending={change.isPending}
            isDisabled={!body.trim()}
          >
            {t("form.save")}
          </Button>
        </div>
      </form>
    </li>
  );
}
