/** One maintenance window, and ending it. */

import { answerOf, api } from "@platform/api";
import { At, Button, useTranslate } from "@platform/ui";
import { useSave } from "../../data/save";
import { type Maintenance, maintenanceKey } from "./queries";
import { RepeatText } from "./RepeatText";

export function MaintenanceItem({ window, mayEdit }: { window: Maintenance; mayEdit: boolean }) {
  const t = useTranslate();
  const ending = useSave({
    send: () =>
      answerOf(
        api.DELETE("/api/v1/maintenance/{window_id}", {
          params: { path: { window_id: window.id } },
        }),
      ),
    renew: [maintenanceKey],
    done: t("maintenance.ended"),
    inToast: true,
  });
  const now = Date.now();
  const isOver = Date.parse(window.ends_at) <= now;
  const isOn = !isOver && Date.parse(window.starts_at) <= now;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{window.title}</p>
        <p className="truncate text-muted">{window.services.join(", ")}</p>
        <p className="text-muted">
          {isOn && <span className="font-medium text-medium">{t("maintenance.on")} · </span>}
          {isOver && <span>{t("maintenance.over")} · </span>}
          <At instant={window.starts_at} /> – <At instant={window.ends_at} />
          <RepeatText
            rule={window.recurrence}
            minutes={window.window_minutes}
            zone={window.time_zone}
          />
        </p>
      </div>
      {mayEdit && !isOver && (
        <Button isPending={ending.isPending} onPress={() => ending.save()}>
          {t("silences.end")}
        </Button>
      )}
    </li>
  );
}
