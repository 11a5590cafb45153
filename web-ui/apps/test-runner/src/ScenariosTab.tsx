/** The scenarios by category. */

import { useTranslate } from "@platform/ui";
import type { Form, Run, Scenario } from "./api";
import { ScenarioItem } from "./ScenarioItem";

interface ScenariosTabProps {
  scenarios: Scenario[];
  form: Form;
  runs: Run[];
}

export function ScenariosTab({ scenarios, form, runs }: ScenariosTabProps) {
  const categories = [...new Set(scenarios.map((scenario) => scenario.category))];
  const latest = new Map<string | null, Run>();
  for (const run of runs.filter(({ kind }) => kind === "scenario")) {
    if (!latest.has(run.scenario_id)) latest.set(run.scenario_id, run);
  }
  return (
    <div className="grid gap-4">
      {categories.map((category) => (
        <Category key={category} category={category}>
          {scenarios
            .filter((scenario) => scenario.category === category)
            .map((scenario) => (
              <ScenarioItem
                key={scenario.id}
                scenario={scenario}
                form={form}
                run={latest.get(scenario.id)}
              />
            ))}
        </Category>
      ))}
    </div>
  );
}

function Category({ category, children }: { category: string; children: React.ReactElement[] }) {
  const t = useTranslate();
  const id = `category-${category}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 flex items-baseline gap-2">
        {t(`category.${category}`)}
        <span className="text-sm font-normal text-muted tabular">{children.length}</span>
      </h2>
      <ul className="divide-y divide-line rounded-card border border-line">{children}</ul>
    </section>
  );
}
