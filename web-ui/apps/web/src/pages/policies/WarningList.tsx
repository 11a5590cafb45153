/** What is wrong with a policy, in words. */

import { useTranslate } from "@platform/ui";
import { TriangleAlert } from "lucide-react";
import { usePeople } from "../../directory/queries";
import type { Warning } from "./check";
import { useTargetName } from "./use-targets";

export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  const t = useTranslate();
  const people = usePeople();
  const nameOf = useTargetName();
  const text = (warning: Warning) => {
    if (warning.kind === "twice") {
      return t("policies.warning.twice", { name: people.get(warning.person)?.name ?? "…" });
    }
    if (warning.kind === "gap") {
      const name = nameOf({ schedule: warning.schedule });
      return t("policies.warning.gap", { level: warning.level, name });
    }
    return t("policies.warning.unreachable", { level: warning.level });
  };
  return (
    <ul className="grid gap-2 text-text">
      {warnings.map((warning) => (
        <li key={text(warning)} className="flex gap-2">
          <TriangleAlert size={18} aria-hidden className="mt-px shrink-0 text-medium" />
          {text(warning)}
        </li>
      ))}
    </ul>
  );
}
