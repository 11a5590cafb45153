/** All schedules: who is on call now, who follows and when; and one's own next shifts. */

import { Button, EmptyState, Panel, useLanguage, useTranslate } from "@platform/ui";
import { localZone, zonedMoment } from "@platform/ui/time-zone";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CalendarClock, CalendarPlus, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay, useMe } from "../../session/session";
import { Page } from "../../shell/Page";
import { type FinalSchedule, finalQuery, type Schedule, schedulesQuery } from "./queries";

const HOUR = 3_600_000;
const AHEAD_MS = 28 * 24 * HOUR;

export default function ScheduleListPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const schedules = useQuery(schedulesQuery);
  const isManager = useMay("oncall:write");
  const create = () => navigate({ to: "/oncall/new" });
  return (
    <Page
      title={t("oncall.title")}
      actions={
        isManager && (
          <Button icon={CalendarPlus} onPress={create}>
            {t("oncall.new")}
          </Button>
        )
      }
    >
      <Loaded query={schedules} what={t("oncall.schedules")}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState
              icon={CalendarClock}
              title={t("oncall.empty")}
              detail={t("oncall.empty.detail")}
              action={
                isManager && (
                  <Button tone="primary" onPress={create}>
                    {t("oncall.new")}
                  </Button>
                )
              }
            />
          ) : (
            <Schedules schedules={all} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Schedules({ schedules }: { schedules: readonly Schedule[] }) {
  const t = useTranslate();
  const me = useMe()?.person;
  const zone = me?.timezone ?? localZone();
  const [since] = useState(() => Math.floor(Date.now() / HOUR) * HOUR);
  const finals = useQueries({
    queries: schedules.map(({ slug }) => finalQuery(slug, since, since + AHEAD_MS)),
  });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <ul className="overflow-hidden rounded-card border border-line">
        {schedules.map((schedule, index) => (
          <li key={schedule.slug} className="border-b border-line last:border-b-0">
            <ScheduleRow
              schedule={schedule}
              final={finals[index]?.data}
              failed={finals[index]?.isError ?? false}
              zone={zone}
            />
          </li>
        ))}
      </ul>
      {me && (
        <Panel title={t("oncall.mine")}>
          <MyShifts
            me={me.id}
            zone={zone}
            schedules={schedules}
            finals={finals.map(({ data }) => data)}
          />
        </Panel>
      )}
    </div>
  );
}

interface ScheduleRowProps {
  schedule: Schedule;
  final?: FinalSchedule;
  failed: boolean;
  zone: string;
}

function ScheduleRow({ schedule, final, failed, zone }: ScheduleRowProps) {
  const t = useTranslate();
  const language = useLanguage();
  const now = Date.now();
  const current = final?.shifts.find(
    (shift) => Date.parse(shift.start) <= now && Date.parse(shift.end) > now,
  );
  const next = final?.shifts.find((shift) => Date.parse(shift.start) > now);
  const names = current?.people.map(({ name }) => name).join(", ");
  return (
    <Link
      to="/oncall/$schedule"
      params={{ schedule: schedule.slug }}
      className="grid gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.2fr)] sm:items-center"
    >
      <span className="min-w-0">
        <span className="block truncate font-semibold">{schedule.name}</span>
        <span className="block truncate text-muted">{schedule.timezone}</span>
      </span>
      <span className="min-w-0">
        {names && <span className="block truncate font-medium">{names}</span>}
        {final && !names && (
          <span className="flex items-center gap-1.5 font-semibold text-critical">
            <TriangleAlert size={16} aria-hidden />
            {t("oncall.nobody")}
          </span>
        )}
        <span className="block truncate text-muted">
          {failed
            ? t("error.unreachable")
            : current &&
              t("oncall.until", { at: zonedMoment(Date.parse(current.end), zone, language) })}
        </span>
      </span>
      <span className="min-w-0 text-muted">
        {next && (
          <span className="block truncate">
            {t("oncall.next", {
              names: next.people.map(({ name }) => name).join(", "),
              at: zonedMoment(Date.parse(next.start), zone, language),
            })}
          </span>
        )}
        {final && final.gaps.length > 0 && (
          <span className="flex items-center gap-1.5 text-critical">
            <TriangleAlert size={15} aria-hidden />
            {t("oncall.gaps.count", { count: final.gaps.length })}
          </span>
        )}
      </span>
    </Link>
  );
}

const MOST_SHIFTS = 8;

interface MyShiftsProps {
  me: string;
  zone: string;
  schedules: readonly Schedule[];
  finals: readonly (FinalSchedule | undefined)[];
}

function MyShifts({ me, zone, schedules, finals }: MyShiftsProps) {
  const t = useTranslate();
  const language = useLanguage();
  const mine = finals
    .flatMap((final, index) =>
      (final?.shifts ?? [])
        .filter((shift) => shift.people.some(({ id }) => id === me))
        .map((shift) => ({ shift, schedule: schedules[index] })),
    )
    .sort((left, right) => left.shift.start.localeCompare(right.shift.start))
    .slice(0, MOST_SHIFTS);
  if (mine.length === 0) return <p className="px-4 py-3 text-muted">{t("oncall.mine.none")}</p>;
  return (
    <ul className="divide-y divide-line">
      {mine.map(({ shift, schedule }) => (
        <li key={`${schedule?.slug} ${shift.start}`} className="px-4 py-2.5">
          <p className="font-medium">{schedule?.name}</p>
          <p className="tabular text-muted">
            {Date.parse(shift.start) <= Date.now()
              ? t("oncall.mine.now")
              : zonedMoment(Date.parse(shift.start), zone, language)}{" "}
            – {zonedMoment(Date.parse(shift.end), zone, language)}
          </p>
        </li>
      ))}
    </ul>
  );
}
