/** This browser as a device for web push: what stands in the way, switching it on, testing it. */

import { answerOf, api } from "@platform/api";
import { Button, Panel, useTranslate } from "@platform/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import { newId } from "../../data/new-id";
import { reasonOf, useSave } from "../../data/save";
import {
  deviceName,
  isSameDevice,
  pushSupport,
  subscribeThisDevice,
  thisDeviceAddress,
  unsubscribeThisDevice,
} from "../../push/device";
import { useMay } from "../../session/session";
import { methodsKey, methodsQuery } from "./queries";

const supportQuery = {
  queryKey: ["push-support"],
  queryFn: async () => ({ support: await pushSupport(), address: await thisDeviceAddress() }),
};

export function ThisDevice({ person }: { person: string }) {
  const t = useTranslate();
  const client = useQueryClient();
  const isManager = useMay("integrations:write");
  const { data: methods } = useQuery(methodsQuery(person));
  const { data } = useQuery(supportQuery);
  const address = data?.address;
  const known = methods?.find(
    (method) => method.channel === "push" && address && isSameDevice(method.address, address),
  );
  const renewed = { renew: [methodsKey, supportQuery.queryKey, ["reachability"]] };
  const joining = useSave({
    ...renewed,
    send: () => subscribeThisDevice(known?.id ?? newId(), person, deviceName()),
    done: t("notify.push.on"),
  });
  const leaving = useSave({
    ...renewed,
    send: async () => {
      await unsubscribeThisDevice();
      if (known) {
        const params = { path: { method_id: known.id } };
        await answerOf(api.DELETE("/api/v1/contact-methods/{method_id}", { params }));
      }
    },
    done: t("notify.push.off"),
    inToast: true,
  });
  const testing = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/channels/{channel}/test", {
          params: { path: { channel: "push" } },
          body: { address },
        }),
      ),
    onDone: () => client.invalidateQueries({ queryKey: methodsKey }),
  });
  if (!data) return null;
  const isOn = data.support === "on" && known !== undefined;
  const mayJoin = data.support === "ready" || (data.support === "on" && !known);
  const state = mayJoin ? "ready" : data.support;
  return (
    <Panel title={t("notify.push")}>
      <div className="grid gap-3 p-4">
        <p className="text-muted">{t(`notify.push.state.${state}`)}</p>
        {joining.problem && <p className="text-critical">{reasonOf(joining.problem)}</p>}
        {testing.problem && <p className="text-critical">{reasonOf(testing.problem)}</p>}
        <div className="flex flex-wrap gap-2">
          {mayJoin && (
            <Button
              tone="primary"
              icon={BellRing}
              isPending={joining.isPending}
              onPress={() => joining.save()}
            >
              {t("notify.push.switch-on")}
            </Button>
          )}
          {isOn && (
            <Button isPending={leaving.isPending} onPress={() => leaving.save()}>
              {t("notify.push.switch-off")}
            </Button>
          )}
          {isOn && isManager && (
            <Button isPending={testing.isPending} onPress={() => testing.save()}>
              {t("notify.channel.test")}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
