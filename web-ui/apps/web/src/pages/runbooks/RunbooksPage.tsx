/** Runbooks by service, and the knowledge base of the analysis. */

import { Button, useTranslate } from "@platform/ui";
import { Tabs } from "@platform/ui/tabs";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { KnowledgeTab } from "./KnowledgeTab";
import { RunbookList } from "./RunbookList";
import { TABS } from "./search";

const route = getRouteApi("/shell/runbooks");

export default function RunbooksPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { tab = "runbooks" } = route.useSearch();
  const mayWrite = useMay("knowledge:write");
  const contents = { runbooks: <RunbookList />, knowledge: <KnowledgeTab /> };
  return (
    <Page
      title={t("runbooks.title")}
      actions={
        mayWrite && (
          <Button
            icon={Plus}
            tone="primary"
            onPress={() => navigate({ to: "/runbooks/$runbook", params: { runbook: "new" } })}
          >
            {t("runbooks.new")}
          </Button>
        )
      }
    >
      <Tabs
        label={t("runbooks.title")}
        selected={tab}
        onSelect={(next) => navigate({ to: "/runbooks", search: { tab: next }, replace: true })}
        items={TABS.map((id) => ({ id, label: t(`runbooks.tab.${id}`), content: contents[id] }))}
      />
    </Page>
  );
}
