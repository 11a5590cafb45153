/** Everything that can be sent, what became of it, and the health of what it is sent to. */

import { ErrorState, Skeleton, ToastRegion, useTranslate } from "@platform/ui";
import { Tabs } from "@platform/ui/tabs";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Form, type Scenario, scenariosQuery, stateQuery } from "./api";
import { ContinuousTab } from "./ContinuousTab";
import { Header } from "./Header";
import { HealthPanel } from "./HealthPanel";
import { LiveFeed } from "./LiveFeed";
import { OwnAlertTab } from "./OwnAlertTab";
import { ScenariosTab } from "./ScenariosTab";
import { StormTab } from "./StormTab";

const TABS = ["scenarios", "own", "storm", "continuous"] as const;
type TabId = (typeof TABS)[number];

/** The tab is kept in the address: a page that is loaded again shows the same. */
function useTab(): [TabId, (tab: TabId) => void] {
  const [tab, setTab] = useState<TabId>(
    () => TABS.find((known) => `#${known}` === window.location.hash) ?? "scenarios",
  );
  return [
    tab,
    (next) => {
      window.history.replaceState(null, "", `#${next}`);
      setTab(next);
    },
  ];
}

export function TestRunnerPage() {
  const t = useTranslate();
  const scenarios = useQuery(scenariosQuery);
  const { data: state } = useQuery(stateQuery);
  const [form, setForm] = useState<Form>("native");
  const list = scenarios.data?.scenarios ?? [];
  const title = t("runner.title");
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <>
      <Header
        count={list.length}
        forms={scenarios.data?.forms ?? ["native"]}
        form={form}
        onForm={setForm}
        state={state}
      />
      <main className="mx-auto grid max-w-7xl grid-cols-1 items-start gap-4 px-4 py-4 md:px-6 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="min-w-0">
          {scenarios.isPending && <Skeleton rows={8} rowClass="h-14" />}
          {scenarios.isError && (
            <ErrorState
              title={t("runner.error")}
              detail={scenarios.error.message}
              onRetry={scenarios.refetch}
            />
          )}
          {list.length > 0 && <Work scenarios={list} form={form} />}
        </div>
        <div className="grid grid-cols-1 gap-4 lg:sticky lg:top-24 lg:max-h-[calc(100vh-7rem)] lg:overflow-y-auto">
          <HealthPanel />
          <LiveFeed />
        </div>
      </main>
      <ToastRegion />
    </>
  );
}

function Work({ scenarios, form }: { scenarios: Scenario[]; form: Form }) {
  const t = useTranslate();
  const [tab, setTab] = useTab();
  const { data: state } = useQuery(stateQuery);
  const content = {
    scenarios: <ScenariosTab scenarios={scenarios} form={form} runs={state?.runs ?? []} />,
    own: <OwnAlertTab form={form} />,
    storm: state && <StormTab storm={state.storm} form={form} />,
    continuous: state && (
      <ContinuousTab continuous={state.continuous} scenarios={scenarios} form={form} />
    ),
  };
  const items = TABS.map((id) => ({ id, label: t(`tab.${id}`), content: content[id] }));
  return <Tabs label={t("tab.label")} items={items} selected={tab} onSelect={setTab} />;
}
