/** One schedule: who is on call when, and everything that changes it. */

import { statusOf } from "@platform/api";
import { Button, EmptyState, useCommands, useNarrow, useTranslate } from "@platform/ui";
import { ActionMenu } from "@platform/ui/action-menu";
import { fromWallTime } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { CalendarPlus, Download, Ellipsis, Layers, SearchX, UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { CalendarDialog } from "./CalendarDialog";
import { FairnessPanel } from "./FairnessPanel";
import { GapsNote } from "./GapsNote";
import { OverrideDialog } from "./OverrideDialog";
import { OverridesPanel } from "./OverridesPanel";
import { finalQuery, type Schedule, scheduleQuery } from "./queries";
import { RangeBar } from "./RangeBar";
import { neighbour, type Range, rangeAround } from "./range";
import { SwapsPanel } from "./SwapsPanel";
import type { RangeSearch } from "./search";
import { DayList } from "./timeline/DayList";
import { Timeline } from "./timeline/Timeline";
import type { Span } from "./timeline/use-drag";
import { useZone } from "./use-zone";

const route = getRouteApi("/shell/oncall/$schedule");

export default function SchedulePage() {
  const t = useTranslate();
  const { schedule: slug } = route.useParams();
  const query = useQuery(scheduleQuery(slug));
  if (statusOf(query.error) === 404) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("oncall.not-found", { slug })}
        action={
          <Link to="/oncall" className="text-accent underline-offset-2 hover:underline">
            {t("oncall.to-list")}
          </Link>
        }
      />
    );
  }
  return (
    <Loaded query={query} what={t("oncall.schedule")}>
      {(schedule) => <ScheduleView schedule={schedule} />}
    </Loaded>
  );
}

type Picked = { span: Span; insteadOf?: string };

const HOUR = 3_600_000;
const nextHour = () => Math.ceil(Date.now() / HOUR) * HOUR;

function ScheduleView({ schedule }: { schedule: Schedule }) {
  const t = useTranslate();
  const navigate = useNavigate();
  const isNarrow = useNarrow();
  const search = route.useSearch();
  const zone = useZone(search.zone, schedule.timezone);
  const view = search.view ?? (isNarrow ? "list" : "week");
  const anchor = search.from ? fromWallTime(`${search.from}T12:00`, zone) : Date.now();
  const range = rangeAround(anchor, view, zone);
  const Drawing = view === "list" ? DayList : Timeline;
  const final = useQuery(finalQuery(schedule.slug, range.since, range.until));
  const [picked, setPicked] = useState<Picked | null>(null);
  const [calendar, setCalendar] = useState(false);
  const [now] = useState(() => Math.floor(Date.now() / HOUR) * HOUR);
  const mayOverride = useMay("incidents:write");

  const change = (next: RangeSearch) =>
    navigate({
      to: "/oncall/$schedule",
      params: { schedule: schedule.slug },
      search: next,
      replace: true,
    });
  const move = (step: -1 | 1) => change({ ...search, from: neighbour(range, view, step, zone) });
  const override = (span: Span, insteadOf?: string) => setPicked({ span, insteadOf });
  const overrideSoon = () => override({ start: nextHour(), end: nextHour() + 4 * HOUR });

  const goTo = (from: string | undefined) => change({ ...search, from });
  useRangeCommands(move, () => goTo(undefined));
  useCommands(
    mayOverride
      ? [
          {
            id: "oncall-override",
            group: "act",
            label: t("oncall.override"),
            keys: ["o"],
            run: overrideSoon,
          },
        ]
      : [],
  );

  return (
    <Page
      title={schedule.name}
      parent={{ to: "/oncall", label: t("oncall.title") }}
      detail={`${schedule.timezone}${schedule.team ? ` · ${t("oncall.team", { team: schedule.team })}` : ""}`}
      actions={
        <>
          {mayOverride && (
            <Button
              tone="primary"
              icon={UserRoundPlus}
              commandId="oncall-override"
              onPress={overrideSoon}
            >
              {t("oncall.override")}
            </Button>
          )}
          <MoreMenu schedule={schedule} range={range} onCalendar={() => setCalendar(true)} />
        </>
      }
    >
      <GapsNote schedule={schedule} zone={zone} />
      <RangeBar
        {...{ range, view, zone, search }}
        scheduleZone={schedule.timezone}
        onChange={change}
        onMove={move}
      />
      <Loaded query={final} what={t("oncall.final")} part rows={5}>
        {(data) => (
          <Drawing
            {...{ schedule, range, zone }}
            final={data}
            onOverride={mayOverride ? override : undefined}
          />
        )}
      </Loaded>
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-2">
        <OverridesPanel schedule={schedule} zone={zone} now={now} />
        <SwapsPanel schedule={schedule} zone={zone} />
        <FairnessPanel schedule={schedule} zone={zone} now={now} />
      </div>
      {picked && (
        <OverrideDialog
          schedule={schedule}
          zone={zone}
          {...picked}
          onClose={() => setPicked(null)}
        />
      )}
      {calendar && <CalendarDialog schedule={schedule} onClose={() => setCalendar(false)} />}
    </Page>
  );
}

function useRangeCommands(move: (step: -1 | 1) => void, toToday: () => void): void {
  const t = useTranslate();
  useCommands([
    {
      id: "oncall-previous",
      group: "navigation",
      label: t("oncall.range.previous"),
      keys: ["ArrowLeft"],
      run: () => move(-1),
    },
    {
      id: "oncall-next",
      group: "navigation",
      label: t("oncall.range.next"),
      keys: ["ArrowRight"],
      run: () => move(1),
    },
    {
      id: "oncall-today",
      group: "navigation",
      label: t("oncall.today"),
      keys: ["t"],
      run: toToday,
    },
  ]);
}

interface MoreMenuProps {
  schedule: Schedule;
  range: Range;
  onCalendar(): void;
}

function MoreMenu({ schedule, range, onCalendar }: MoreMenuProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const isManager = useMay("oncall:write");
  const exported = new URLSearchParams({
    since: new Date(range.since).toISOString(),
    until: new Date(range.until).toISOString(),
  });
  const edit = {
    id: "edit",
    label: t("oncall.edit"),
    icon: Layers,
    run: () => navigate({ to: "/oncall/$schedule/edit", params: { schedule: schedule.slug } }),
  };
  return (
    <ActionMenu
      label={t("oncall.more")}
      icon={Ellipsis}
      items={[
        ...(isManager ? [edit] : []),
        { id: "calendar", label: t("oncall.calendar"), icon: CalendarPlus, run: onCalendar },
        {
          id: "csv",
          label: t("oncall.csv"),
          icon: Download,
          run: () =>
            window.location.assign(`/api/v1/schedules/${schedule.slug}/shifts.csv?${exported}`),
        },
      ]}
    />
  );
}
