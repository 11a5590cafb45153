/** What can be done now: in the header on a desktop, under the thumb on a phone. */

import type { Incident } from "@platform/api";
import { Button, isActive, STATUSES, type Status, useTranslate } from "@platform/ui";
import { FilterMenu } from "@platform/ui/filter-menu";
import { useIncidentActions } from "../../incidents/use-incident-actions";

interface ActionsProps {
  incident: Incident;
  size?: "normal" | "large";
}

const GROW = "narrow:flex-1";

export function ActionButtons({ incident, size = "normal" }: ActionsProps) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const isOver = !isActive(incident.status);
  const run = (name: "acknowledge" | "resolve" | "reopen") => () =>
    actions.run([incident], { name });

  if (isOver) {
    return (
      <Button size={size} onPress={run("reopen")} className={GROW}>
        {t("action.reopen")}
      </Button>
    );
  }
  const isOpen = incident.status === "open";
  return (
    <>
      {isOpen && (
        <Button
          tone="primary"
          size={size}
          commandId="acknowledge"
          onPress={run("acknowledge")}
          className="narrow:flex-[2]"
        >
          {t("action.acknowledge")}
        </Button>
      )}
      <Button
        tone={isOpen ? "secondary" : "primary"}
        size={size}
        commandId="resolve"
        onPress={run("resolve")}
        className={GROW}
      >
        {t("action.resolve")}
      </Button>
      <StatusMenu incident={incident} large={size === "large"} />
    </>
  );
}

/** The steps forward that have no button of their own. */
function StatusMenu({ incident, large }: { incident: Incident; large: boolean }) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const reached = STATUSES.indexOf(incident.status);
  const steps = STATUSES.filter(
    (status, index) => index > reached && (status === "investigating" || status === "mitigated"),
  );
  if (steps.length === 0) return null;
  return (
    <FilterMenu<Status>
      label={t("action.more")}
      multiple={false}
      large={large}
      selected={[]}
      options={steps.map((value) => ({ value, label: t(`action.to.${value}`) }))}
      onChange={([status]) => status && actions.run([incident], { name: "status", status })}
    />
  );
}

export function ActionBar({ incident }: { incident: Incident }) {
  const t = useTranslate();
  return (
    <section
      aria-label={t("incident.actions")}
      data-print="hide"
      className="hidden flex-wrap gap-2 border-t border-line bg-raised p-3 narrow:flex"
    >
      <ActionButtons incident={incident} size="large" />
    </section>
  );
}
