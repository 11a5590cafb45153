/** What happened, newest first: the important by default, everything on request; and a comment. */

import { ApiError, answerOf, api, type Incident, type TimelineEntry } from "@platform/api";
import {
  At,
  Button,
  Panel,
  PanelUnavailable,
  Skeleton,
  STATUSES,
  showToast,
  useTranslate,
} from "@platform/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  ArrowUpRight,
  Bell,
  CircleAlert,
  CircleDot,
  type LucideIcon,
  MessageSquare,
  RefreshCw,
  Send,
  Sparkles,
  UserRound,
} from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { timelineQuery } from "../../incidents/queries";
import { useMayRespond, useSignIn } from "../../session/session";

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
  edited: RefreshCw,
  responder: UserRound,
  linked: ArrowUpRight,
  merged: ArrowUpRight,
  split: ArrowUpRight,
  sla: CircleAlert,
  maintenance: CircleDot,
  runbook: CircleDot,
  rca: MessageSquare,
  action_item: CircleDot,
  ticket: ArrowUpRight,
};

export function TimelinePanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const [everything, setEverything] = useState(false);
  const { data, isError, isPending, refetch } = useQuery(timelineQuery(incident));
  const entries = (data?.items ?? [])
    .filter((entry) => everything || entry.important !== false)
    .sort((left, right) => right.at.localeCompare(left.at));
  return (
    <Panel
      title={t("timeline.title")}
      aside={
        <label className="flex min-h-8 cursor-pointer items-center gap-2 narrow:min-h-11">
          <input
            type="checkbox"
            checked={everything}
            onChange={(event) => setEverything(event.target.checked)}
            className="size-4 accent-accent"
          />
          {t("timeline.everything")}
        </label>
      }
    >
      <CommentForm incident={incident} />
      {isPending && <Skeleton rows={4} />}
      {isError && <PanelUnavailable message={t("timeline.unavailable")} onRetry={refetch} />}
      <ol className="px-4 py-2">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </Panel>
  );
}

/** A step is told in the reader's language; other entries are texts of the services. */
function useEntryText(entry: TimelineEntry): string {
  const t = useTranslate();
  const status = STATUSES.find((each) => each === entry.data?.status);
  if (entry.kind !== "status_changed" || !status) return entry.message;
  const note = /^[^:]*→[^:]*: (.*)$/s.exec(entry.message)?.[1];
  const text = t("timeline.status", { status: t(`status.${status}`) });
  return note ? `${text}: ${note}` : text;
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const text = useEntryText(entry);
  const Icon = ICONS[entry.kind] ?? CircleDot;
  const isComment = entry.kind === "comment";
  return (
    <li className="flex gap-3 py-2">
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        {isComment ? (
          <p className="rounded-control bg-surface px-3 py-2 whitespace-pre-line">{text}</p>
        ) : (
          <p>{text}</p>
        )}
        <p className="text-xs text-muted">
          <At instant={entry.at} /> · {entry.actor.name}
        </p>
      </div>
    </li>
  );
}

function CommentForm({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const client = useQueryClient();
  const may = useMayRespond();
  const signIn = useSignIn();
  const [body, setBody] = useState("");
  const [sending, setSending] = useState(false);
  if (may === "no") return null;

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (may === "sign-in") return signIn();
    if (!body.trim() || sending) return;
    setSending(true);
    try {
      const params = { path: { incident: incident.id } };
      const comment = { body, links: [], pinned: false };
      await answerOf(api.POST("/api/v1/incidents/{incident}/comments", { params, body: comment }));
      setBody("");
      client.invalidateQueries({ queryKey: timelineQuery(incident).queryKey });
    } catch (error) {
      const reason =
        error instanceof ApiError && !error.isUnreachable ? error.message : t("error.unreachable");
      showToast({ tone: "error", message: t("timeline.comment-failed", { reason }) });
    } finally {
      setSending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    if (event.key === "Escape" && event.currentTarget instanceof HTMLElement)
      event.currentTarget.blur();
  };

  return (
    <form onSubmit={send} className="flex items-end gap-2 border-b border-line p-3">
      <label className="min-w-0 flex-1">
        <span className="sr-only">{t("timeline.comment")}</span>
        <textarea
          id="comment"
          rows={1}
          value={body}
          maxLength={65_536}
          onChange={(event) => setBody(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t("timeline.comment.placeholder")}
          className="block field-sizing-content min-h-8 w-full resize-none rounded-control border border-line-strong bg-bg px-3 py-1.5 narrow:min-h-11 narrow:py-2.5"
        />
      </label>
      <Button type="submit" isPending={sending} isDisabled={may === "yes" && !body.trim()}>
        {t("timeline.send")}
      </Button>
    </form>
  );
}
