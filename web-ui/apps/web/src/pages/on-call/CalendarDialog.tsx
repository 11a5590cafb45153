/** Addresses for calendar programs: one's own shifts, or the whole schedule. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { useState } from "react";
import { CopyField } from "../../data/CopyField";
import { Problem, useSave } from "../../data/save";
import { useMay, useMe } from "../../session/session";
import type { Schedule } from "./queries";

const makeOwn = () => answerOf(api.POST("/api/v1/me/calendar"));
const makeShared = (slug: string) =>
  answerOf(api.POST("/api/v1/schedules/{slug}/calendar", { params: { path: { slug } } }));

export function CalendarDialog({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const t = useTranslate();
  const isPerson = Boolean(useMe()?.person);
  const isManager = useMay("oncall:write");
  return (
    <Dialog title={t("oncall.calendar")} onClose={onClose}>
      <p className="mb-4 text-muted">{t("oncall.calendar.about")}</p>
      <div className="grid gap-5">
        {isPerson && <Feed label={t("oncall.calendar.mine")} make={makeOwn} />}
        {isManager && (
          <Feed
            label={t("oncall.calendar.schedule", { name: schedule.name })}
            make={() => makeShared(schedule.slug)}
          />
        )}
        {!isPerson && !isManager && <p>{t("oncall.calendar.sign-in")}</p>}
      </div>
    </Dialog>
  );
}

function Feed({ label, make }: { label: string; make(): Promise<{ url: string }> }) {
  const t = useTranslate();
  const [url, setUrl] = useState("");
  const making = useSave({ send: make, onDone: (feed) => setUrl(feed.url) });
  return (
    <section aria-label={label} className="grid gap-2">
      <div className="flex items-center justify-between gap-3">
        <p className="font-medium">{label}</p>
        <Button isPending={making.isPending} onPress={() => making.save()}>
          {t("oncall.calendar.make")}
        </Button>
      </div>
      {url && <CopyField label={label} value={url} />}
      <Problem problem={making.problem} />
    </section>
  );
}
