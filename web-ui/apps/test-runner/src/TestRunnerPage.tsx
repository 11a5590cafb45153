/** Scenarios to send, and the health of what they are sent to. */

import {
  Button,
  ErrorState,
  IconButton,
  Skeleton,
  setLanguage,
  toggleTheme,
  useCommands,
  useLanguage,
  useTranslate,
} from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Languages, Send, SunMoon } from "lucide-react";
import { useEffect } from "react";
import { type Scenario, scenariosQuery } from "./api";
import { HealthPanel } from "./HealthPanel";
import { ScenarioItem } from "./ScenarioItem";
import { type Runs, useRuns } from "./use-runs";

export function TestRunnerPage() {
  const t = useTranslate();
  const scenarios = useQuery(scenariosQuery);
  const runs = useRuns();
  const list = scenarios.data ?? [];
  const title = t("runner.title");
  useEffect(() => {
    document.title = title;
  }, [title]);
  useCommands([
    { id: "theme", group: "general", label: t("runner.theme"), keys: ["t"], run: toggleTheme },
  ]);

  return (
    <>
      <header className="sticky top-0 z-10 border-b border-line bg-bg">
        <p className="test-band px-4 py-1.5 text-center font-semibold tracking-wide text-text">
          {t("runner.band")}
        </p>
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-2 px-4 py-2 md:px-6">
          <h1 className="mr-3">{title}</h1>
          <p role="status" className="tabular text-muted narrow:order-last narrow:w-full">
            {list.length > 0 && <Progress scenarios={list} runs={runs} />}
          </p>
          <span className="flex-1" />
          <LanguageButton />
          <IconButton
            label={t("runner.theme")}
            icon={SunMoon}
            onPress={toggleTheme}
            commandId="theme"
          />
          <Button
            tone="primary"
            icon={Send}
            isPending={runs.isSendingAll}
            isDisabled={list.length === 0}
            onPress={() => runs.sendAll(list)}
          >
            {runs.isSendingAll ? t("runner.sending-all") : t("runner.send-all")}
          </Button>
        </div>
      </header>
      <main className="mx-auto grid max-w-6xl items-start gap-4 px-4 py-4 md:px-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="order-2 grid min-w-0 gap-4 lg:order-1">
          {scenarios.isPending && <Skeleton rows={8} rowClass="h-14" />}
          {scenarios.isError && (
            <ErrorState
              title={t("runner.error")}
              detail={scenarios.error.message}
              onRetry={scenarios.refetch}
            />
          )}
          <Categories scenarios={list} runs={runs} />
        </div>
        <div className="order-1 lg:sticky lg:top-24 lg:order-2">
          <HealthPanel />
        </div>
      </main>
    </>
  );
}

function Progress({ scenarios, runs }: { scenarios: Scenario[]; runs: Runs }) {
  const t = useTranslate();
  const all = Object.values(runs.byScenario);
  const done = all.filter((run) => run.state === "sent").length;
  const failed = all.filter((run) => run.state === "failed").length;
  if (done + failed === 0) return t("runner.count", { count: scenarios.length });
  return t("runner.progress", { done, failed, count: scenarios.length });
}

function Categories({ scenarios, runs }: { scenarios: Scenario[]; runs: Runs }) {
  const categories = [...new Set(scenarios.map((scenario) => scenario.category))];
  return categories.map((category) => (
    <Category
      key={category}
      category={category}
      scenarios={scenarios.filter((scenario) => scenario.category === category)}
      runs={runs}
    />
  ));
}

const KNOWN = ["infrastructure", "application", "database", "network", "security", "business"];

interface CategoryProps {
  category: string;
  scenarios: Scenario[];
  runs: Runs;
}

function Category({ category, scenarios, runs }: CategoryProps) {
  const t = useTranslate();
  const word = KNOWN.find((known) => category.toLowerCase().startsWith(known));
  const id = `category-${category}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 flex items-baseline gap-2">
        {word ? t(`category.${word}`) : category}
        <span className="text-sm font-normal text-muted tabular">{scenarios.length}</span>
      </h2>
      <ul className="divide-y divide-line rounded-card border border-line">
        {scenarios.map((scenario) => (
          <ScenarioItem
            key={scenario.id}
            scenario={scenario}
            run={runs.byScenario[scenario.id]}
            onSend={() => runs.send(scenario)}
          />
        ))}
      </ul>
    </section>
  );
}

function LanguageButton() {
  const t = useTranslate();
  const language = useLanguage();
  return (
    <IconButton
      label={t("runner.language")}
      icon={Languages}
      onPress={() => setLanguage(language === "ko" ? "en" : "ko")}
    />
  );
}
