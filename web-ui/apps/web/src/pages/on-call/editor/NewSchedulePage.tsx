/** A schedule from the beginning. */

import { useTranslate } from "@platform/ui";
import { localZone } from "@platform/ui/time-zone";
import { useMe } from "../../../session/session";
import { Page } from "../../../shell/Page";
import { ScheduleForm } from "./ScheduleForm";

export default function NewSchedulePage() {
  const t = useTranslate();
  const timezone = useMe()?.person?.timezone ?? localZone();
  return (
    <Page title={t("oncall.new")} parent={{ to: "/oncall", label: t("oncall.title") }}>
      <ScheduleForm
        key={timezone}
        initial={{ name: "", team: "", timezone, mode: "precedence", layers: [] }}
      />
    </Page>
  );
}
