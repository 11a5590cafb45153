/** The layers as edited, drawn as four weeks below each other. */

import { useLanguage, useTranslate } from "@platform/ui";
import { addDays, startOfDay, zonedText } from "@platform/ui/time-zone";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePeople } from "../../../directory/queries";
import { renderedQuery } from "../queries";
import { colourOf } from "../timeline/colours";
import { placeOf } from "../timeline/spans";
import { peopleOf, spanOf } from "../timeline/Timeline";
import { type Draft, definitionOf } from "./draft";

const WEEKS = 4;

export function PreviewWeeks({ draft }: { draft: Draft }) {
  const t = useTranslate();
  const language = useLanguage();
  const people = usePeople();
  const zone = draft.timezone;
  const since = startOfDay(Date.now(), zone);
  const until = addDays(since, WEEKS * 7, zone);
  const layers = definitionOf(draft).layers ?? [];
  const { data } = useQuery({
    ...renderedQuery({ timezone: zone, mode: draft.mode }, [layers], since, until),
    placeholderData: keepPreviousData,
  });
  const shifts = data?.[0] ?? [];
  const order = peopleOf(draft as Parameters<typeof peopleOf>[0]);
  return (
    <div className="px-4 py-3">
      {Array.from({ length: WEEKS }, (_, week) => {
        const range = {
          since: addDays(since, week * 7, zone),
          until: addDays(since, week * 7 + 7, zone),
        };
        return (
          <div
            key={range.since}
            className="mb-1.5 grid grid-cols-[4rem_minmax(0,1fr)] items-center"
          >
            <span className="text-xs text-muted">
              {zonedText(range.since, zone, language, { month: "short", day: "numeric" })}
            </span>
            <ul
              aria-label={t("oncall.preview.week", {
                from: zonedText(range.since, zone, language, { month: "long", day: "numeric" }),
              })}
              className="relative h-7 overflow-hidden rounded-chip bg-critical-bg"
            >
              {shifts.map((shift) => {
                const place = placeOf(spanOf(shift), range);
                if (!place) return null;
                const names = shift.users.map((id) => people.get(id)?.name ?? "…").join(", ");
                const colour = colourOf(shift.users[0], order);
                return (
                  <li
                    key={shift.start}
                    title={names}
                    className="absolute inset-y-0 truncate border-l-4 px-1 text-xs leading-7"
                    style={{
                      left: `${place.left}%`,
                      width: `${place.width}%`,
                      borderColor: colour,
                      background: `color-mix(in srgb, ${colour} 16%, var(--bg))`,
                    }}
                  >
                    {names}
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </div>
  );
}
