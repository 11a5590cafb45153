/** One silence: what it matches, why, by whom, until when; extending and ending it. */

import { answerOf, api } from "@platform/api";
import { At, Button, shortDurationText, useClockText, useTranslate } from "@platform/ui";
import { useSave } from "../../data/save";
import { usePeople } from "../../directory/queries";
import { matcherText } from "./matchers";
import { type Silence, silencesKey } from "./queries";
import { RepeatText } from "./RepeatText";

const EXTENSION_MS = 3_600_000;
const TONES = { active: "text-medium", pending: "text-accent", expired: "text-muted" };

export function SilenceItem({ silence, mayEdit }: { silence: Silence; mayEdit: boolean }) {
  const t = useTranslate();
  const people = usePeople();
  const params = { path: { silence_id: silence.id } };
  const extending = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/silences/{silence_id}", {
          params,
          body: {
            matchers: silence.matchers,
            starts_at: silence.starts_at,
            ends_at: new Date(Date.parse(silence.ends_at) + EXTENSION_MS).toISOString(),
            recurrence: silence.recurrence,
            time_zone: silence.time_zone,
            window_minutes: silence.window_minutes,
            comment: silence.comment,
            annotations: silence.annotations as Record<string, string>,
          },
        }),
      ),
    renew: [silencesKey],
    done: t("silences.extended"),
    inToast: true,
  });
  const ending = useSave({
    send: () => answerOf(api.DELETE("/api/v1/silences/{silence_id}", { params })),
    renew: [silencesKey],
    done: t("silences.ended"),
    inToast: true,
  });
  const isOver = silence.state === "expired";
  return (
    <li className="grid gap-1.5 px-4 py-3">
      <ul className="flex flex-wrap gap-1.5" aria-label={t("silences.matchers")}>
        {silence.matchers.map((matcher) => (
          <li
            key={matcherText(matcher)}
            className="max-w-full truncate rounded-chip bg-info-bg px-1.5 py-0.5 font-mono text-xs"
          >
            {matcherText(matcher)}
          </li>
        ))}
      </ul>
      {silence.comment && <p>{silence.comment}</p>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-56 text-muted">
          <span className={`font-medium ${TONES[silence.state]}`}>
            {t(`silences.state.${silence.state}`)}
          </span>
          {!isOver && (
            <>
              {" · "}
              <Remaining until={silence.active_until ?? silence.ends_at} />
            </>
          )}
          {" · "}
          {t("silences.until")} <At instant={silence.ends_at} />
          {" · "}
          {people.get(silence.created_by)?.name ?? silence.created_by}
          {(silence.held_alerts ?? 0) > 0 && (
            <span className="text-text">
              {" · "}
              {t("silences.held", { count: silence.held_alerts })}
            </span>
          )}
          <RepeatText
            rule={silence.recurrence}
            minutes={silence.window_minutes}
            zone={silence.time_zone}
          />
        </p>
        {mayEdit && !isOver && (
          <>
            <Button isPending={extending.isPending} onPress={() => extending.save()}>
              {t("silences.extend")}
            </Button>
            <Button isPending={ending.isPending} onPress={() => ending.save()}>
              {t("silences.end")}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function Remaining({ until }: { until: string }) {
  const t = useTranslate();
  const text = useClockText((now) => shortDurationText((Date.parse(until) - now) / 1000, t));
  return <span className="tabular">{t("silences.left", { time: text })}</span>;
}
