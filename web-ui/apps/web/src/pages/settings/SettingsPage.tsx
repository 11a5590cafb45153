/** Settings: one's own, and those of the whole platform. What a role may not see is not offered. */

import { useTranslate } from "@platform/ui";
import { Tabs } from "@platform/ui/tabs";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { AboutTab } from "./AboutTab";
import { AuditTab } from "./AuditTab";
import { KeysTab } from "./KeysTab";
import { PeopleTab } from "./PeopleTab";
import { ProfileTab } from "./ProfileTab";
import { SetupTab } from "./SetupTab";
import { SlaTab } from "./SlaTab";
import { TABS } from "./search";
import { TeamsTab } from "./TeamsTab";

const route = getRouteApi("/shell/settings");

export default function SettingsPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { tab = "profile" } = route.useSearch();
  const isOperator = useMay("platform:ops");
  const contents = {
    profile: <ProfileTab />,
    people: <PeopleTab />,
    teams: <TeamsTab />,
    keys: <KeysTab />,
    sla: <SlaTab />,
    audit: <AuditTab />,
    setup: <SetupTab />,
    about: <AboutTab />,
  };
  const shown = TABS.filter((id) => id !== "audit" || isOperator);
  return (
    <Page title={t("settings.title")}>
      <Tabs
        label={t("settings.title")}
        selected={shown.includes(tab) ? tab : "profile"}
        onSelect={(next) => navigate({ to: "/settings", search: { tab: next }, replace: true })}
        items={shown.map((id) => ({ id, label: t(`settings.tab.${id}`), content: contents[id] }))}
      />
    </Page>
  );
}
