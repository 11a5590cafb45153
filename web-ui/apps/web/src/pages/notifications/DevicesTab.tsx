/** My addresses: where I can be told. A new one counts when its code was entered. */

import { answerOf, api } from "@platform/api";
import { Button, EmptyState, Panel, useTranslate } from "@platform/ui";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, Smartphone } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../data/Loaded";
import { newId } from "../../data/new-id";
import { Problem, reasonFor, useSave } from "../../data/save";
import {
  type Channel,
  type ContactMethod,
  channelsQuery,
  methodsKey,
  methodsQuery,
} from "./queries";
import { ThisDevice } from "./ThisDevice";

const RENEWED = [methodsKey, ["reachability"]];

export function DevicesTab({ person }: { person: string }) {
  const t = useTranslate();
  const query = useQuery(methodsQuery(person));
  return (
    <div className="grid max-w-4xl items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Panel title={t("notify.devices")}>
        <Loaded query={query} what={t("notify.devices")} part>
          {(methods) =>
            methods.length === 0 ? (
              <EmptyState
                icon={Smartphone}
                title={t("notify.devices.empty")}
                detail={t("notify.devices.empty.detail")}
              />
            ) : (
              <ul className="divide-y divide-line">
                {methods.map((method) => (
                  <MethodItem key={method.id} method={method} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      <div className="grid gap-4">
        <ThisDevice person={person} />
        <AddMethod person={person} />
      </div>
    </div>
  );
}

function MethodItem({ method }: { method: ContactMethod }) {
  const t = useTranslate();
  const params = { path: { method_id: method.id } };
  const [code, setCode] = useState<string | null>(null);
  const removing = useSave({
    send: () => answerOf(api.DELETE("/api/v1/contact-methods/{method_id}", { params })),
    renew: RENEWED,
    done: t("notify.device.removed"),
    inToast: true,
  });
  const sending = useSave({
    send: () => answerOf(api.POST("/api/v1/contact-methods/{method_id}/code", { params })),
    done: t("notify.device.code-sent"),
    onDone: () => setCode(""),
    inToast: true,
  });
  const confirming = useSave({
    send: (value: string) =>
      answerOf(
        api.POST("/api/v1/contact-methods/{method_id}/verify", { params, body: { code: value } }),
      ),
    renew: RENEWED,
    inToast: true,
  });
  const Icon = method.verified ? CircleCheck : CircleDashed;
  const address = method.channel === "push" ? "" : method.address;
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <p className="font-medium">
            {t(`channel.${method.channel}`)}
            {method.label && <span className="font-normal text-muted"> · {method.label}</span>}
          </p>
          <p className="truncate text-muted">{address}</p>
          <p className={`flex items-center gap-1.5 ${method.verified ? "text-ok" : "text-medium"}`}>
            <Icon size={15} aria-hidden />
            {method.verified ? t("notify.device.verified") : t("notify.device.unverified")}
          </p>
        </div>
        {!method.verified && (
          <Button isPending={sending.isPending} onPress={() => sending.save()}>
            {t("notify.device.send-code")}
          </Button>
        )}
        <Button isPending={removing.isPending} onPress={() => removing.save()}>
          {t("notify.device.remove")}
        </Button>
      </div>
      {!method.verified && code !== null && (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            confirming.save(code);
          }}
        >
          <InputField
            label={t("notify.device.code")}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            className="w-40"
          />
          <Button type="submit" tone="primary" isPending={confirming.isPending}>
            {t("notify.device.confirm")}
          </Button>
        </form>
      )}
    </li>
  );
}

function AddMethod({ person }: { person: string }) {
  const t = useTranslate();
  const { data: channels } = useQuery(channelsQuery);
  const [channel, setChannel] = useState("");
  const [address, setAddress] = useState("");
  const [label, setLabel] = useState("");
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/contact-methods/{method_id}", {
          params: { path: { method_id: newId() } },
          body: { person_id: person, channel: channel as Channel, address: address.trim(), label },
        }),
      ),
    renew: RENEWED,
    done: t("notify.device.added"),
    onDone: () => {
      setAddress("");
      setLabel("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <Panel title={t("notify.device.add")}>
      <form onSubmit={submit} className="grid gap-3 p-4">
        <SelectField
          label={t("notify.channel")}
          value={channel}
          onChange={setChannel}
          placeholder={t("notify.channel.choose")}
          options={(channels ?? [])
            .filter((each) => each.personal && each.configured && each.channel !== "push")
            .map((each) => ({ value: each.channel, label: t(`channel.${each.channel}`) }))}
          error={reasonFor(saving.problem, "channel")}
          required
        />
        <InputField
          label={t("notify.device.address")}
          value={address}
          onChange={setAddress}
          error={reasonFor(saving.problem, "address")}
          required
        />
        <InputField label={t("notify.device.label")} value={label} onChange={setLabel} />
        <Problem problem={saving.problem} shown={["channel", "address"]} />
        <Button
          type="submit"
          tone="primary"
          isDisabled={!channel || !address.trim()}
          isPending={saving.isPending}
        >
          {t("notify.device.add")}
        </Button>
      </form>
    </Panel>
  );
}
