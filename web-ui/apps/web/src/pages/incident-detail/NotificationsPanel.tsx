/** Who was told, by what way, and whether it arrived. */

import type { Delivery, Incident } from "@platform/api";
import { At, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, CircleX, Clock, type LucideIcon, Minus, RotateCw, Send } from "lucide-react";
import { deliveriesQuery } from "../../incidents/queries";

const ICONS: Record<Delivery["state"], LucideIcon> = {
  queued: Clock,
  sending: Send,
  retry: RotateCw,
  sent: Check,
  failed: CircleX,
  expired: CircleX,
  superseded: Minus,
};

const TONES: Partial<Record<Delivery["state"], string>> = {
  sent: "text-ok",
  retry: "text-medium",
  failed: "text-critical",
  expired: "text-critical",
};

export function NotificationsPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(deliveriesQuery(incident));
  return (
    <Panel title={t("notifications.title")}>
      {isPending && <Skeleton rows={2} />}
      {isError && <PanelUnavailable message={t("notifications.unavailable")} onRetry={refetch} />}
      {data?.items.length === 0 && (
        <p className="px-4 py-3 text-muted">{t("notifications.none")}</p>
      )}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {data.items.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DeliveryItem({ delivery }: { delivery: Delivery }) {
  const t = useTranslate();
  const Icon = ICONS[delivery.state];
  const attempts = delivery.attempts?.length ?? 0;
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 truncate font-medium">{delivery.person.name}</p>
        <p
          className={`inline-flex shrink-0 items-center gap-1.5 ${TONES[delivery.state] ?? "text-muted"}`}
        >
          <Icon size={15} aria-hidden />
          {t(`delivery.${delivery.state}`)}
        </p>
      </div>
      <p className="text-muted">
        {t(`channel.${delivery.channel}`)}
        {delivery.level != null && ` · ${t("facts.level", { level: delivery.level })}`}
        {" · "}
        <At instant={delivery.sent_at ?? delivery.due_at} />
        {attempts > 1 && ` · ${t("notifications.attempts", { count: attempts })}`}
      </p>
      {delivery.reason && <p className="text-muted">{delivery.reason}</p>}
    </li>
  );
}
