/** Wishes to be replaced: asking one person or all, accepting, declining, taking back. */

import { answerOf, api } from "@platform/api";
import { Button, Panel, useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { Repeat } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { useMay, useMe } from "../../session/session";
import { type Schedule, type Swap, schedulesKey, swapsQuery } from "./queries";
import { SwapDialog } from "./SwapDialog";

export function SwapsPanel({ schedule, zone }: { schedule: Schedule; zone: string }) {
  const t = useTranslate();
  const query = useQuery(swapsQuery(schedule.slug));
  const mayRespond = useMay("incidents:write");
  const [asks, setAsks] = useState(false);
  return (
    <Panel
      title={t("oncall.swaps")}
      aside={
        mayRespond && (
          <Button icon={Repeat} tone="quiet" onPress={() => setAsks(true)}>
            {t("oncall.swap.ask")}
          </Button>
        )
      }
    >
      <Loaded query={query} what={t("oncall.swaps")} part rows={2}>
        {(swaps) => {
          const shown = swaps.filter((swap) => Date.parse(swap.end) > Date.now());
          if (shown.length === 0)
            return <p className="px-4 py-3 text-muted">{t("oncall.swaps.none")}</p>;
          return (
            <ul className="divide-y divide-line">
              {shown.map((swap) => (
                <SwapItem key={swap.id} swap={swap} zone={zone} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {asks && <SwapDialog schedule={schedule} zone={zone} onClose={() => setAsks(false)} />}
    </Panel>
  );
}

type Answer = "accept" | "decline" | "withdraw";

const answers: Record<Answer, (id: string) => Promise<Swap>> = {
  accept: (swap_id) =>
    answerOf(api.POST("/api/v1/swaps/{swap_id}/accept", { params: { path: { swap_id } } })),
  decline: (swap_id) =>
    answerOf(api.POST("/api/v1/swaps/{swap_id}/decline", { params: { path: { swap_id } } })),
  withdraw: (swap_id) =>
    answerOf(api.POST("/api/v1/swaps/{swap_id}/withdraw", { params: { path: { swap_id } } })),
};

const STATE_TONES: Partial<Record<Swap["state"], string>> = {
  open: "text-medium",
  accepted: "text-ok",
};

function SwapItem({ swap, zone }: { swap: Swap; zone: string }) {
  const t = useTranslate();
  const language = useLanguage();
  const me = useMe()?.person?.id;
  const mayRespond = useMay("incidents:write");
  const answering = useSave({
    send: (answer: Answer) => answers[answer](swap.id),
    renew: [schedulesKey, ["on-call"]],
    inToast: true,
  });
  const isOpen = swap.state === "open";
  const isOwn = swap.person.id === me;
  const isAsked = mayRespond && !isOwn && (!swap.asked || swap.asked.id === me);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate">
          <span className="font-medium">{swap.person.name}</span>{" "}
          <span className="text-muted">
            {swap.asked
              ? t("oncall.swap.asks", { name: swap.asked.name })
              : t("oncall.swap.asks.all")}
          </span>
        </p>
        <p className="tabular text-muted">
          {zonedMoment(Date.parse(swap.start), zone, language)} –{" "}
          {zonedMoment(Date.parse(swap.end), zone, language)}
          {swap.message && ` · ${swap.message}`}
        </p>
        <p className={STATE_TONES[swap.state] ?? "text-muted"}>
          {t(`oncall.swap.${swap.state}`, { name: swap.taken_by?.name ?? "" })}
          {isOpen && (
            <span className="text-muted">
              {" · "}
              {t("oncall.swap.until", {
                at: zonedMoment(Date.parse(swap.expires_at), zone, language),
              })}
            </span>
          )}
        </p>
      </div>
      {isOpen && isOwn && (
        <Button isPending={answering.isPending} onPress={() => answering.save("withdraw")}>
          {t("oncall.swap.withdraw")}
        </Button>
      )}
      {isOpen && isAsked && (
        <>
          <Button
            tone="primary"
            isPending={answering.isPending}
            onPress={() => answering.save("accept")}
          >
            {t("oncall.swap.accept")}
          </Button>
          <Button isPending={answering.isPending} onPress={() => answering.save("decline")}>
            {t("oncall.swap.decline")}
          </Button>
        </>
      )}
    </li>
  );
}
