/** Earlier versions of a policy: what was different, and taking one back into the form. */

import { At, Button, Panel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { usePeople } from "../../directory/queries";
import type { Policy, PolicyVersion } from "./queries";
import { versionsQuery } from "./queries";
import { useTargetName } from "./use-targets";

type Stored = Pick<Policy, "name" | "team" | "repeat" | "levels" | "fallback">;

/** The API keeps versions as they were put. */
const storedOf = (version: PolicyVersion) => version.policy as unknown as Stored;

interface VersionsPanelProps {
  slug: string;
  onRestore(policy: Stored): void;
}

export function VersionsPanel({ slug, onRestore }: VersionsPanelProps) {
  const t = useTranslate();
  const query = useQuery(versionsQuery(slug));
  return (
    <Panel title={t("policies.versions")}>
      <Loaded query={query} what={t("policies.versions")} part rows={2}>
        {(versions) => (
          <ol className="divide-y divide-line">
            {versions.map((version, index) => (
              <VersionItem
                key={version.version}
                version={version}
                before={versions[index + 1]}
                isCurrent={index === 0}
                onRestore={() => onRestore(storedOf(version))}
              />
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  );
}

interface VersionItemProps {
  version: PolicyVersion;
  before?: PolicyVersion;
  isCurrent: boolean;
  onRestore(): void;
}

function VersionItem({ version, before, isCurrent, onRestore }: VersionItemProps) {
  const t = useTranslate();
  const people = usePeople();
  const lines = useLines();
  const now = lines(storedOf(version));
  const was = before ? lines(storedOf(before)) : now;
  const added = now.filter((line) => !was.includes(line));
  const removed = was.filter((line) => !now.includes(line));
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1">
          <span className="font-medium">{t("policies.version", { number: version.version })}</span>{" "}
          <span className="text-muted">
            <At instant={version.edited_at} /> ·{" "}
            {people.get(version.edited_by)?.name ?? version.edited_by}
          </span>
        </p>
        {isCurrent ? (
          <span className="text-muted">{t("policies.version.current")}</span>
        ) : (
          <Button icon={History} onPress={onRestore}>
            {t("policies.restore")}
          </Button>
        )}
      </div>
      {(added.length > 0 || removed.length > 0) && (
        <ul className="mt-1 text-muted">
          {removed.map((line) => (
            <li key={`- ${line}`}>
              <del>{line}</del>
            </li>
          ))}
          {added.map((line) => (
            <li key={`+ ${line}`}>
              <ins className="text-text no-underline">+ {line}</ins>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** A policy as lines that can be compared. */
function useLines(): (policy: Stored) => string[] {
  const t = useTranslate();
  const nameOf = useTargetName();
  return (policy) => [
    `${t("oncall.editor.name")}: ${policy.name}`,
    `${t("policies.repeat")}: ${policy.repeat}`,
    ...(policy.fallback ? [`${t("policies.fallback")}: ${policy.fallback}`] : []),
    ...(policy.levels ?? []).map(
      (level, index) =>
        `${t("policies.level", { number: index + 1 })}: ${level.targets.map(nameOf).join(", ")} · ${t("policies.minutes", { minutes: level.delay_minutes ?? 5 })} · ${t(`policies.strategy.${level.strategy ?? "all"}`)}`,
    ),
  ];
}
