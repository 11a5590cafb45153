/**
 * First steps: from an empty platform to a page that has reached oneself. Each step sees by itself
 * whether it is done, and leads to where it is done.
 */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, Send } from "lucide-react";
import type { ReactNode } from "react";
import { reasonOf, useSave } from "../../data/save";
import { teamsQuery } from "../../directory/queries";
import { useMay, useMe, useSignIn } from "../../session/session";
import { type ContactMethod, channelsQuery, methodsQuery } from "../notifications/queries";
import { schedulesQuery } from "../on-call/queries";
import { reachabilityQuery } from "../policies/queries";

/** The mock channel keeps messages on the platform: it reaches nobody. */
const isReal = ({ channel }: { channel: string }) => channel !== "mock";

export function SetupTab() {
  const t = useTranslate();
  const navigate = useNavigate();
  const signIn = useSignIn();
  const me = useMe()?.person;
  const { data: teams } = useQuery(teamsQuery);
  const { data: schedules } = useQuery(schedulesQuery);
  const { data: channels } = useQuery(channelsQuery);
  const { data: reach } = useQuery({ ...reachabilityQuery(me?.id ?? ""), enabled: Boolean(me) });
  const steps = [
    {
      id: "account",
      done: Boolean(me),
      action: <Button onPress={signIn}>{t("session.sign-in")}</Button>,
    },
    {
      id: "address",
      done: window.isSecureContext,
      action: null,
    },
    {
      id: "team",
      done: (teams?.length ?? 0) > 0,
      action: (
        <Button onPress={() => navigate({ to: "/settings", search: { tab: "teams" } })}>
          {t("settings.team.add")}
        </Button>
      ),
    },
    {
      id: "schedule",
      done: (schedules?.length ?? 0) > 0,
      action: <Button onPress={() => navigate({ to: "/oncall/new" })}>{t("oncall.new")}</Button>,
    },
    {
      id: "channel",
      done: (channels ?? []).some((each) => each.configured && isReal(each)),
      action: (
        <Button onPress={() => navigate({ to: "/notifications", search: { tab: "channels" } })}>
          {t("notify.channel.set-up")}
        </Button>
      ),
    },
    {
      id: "reach",
      done: reach?.reachable ?? false,
      action: (
        <Button onPress={() => navigate({ to: "/notifications", search: { tab: "devices" } })}>
          {t("notify.device.add")}
        </Button>
      ),
    },
  ];
  const left = steps.filter(({ done }) => !done).length;
  return (
    <div className="grid max-w-3xl gap-4">
      <p role="status" className="text-muted">
        {left === 0 ? t("setup.ready") : t("setup.left", { count: left })}
      </p>
      <ol className="overflow-hidden rounded-card border border-line">
        {steps.map(({ id, done, action }, index) => (
          <Step key={id} number={index + 1} done={done} title={t(`setup.${id}`)}>
            {done ? t(`setup.${id}.done`) : t(`setup.${id}.open`)}
            {!done && action && <div className="mt-2">{action}</div>}
          </Step>
        ))}
        <Step number={steps.length + 1} done={false} title={t("setup.test")}>
          {t("setup.test.about")}
          {me && <TestPage person={me.id} />}
        </Step>
      </ol>
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}

function Step({ number, title, done, children }: StepProps) {
  const t = useTranslate();
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2 border-b border-line px-4 py-3 last:border-b-0">
      <Icon
        size={20}
        aria-label={done ? t("setup.step.done") : t("setup.step.open")}
        className={done ? "text-ok" : "text-muted"}
      />
      <div className="min-w-0">
        <h2>
          {number}. {title}
        </h2>
        <div className="text-muted">{children}</div>
      </div>
    </li>
  );
}

function TestPage({ person }: { person: string }) {
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const { data: methods } = useQuery(methodsQuery(person));
  const verified = (methods ?? []).filter((method) => method.verified);
  if (!isManager) return <p>{t("state.forbidden.role", { role: t("role.manager") })}</p>;
  if (verified.length === 0) return <p>{t("setup.test.nowhere")}</p>;
  return (
    <ul className="mt-2 grid gap-2">
      {verified.map((method) => (
        <li key={method.id}>
          <TestMessage method={method} />
        </li>
      ))}
    </ul>
  );
}

function TestMessage({ method }: { method: ContactMethod }) {
  const t = useTranslate();
  const sending = useSave({
    send: async () => {
      const answer = await answerOf(
        api.POST("/api/v1/channels/{channel}/test", {
          params: { path: { channel: method.channel } },
          body: { address: method.address },
        }),
      );
      if (!answer.ok) throw new Error(answer.detail);
    },
    done: t("setup.test.sent", { name: t(`channel.${method.channel}`) }),
  });
  return (
    <>
      <Button icon={Send} isPending={sending.isPending} onPress={() => sending.save()}>
        {t("setup.test.send", { name: t(`channel.${method.channel}`) })}
      </Button>
      {sending.problem && (
        <p role="alert" className="mt-1 text-critical">
          {sending.problem.message || reasonOf(sending.problem)}
        </p>
      )}
    </>
  );
}
