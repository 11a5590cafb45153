/** What is connected: senders of alerts, trackers, and where channels are set up. */

import { Button, EmptyState, Panel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Plug, Plus } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { CreateDialog } from "./CreateDialog";
import { GitHubCard } from "./GitHubCard";
import { IntegrationItem } from "./IntegrationItem";
import { JiraCard } from "./JiraCard";
import { integrationsQuery } from "./queries";

export default function IntegrationsPage() {
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const [creates, setCreates] = useState(false);
  const query = useQuery(integrationsQuery);
  const add = isManager && (
    <Button icon={Plus} tone="primary" onPress={() => setCreates(true)}>
      {t("integrations.add")}
    </Button>
  );
  return (
    <Page title={t("integrations.title")} actions={add}>
      <div className="grid gap-4">
        <Panel title={t("integrations.senders")} aside={query.data?.length}>
          <Loaded query={query} what={t("integrations.senders")} part>
            {(integrations) =>
              integrations.length === 0 ? (
                <EmptyState
                  icon={Plug}
                  title={t("integrations.empty")}
                  detail={t("integrations.empty.detail")}
                  action={add}
                />
              ) : (
                <ul className="divide-y divide-line">
                  {integrations.map((integration) => (
                    <IntegrationItem key={integration.id} integration={integration} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Panel>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <JiraCard />
          <GitHubCard />
        </div>
        <p>
          <Link
            to="/notifications"
            search={{ tab: "channels" }}
            className="inline-flex min-h-6 items-center gap-1.5 text-accent underline-offset-2 hover:underline narrow:min-h-11"
          >
            {t("integrations.channels")}
            <ArrowRight size={15} aria-hidden />
          </Link>
        </p>
      </div>
      {creates && <CreateDialog onClose={() => setCreates(false)} />}
    </Page>
  );
}
