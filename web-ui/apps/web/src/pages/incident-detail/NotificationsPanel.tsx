/** Who was told, by what way, and whether it arrived; every attempt with the provider's answer. */

import { answerOf, api, type Delivery, type Incident } from "@platform/api";
import { At, Button, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import {
  Check,
  ChevronRight,
  CircleX,
  Clock,
  type LucideIcon,
  Minus,
  RotateCw,
  Send,
} from "lucide-react";
import { deliveriesQuery } from "../../incidents/queries";
import { useIncidentChange } from "../../incidents/use-change";
import { useMe } from "../../session/session";

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

const RESEND_SCOPE = "notifications:write";

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
            <DeliveryItem key={delivery.id} delivery={delivery} incident={incident} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DeliveryItem({ delivery, incident }: { delivery: Delivery; incident: Incident }) {
  const t = useTranslate();
  const Icon = ICONS[delivery.state];
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
      </p>
      {delivery.reason && <p className="text-muted">{delivery.reason}</p>}
      <Attempts delivery={delivery} />
      <Resend delivery={delivery} incident={incident} />
    </li>
  );
}

function Attempts({ delivery }: { delivery: Delivery }) {
  const t = useTranslate();
  const attempts = delivery.attempts ?? [];
  if (attempts.length === 0) return null;
  return (
    <details className="group">
      <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-muted hover:text-text narrow:min-h-11">
        <ChevronRight
          size={15}
          aria-hidden
          className="transition-transform duration-100 group-open:rotate-90"
        />
        {t("notifications.attempts", { count: attempts.length })}
      </summary>
      <ol className="mt-1 space-y-1 border-l-2 border-line pl-3">
        {attempts.map((attempt) => (
          <li key={attempt.number}>
            {t(`attempt.${attempt.outcome}`)}
            <span className="text-muted">
              {" · "}
              <At instant={attempt.at} />
              {attempt.latency_ms != null && ` · ${Math.round(attempt.latency_ms)} ms`}
              {attempt.reason && ` · ${attempt.reason}`}
            </span>
          </li>
        ))}
        {delivery.receipt && (
          <li className="text-ok">{t("notifications.receipt", { receipt: delivery.receipt })}</li>
        )}
      </ol>
    </details>
  );
}

/** Only what was given up can be sent again, by whoever manages notifications. */
function Resend({ delivery, incident }: { delivery: Delivery; incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const may = useMe()?.scopes?.includes(RESEND_SCOPE);
  if (!may || (delivery.state !== "failed" && delivery.state !== "expired")) return null;
  const resend = () =>
    change.run(
      () =>
        answerOf(
          api.POST("/api/v1/deliveries/{delivery_id}/replay", {
            params: { path: { delivery_id: delivery.id } },
          }),
        ),
      t("notifications.resent"),
    );
  return (
    <div className="mt-1">
      <Button icon={RotateCw} onPress={resend} isPending={change.isPending}>
        {t("notifications.resend")}
      </Button>
    </div>
  );
}
