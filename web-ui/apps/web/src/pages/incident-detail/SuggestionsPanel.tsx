/** Likely causes, best first, each with the words that led to it. Never applied by themselves. */

import { answerOf, api, type Incident, type Suggestion } from "@platform/api";
import { IconButton, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { suggestionsQuery } from "../../incidents/queries";
import { useIncidentChange } from "../../incidents/use-change";

/** Below this a cause is noise; the best one is always told. */
const LEAST_CONFIDENCE = 0.02;

export function SuggestionsPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(suggestionsQuery(incident));
  const causes = data?.suggestions.filter(
    (suggestion, index) => index === 0 || suggestion.confidence >= LEAST_CONFIDENCE,
  );
  const source =
    data && (data.mode === "llm" ? t("suggestions.from-llm") : t("suggestions.from-rules"));
  const aside = source && (
    <>
      {source}
      {data.model_version && <span className="narrow:hidden"> · {data.model_version}</span>}
    </>
  );
  return (
    <Panel title={t("suggestions.title")} aside={aside}>
      {/* As high as usual, so that what follows does not jump when the causes arrive. */}
      {isPending && <Skeleton rows={4} rowClass="h-28" />}
      {isError && <PanelUnavailable message={t("suggestions.unavailable")} onRetry={refetch} />}
      {data && data.suggestions.length === 0 && (
        <p className="px-4 py-3 text-muted">
          {data.analyzed_at ? t("suggestions.none") : t("suggestions.pending")}
        </p>
      )}
      {data && data.suggestions.length > 0 && (
        <ol className="divide-y divide-line">
          {causes?.map((suggestion, index) => (
            <SuggestionItem
              key={suggestion.category}
              suggestion={suggestion}
              incident={incident}
              isBest={index === 0}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

interface SuggestionItemProps {
  suggestion: Suggestion;
  incident: Incident;
  isBest: boolean;
}

function SuggestionItem({ suggestion, incident, isBest }: SuggestionItemProps) {
  const t = useTranslate();
  const { evidence = [], actions = [], similar_incidents: similar = [] } = suggestion;
  return (
    <li className="px-4 py-3">
      <div className="flex items-center justify-between gap-4">
        <h3 className={isBest ? "font-semibold" : "font-medium"}>{suggestion.title}</h3>
        <Confidence value={suggestion.confidence} />
      </div>
      {evidence.length > 0 && (
        <p className="mt-1.5 flex flex-wrap items-center gap-1.5 text-muted">
          {t("suggestions.evidence")}
          {evidence.map((words) => (
            <code
              key={words}
              className="max-w-full truncate rounded-chip bg-info-bg px-1.5 font-mono text-xs/5 text-info"
            >
              {words}
            </code>
          ))}
        </p>
      )}
      {isBest && actions.length > 0 && (
        <>
          <h4 className="mt-3 text-xs font-medium text-muted">{t("suggestions.actions")}</h4>
          <ul className="mt-1 list-disc space-y-0.5 pl-5 marker:text-muted">
            {actions.map((action) => (
              <li key={action}>{action}</li>
            ))}
          </ul>
        </>
      )}
      {similar.length > 0 && (
        <ul className="mt-3 space-y-1">
          {similar.map((past) => (
            <li key={past.incident_id} className="text-muted">
              <Link
                to="/incidents/$number"
                params={{ number: String(past.number ?? past.incident_id) }}
                className="text-accent underline underline-offset-2"
              >
                {past.number ? `INC-${past.number}` : past.title}
              </Link>{" "}
              {past.resolution
                ? t("suggestions.fixed-by", { resolution: past.resolution })
                : past.title}
            </li>
          ))}
        </ul>
      )}
      <Judgement suggestion={suggestion} incident={incident} />
    </li>
  );
}

/** What a person thinks of a cause teaches the next analysis. */
function Judgement({ suggestion, incident }: { suggestion: Suggestion; incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const [given, setGiven] = useState<boolean | null>(null);
  const judge = async (helpful: boolean) => {
    const body = {
      incident_id: incident.id,
      suggestion_category: suggestion.category,
      helpful,
      note: "",
    };
    if (await change.run(() => answerOf(api.POST("/api/v1/feedback", { body })))) setGiven(helpful);
  };
  if (given !== null) {
    return (
      <p role="status" className="mt-2 flex items-center gap-1.5 text-muted">
        <Check size={15} aria-hidden />
        {given ? t("suggestions.helpful.thanks") : t("suggestions.unhelpful.thanks")}
      </p>
    );
  }
  return (
    <div className="-mb-1 mt-1 flex items-center gap-1 text-muted">
      <span className="mr-1 text-xs">{t("suggestions.judge")}</span>
      <IconButton
        label={t("suggestions.helpful", { title: suggestion.title })}
        icon={ThumbsUp}
        isDisabled={change.isPending}
        onPress={() => judge(true)}
      />
      <IconButton
        label={t("suggestions.unhelpful", { title: suggestion.title })}
        icon={ThumbsDown}
        isDisabled={change.isPending}
        onPress={() => judge(false)}
      />
    </div>
  );
}

function Confidence({ value }: { value: number }) {
  const t = useTranslate();
  const percent = Math.round(value * 100);
  return (
    <span className="flex shrink-0 items-center gap-2 text-muted">
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-line narrow:w-10">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      </span>
      <span className="tabular">{t("suggestions.confidence", { percent })}</span>
    </span>
  );
}
