/** What saving would change in the next four weeks: gaps, and who gains or loses which shifts. */

import { ApiError } from "@platform/api";
import { Panel, useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ArrowRight, CircleCheck, TriangleAlert } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { reasonOf } from "../../../data/save";
import { previewQuery } from "../queries";
import { type Draft, definitionOf, isComplete } from "./draft";
import { PreviewWeeks } from "./PreviewWeeks";

const TYPING_MS = 400;
const MOST_CHANGES = 12;

interface PreviewPanelProps {
  slug: string;
  draft: Draft;
}

export function PreviewPanel({ slug, draft }: PreviewPanelProps) {
  const t = useTranslate();
  const settled = useSettled(draft);
  const ready = isComplete(settled) && slug !== "";
  return (
    <Panel title={t("oncall.preview")} aside={t("oncall.preview.span")}>
      {ready ? (
        <>
          <PreviewWeeks draft={settled} />
          <Changes slug={slug} draft={settled} />
        </>
      ) : (
        <p className="px-4 py-3 text-muted">{t("oncall.preview.incomplete")}</p>
      )}
    </Panel>
  );
}

/** The draft as it was when typing paused. */
function useSettled(draft: Draft): Draft {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return useDeferredValue(settled);
}

function Changes({ slug, draft }: PreviewPanelProps) {
  const t = useTranslate();
  const language = useLanguage();
  const query = useQuery({
    ...previewQuery(slug, definitionOf(draft)),
    placeholderData: keepPreviousData,
  });
  if (query.error) {
    const problem = query.error instanceof ApiError ? query.error : null;
    return <p className="px-4 py-3 text-critical">{reasonOf(problem)}</p>;
  }
  if (!query.data) return <p className="px-4 py-3 text-muted">…</p>;
  const { changes, gaps } = query.data;
  const at = (instant: string) => zonedMoment(Date.parse(instant), draft.timezone, language);
  return (
    <div aria-live="polite">
      {gaps.length > 0 ? (
        <p className="flex items-start gap-2 border-t border-line bg-critical-bg px-4 py-2.5 text-critical">
          <TriangleAlert size={18} aria-hidden className="mt-px shrink-0" />
          {t("oncall.preview.gaps", { count: gaps.length, at: at(gaps[0]?.start ?? "") })}
        </p>
      ) : (
        <p className="flex items-center gap-2 border-t border-line px-4 py-2.5 text-ok">
          <CircleCheck size={18} aria-hidden className="shrink-0" />
          {t("oncall.preview.covered")}
        </p>
      )}
      {changes.length === 0 ? (
        <p className="border-t border-line px-4 py-2.5 text-muted">{t("oncall.preview.same")}</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {changes.slice(0, MOST_CHANGES).map((change) => (
            <li key={change.start} className="px-4 py-2">
              <p className="tabular text-muted">
                {at(change.start)} – {at(change.end)}
              </p>
              <p className="flex flex-wrap items-center gap-x-2">
                <span className={change.loses.length > 0 ? "line-through" : "text-muted"}>
                  {change.loses.map(({ name }) => name).join(", ") || t("oncall.nobody")}
                </span>
                <ArrowRight size={14} aria-label={t("oncall.preview.becomes")} />
                <span className="font-medium">
                  {change.gains.map(({ name }) => name).join(", ") || t("oncall.nobody")}
                </span>
              </p>
            </li>
          ))}
          {changes.length > MOST_CHANGES && (
            <li className="px-4 py-2 text-muted">
              {t("oncall.preview.more", { count: changes.length - MOST_CHANGES })}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
