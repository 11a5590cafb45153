/** Overrides to come, and taking one back. */

import { Button, Panel, useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { usePeople } from "../../directory/queries";
import { useMay, useMe } from "../../session/session";
import { endOverride } from "./OverrideDialog";
import { type Override, overridesQuery, type Schedule, schedulesKey } from "./queries";

const AHEAD_MS = 56 * 24 * 3_600_000;

interface OverridesPanelProps {
  schedule: Schedule;
  zone: string;
  /** From when on, to the hour, so that the question stays the same. */
  now: number;
}

export function OverridesPanel({ schedule, zone, now }: OverridesPanelProps) {
  const t = useTranslate();
  const query = useQuery(overridesQuery(schedule.slug, now, now + AHEAD_MS));
  return (
    <Panel title={t("oncall.overrides.coming")}>
      <Loaded query={query} what={t("oncall.overrides")} part rows={2}>
        {(overrides) => {
          const coming = overrides
            .filter((each) => Date.parse(each.end) > Date.now())
            .sort((left, right) => left.start.localeCompare(right.start));
          if (coming.length === 0)
            return <p className="px-4 py-3 text-muted">{t("oncall.overrides.coming.none")}</p>;
          return (
            <ul className="divide-y divide-line">
              {coming.map((override) => (
                <OverrideItem key={override.id} override={override} zone={zone} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function OverrideItem({ override, zone }: { override: Override; zone: string }) {
  const t = useTranslate();
  const language = useLanguage();
  const people = usePeople();
  const me = useMe()?.person?.id;
  const may = useMay("oncall:write") || override.created_by === me;
  const ending = useSave({
    send: () => endOverride(override.id),
    renew: [schedulesKey, ["on-call"]],
    done: t("oncall.override.ended"),
    inToast: true,
  });
  const names = override.users.map((user) => people.get(user)?.name ?? "…").join(", ");
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {names || t("oncall.nobody")}
          {override.instead_of && (
            <span className="font-normal text-muted">
              {" "}
              {t("oncall.override.for", { name: people.get(override.instead_of)?.name ?? "…" })}
            </span>
          )}
        </p>
        <p className="text-muted">
          <span className="tabular">
            {zonedMoment(Date.parse(override.start), zone, language)} –{" "}
            {zonedMoment(Date.parse(override.end), zone, language)}
          </span>
          {override.reason && ` · ${override.reason}`}
        </p>
      </div>
      {may && (
        <Button isPending={ending.isPending} onPress={() => ending.save()}>
          {t("oncall.override.end")}
        </Button>
      )}
    </li>
  );
}
