/** Everything that was sent or is to be sent: each attempt with its answer, and sending it again. */

import { answerOf, api, type Delivery } from "@platform/api";
import { At, Button, EmptyState, useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Inbox, RotateCw } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { personOptions, usePeople } from "../../directory/queries";
import { useMay } from "../../session/session";
import { type Channel, logKey, logQuery } from "./queries";

const route = getRouteApi("/shell/notifications");

const STATES: readonly Delivery["state"][] = [
  "queued",
  "sending",
  "retry",
  "sent",
  "failed",
  "expired",
  "superseded",
];
const CHANNELS: readonly Channel[] = [
  "email",
  "push",
  "sms",
  "voice",
  "slack",
  "teams",
  "mattermost",
  "telegram",
  "discord",
  "ntfy",
  "webhook",
  "apprise",
  "mock",
];
const TONES: Partial<Record<Delivery["state"], string>> = {
  sent: "text-ok",
  retry: "text-medium",
  failed: "text-critical",
  expired: "text-critical",
};

export function LogTab() {
  const t = useTranslate();
  const navigate = useNavigate();
  const people = usePeople();
  const search = route.useSearch();
  const filter = {
    person: search.person,
    channel: CHANNELS.find((each) => each === search.channel),
    state: STATES.find((each) => each === search.state),
  };
  const query = useInfiniteQuery(logQuery(filter));
  const change = (next: Partial<typeof filter>) =>
    navigate({ to: "/notifications", search: { ...search, tab: "log", ...next }, replace: true });
  return (
    <>
      <div className="mb-3 grid gap-2 sm:grid-cols-3">
        <SelectField
          label={t("notify.log.person")}
          value={filter.person ?? ""}
          onChange={(person) => change({ person: person || undefined })}
          placeholder={t("notify.log.everybody")}
          options={personOptions(people)}
        />
        <SelectField
          label={t("notify.channel")}
          value={filter.channel ?? ""}
          onChange={(channel) => change({ channel: (channel as Channel) || undefined })}
          placeholder={t("notify.log.all-channels")}
          options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
        <SelectField
          label={t("notify.log.state")}
          value={filter.state ?? ""}
          onChange={(state) => change({ state: (state as Delivery["state"]) || undefined })}
          placeholder={t("notify.log.all-states")}
          options={STATES.map((value) => ({ value, label: t(`delivery.${value}`) }))}
        />
      </div>
      <Loaded query={query} what={t("notify.tab.log")} rows={6}>
        {({ pages }) => {
          const deliveries = pages.flatMap((page) => page.items);
          if (deliveries.length === 0)
            return <EmptyState icon={Inbox} title={t("notify.log.empty")} />;
          return (
            <ul className="overflow-hidden rounded-card border border-line">
              {deliveries.map((delivery) => (
                <LogItem key={delivery.id} delivery={delivery} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button
          className="mt-3"
          isPending={query.isFetchingNextPage}
          onPress={() => query.fetchNextPage()}
        >
          {t("notify.log.more")}
        </Button>
      )}
    </>
  );
}

function LogItem({ delivery }: { delivery: Delivery }) {
  const t = useTranslate();
  const isManager = useMay("notifications:write");
  const again = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/deliveries/{delivery_id}/replay", {
          params: { path: { delivery_id: delivery.id } },
        }),
      ),
    renew: [logKey],
    done: t("notify.log.replayed"),
    inToast: true,
  });
  const attempts = delivery.attempts ?? [];
  const isOver = delivery.state === "failed" || delivery.state === "expired";
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0 lg:grid-cols-[9rem_minmax(0,1fr)_minmax(0,1.4fr)_auto] lg:items-start">
      <p className="text-muted">
        <At instant={delivery.created_at} />
      </p>
      <p className="min-w-0">
        <span className="block truncate font-medium">{delivery.person.name}</span>
        <span className="block truncate text-muted">
          {t(`channel.${delivery.channel}`)}
          {delivery.incident_number != null && (
            <>
              {" · "}
              <Link
                to="/incidents/$number"
                params={{ number: String(delivery.incident_number) }}
                className="text-accent underline-offset-2 hover:underline"
              >
                INC-{delivery.incident_number}
              </Link>
            </>
          )}
        </span>
      </p>
      <div className="min-w-0">
        <p className={TONES[delivery.state] ?? "text-muted"}>
          {t(`delivery.${delivery.state}`)}
          {delivery.reason && ` · ${delivery.reason}`}
        </p>
        {attempts.map((attempt) => (
          <p key={attempt.number} className="text-muted">
            {t("notify.log.attempt", { number: attempt.number })} <At instant={attempt.at} /> ·{" "}
            {t(`notify.outcome.${attempt.outcome}`)}
            {attempt.latency_ms != null && ` · ${Math.round(attempt.latency_ms)} ms`}
            {attempt.reason && ` · ${attempt.reason}`}
          </p>
        ))}
        {delivery.state === "retry" && (
          <p className="text-muted">
            {t("notify.log.next")} <At instant={delivery.due_at} />
          </p>
        )}
      </div>
      {isManager && isOver && (
        <Button icon={RotateCw} isPending={again.isPending} onPress={() => again.save()}>
          {t("notify.log.again")}
        </Button>
      )}
    </li>
  );
}
