/** All escalation policies: who is paged first, and who after that. */

import { Button, EmptyState, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowUpRight, Plus, Repeat } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { startsOf } from "./draft";
import { type Policy, policiesQuery } from "./queries";
import { useTargetName } from "./use-targets";

export default function PolicyListPage() {
  const t = useTranslate();
  const navigate = useNavigate();
  const query = useQuery(policiesQuery);
  const isManager = useMay("oncall:write");
  const create = isManager && (
    <Button icon={Plus} onPress={() => navigate({ to: "/policies/new" })}>
      {t("policies.new")}
    </Button>
  );
  return (
    <Page title={t("policies.title")} actions={create}>
      <Loaded query={query} what={t("policies.title")}>
        {(policies) =>
          policies.length === 0 ? (
            <EmptyState
              icon={ArrowUpRight}
              title={t("policies.empty")}
              detail={t("policies.empty.detail")}
              action={create}
            />
          ) : (
            <ul className="overflow-hidden rounded-card border border-line">
              {policies.map((policy) => (
                <li key={policy.slug} className="border-b border-line last:border-b-0">
                  <PolicyRow policy={policy} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function PolicyRow({ policy }: { policy: Policy }) {
  const t = useTranslate();
  const nameOf = useTargetName();
  const starts = startsOf(policy.levels);
  return (
    <Link
      to="/policies/$policy"
      params={{ policy: policy.slug }}
      className="grid gap-x-6 gap-y-1.5 px-4 py-3 hover:bg-hover lg:grid-cols-[14rem_minmax(0,1fr)_auto] lg:items-center"
    >
      <span className="min-w-0">
        <span className="block truncate font-semibold">{policy.name}</span>
        <span className="block truncate text-muted">
          {policy.team ? t("oncall.team", { team: policy.team }) : t("policies.every-team")}
        </span>
      </span>
      <ol className="flex min-w-0 flex-wrap gap-x-4 gap-y-1">
        {policy.levels.map((level, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity of a level
          <li key={index} className="min-w-0">
            <span className="tabular text-muted">
              {t("policies.after", { minutes: starts[index] })}
            </span>{" "}
            {level.targets.map(nameOf).join(", ")}
          </li>
        ))}
      </ol>
      <span className="inline-flex items-center gap-1.5 text-muted">
        <Repeat size={15} aria-hidden />
        {t("policies.repeats", { count: policy.repeat })}
      </span>
    </Link>
  );
}
