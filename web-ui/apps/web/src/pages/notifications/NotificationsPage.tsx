/** How people are told: one's own rules and addresses, channels, recipients, and the log. */

import { Banner, Button, EmptyState, useTranslate } from "@platform/ui";
import { Tabs } from "@platform/ui/tabs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { UserRound } from "lucide-react";
import { useMe, useSignIn } from "../../session/session";
import { Page } from "../../shell/Page";
import { reachabilityQuery } from "../policies/queries";
import { ChannelsTab } from "./ChannelsTab";
import { DevicesTab } from "./DevicesTab";
import { LogTab } from "./LogTab";
import { RecipientsTab } from "./RecipientsTab";
import { RulesTab } from "./RulesTab";
import { TABS } from "./search";

const route = getRouteApi("/shell/notifications");

export default function NotificationsPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const me = useMe()?.person;
  const search = route.useSearch();
  const tab = search.tab ?? (me ? "rules" : "channels");
  const contents = {
    rules: me ? <RulesTab person={me.id} zone={me.timezone} /> : <SignInFirst />,
    devices: me ? <DevicesTab person={me.id} /> : <SignInFirst />,
    channels: <ChannelsTab />,
    recipients: <RecipientsTab />,
    log: <LogTab />,
  };
  return (
    <Page title={t("notify.title")}>
      {me && <Unreachable person={me.id} />}
      <Tabs
        label={t("notify.title")}
        selected={tab}
        onSelect={(next) =>
          navigate({ to: "/notifications", search: { tab: next }, replace: true })
        }
        items={TABS.map((id) => ({ id, label: t(`notify.tab.${id}`), content: contents[id] }))}
      />
    </Page>
  );
}

/** Said before the pager would have to find out. */
function Unreachable({ person }: { person: string }) {
  const t = useTranslate();
  const { data } = useQuery(reachabilityQuery(person));
  if (!data || data.reachable) return null;
  return (
    <div className="mb-4 overflow-hidden rounded-card border border-line">
      <Banner>{t("notify.unreachable", { reason: data.reason || "" })}</Banner>
    </div>
  );
}

function SignInFirst() {
  const t = useTranslate();
  const signIn = useSignIn();
  return (
    <EmptyState
      icon={UserRound}
      title={t("notify.sign-in")}
      action={
        <Button tone="primary" onPress={signIn}>
          {t("session.sign-in")}
        </Button>
      }
    />
  );
}
