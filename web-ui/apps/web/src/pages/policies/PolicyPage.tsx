/** One policy: its levels, a simulator beside them, and earlier versions. */

import { statusOf } from "@platform/api";
import { EmptyState, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { draftOf, startsOf } from "./draft";
import { PolicyForm } from "./PolicyForm";
import { type Policy, policyQuery } from "./queries";
import { Simulator } from "./Simulator";
import { useTargetName } from "./use-targets";
import { VersionsPanel } from "./VersionsPanel";

const route = getRouteApi("/shell/policies/$policy");

export default function PolicyPage() {
  const t = useTranslate();
  const { policy: slug } = route.useParams();
  const query = useQuery(policyQuery(slug));
  if (statusOf(query.error) === 404) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("policies.not-found", { slug })}
        action={
          <Link to="/policies" className="text-accent underline-offset-2 hover:underline">
            {t("policies.to-list")}
          </Link>
        }
      />
    );
  }
  return (
    <Page title={query.data?.name ?? slug} parent={{ to: "/policies", label: t("policies.title") }}>
      <Loaded query={query} what={t("policies.title")}>
        {(policy) => <PolicyView key={policy.version} policy={policy} />}
      </Loaded>
    </Page>
  );
}

function PolicyView({ policy }: { policy: Policy }) {
  const isManager = useMay("oncall:write");
  const [draft, setDraft] = useState(() => draftOf(policy));
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      {isManager ? (
        <PolicyForm slug={policy.slug} draft={draft} onChange={setDraft} />
      ) : (
        <Levels policy={policy} />
      )}
      <div className="grid min-w-0 gap-4">
        <Simulator policy={policy.slug} />
        <VersionsPanel slug={policy.slug} onRestore={(stored) => setDraft(draftOf(stored))} />
      </div>
    </div>
  );
}

/** For people who may not change it. */
function Levels({ policy }: { policy: Policy }) {
  const t = useTranslate();
  const nameOf = useTargetName();
  const starts = startsOf(policy.levels);
  return (
    <ol className="overflow-hidden rounded-card border border-line">
      {policy.levels.map((level, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity of a level
        <li key={index} className="border-b border-line px-4 py-3 last:border-b-0">
          <p className="font-medium">
            {t("policies.level", { number: index + 1 })}{" "}
            <span className="tabular font-normal text-muted">
              {t("policies.after", { minutes: starts[index] })}
            </span>
          </p>
          <p>{level.targets.map(nameOf).join(", ")}</p>
        </li>
      ))}
    </ol>
  );
}
