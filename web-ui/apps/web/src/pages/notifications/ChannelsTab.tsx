/** Channels: which are set up, their settings, and a test that shows the provider's own answer. */

import { Button, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CirclePause } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { ChannelForm } from "./ChannelForm";
import { type ChannelState, channelsQuery } from "./queries";

export function ChannelsTab() {
  const t = useTranslate();
  const query = useQuery(channelsQuery);
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Loaded query={query} what={t("notify.tab.channels")} rows={8}>
      {(channels) => (
        <ul className="grid items-start gap-3 lg:grid-cols-2">
          {channels.map((channel) => (
            <ChannelCard
              key={channel.channel}
              state={channel}
              isOpen={opened === channel.channel}
              onToggle={(open) => setOpened(open ? channel.channel : null)}
            />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

interface ChannelCardProps {
  state: ChannelState;
  isOpen: boolean;
  onToggle(open: boolean): void;
}

function ChannelCard({ state, isOpen, onToggle }: ChannelCardProps) {
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const name = t(`channel.${state.channel}`);
  const what = !state.configured ? "none" : state.enabled ? "ready" : "off";
  const Icon = { none: CircleDashed, ready: CircleCheck, off: CirclePause }[what];
  const tone = { none: "text-muted", ready: "text-ok", off: "text-medium" }[what];
  return (
    <li aria-label={name} className="rounded-card border border-line">
      <div className="flex min-h-14 items-center gap-3 px-4 py-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{name}</p>
          <p className={`flex items-center gap-1.5 ${tone}`}>
            <Icon size={15} aria-hidden />
            {t(`notify.channel.${what}`)}
            {state.configured && (
              <span className="text-muted"> · {t(`notify.source.${state.source}`)}</span>
            )}
          </p>
          {state.refused && <p className="text-critical">{state.refused}</p>}
        </div>
        {isManager && (
          <Button onPress={() => onToggle(!isOpen)}>
            {isOpen
              ? t("notify.channel.close")
              : state.configured
                ? t("notify.channel.edit")
                : t("notify.channel.set-up")}
          </Button>
        )}
      </div>
      {isOpen && <ChannelForm key={state.saved_at} state={state} onSaved={() => onToggle(false)} />}
    </li>
  );
}
