/** A note for the timeline, in Markdown. */

import { answerOf, api, type Incident } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useIncidentChange } from "../../incidents/use-change";
import { useMayRespond } from "../../session/session";

export function NoteForm({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const may = useMayRespond();
  const change = useIncidentChange(incident);
  const [body, setBody] = useState("");
  if (may === "no") return null;

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (may === "yes" && !body.trim()) return;
    const sent = await change.run(() =>
      answerOf(
        api.POST("/api/v1/incidents/{incident}/comments", {
          params: { path: { incident: incident.id } },
          body: { body, links: [], pinned: false },
        }),
      ),
    );
    if (sent) setBody("");
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    if (event.key === "Escape" && event.currentTarget instanceof HTMLElement)
      event.currentTarget.blur();
  };

  return (
    <form
      onSubmit={send}
      data-print="hide"
      className="flex items-end gap-2 border-b border-line p-3"
    >
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
      <Button type="submit" isPending={change.isPending} isDisabled={may === "yes" && !body.trim()}>
        {t("timeline.send")}
      </Button>
    </form>
  );
}
