/** Editing a schedule: the past and whoever is on call stay as they are. */

import { useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Loaded } from "../../../data/Loaded";
import { Page } from "../../../shell/Page";
import { scheduleQuery } from "../queries";
import { draftOf } from "./draft";
import { ScheduleForm } from "./ScheduleForm";

const route = getRouteApi("/shell/oncall/$schedule/edit");

export default function EditSchedulePage() {
  const t = useTranslate();
  const { schedule: slug } = route.useParams();
  const query = useQuery(scheduleQuery(slug));
  return (
    <Page
      title={t("oncall.edit.title", { name: query.data?.name ?? slug })}
      parent={{ to: `/oncall/${slug}`, label: query.data?.name ?? slug }}
    >
      <Loaded query={query} what={t("oncall.schedule")}>
        {(schedule) => <ScheduleForm key={schedule.slug} slug={slug} initial={draftOf(schedule)} />}
      </Loaded>
    </Page>
  );
}
