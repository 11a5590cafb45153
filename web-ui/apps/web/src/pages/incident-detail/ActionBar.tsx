/** What can be done now: in the header on a desktop, under the thumb on a phone. */

import type { Incident } from "@platform/api";
import { Button, isActive, STATUSES, type Status, useTranslate } from "@platform/ui";
import { ActionMenu } from "@platform/ui/action-menu";
import { FilterMenu } from "@platform/ui/filter-menu";
import { EllipsisVertical } from "lucide-react";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import type { IncidentMenu } from "./use-incident-menu";

interface ActionsProps {
  incident: Incident;
  menu: IncidentMenu;
}

/** The steps forward that have no button of their own. */
function useSteps(incident: Incident): Status[] {
  const reached = STATUSES.indexOf(incident.status);
  return STATUSES.filter(
    (status, index) => index > reached && (status === "investigating" || status === "mitigated"),
  );
}

export function HeaderActions({ incident, menu }: ActionsProps) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const steps = useSteps(incident);
  const run = (name: "acknowledge" | "resolve" | "reopen") => () =>
    actions.run([incident], { name });
  const isOpen = incident.status === "open";
  return (
    <>
      {isActive(incident.status) ? (
        <>
          {isOpen && (
            <Button tone="primary" commandId="acknowledge" onPress={run("acknowledge")}>
              {t("action.acknowledge")}
            </Button>
          )}
          <Button
            tone={isOpen ? "secondary" : "primary"}
            commandId="resolve"
            onPress={run("resolve")}
          >
            {t("action.resolve")}
          </Button>
          {steps.length > 0 && (
            <FilterMenu<Status>
              label={t("action.more")}
              multiple={false}
              selected={[]}
              options={steps.map((value) => ({ value, label: t(`action.to.${value}`) }))}
              onChange={([status]) => status && actions.run([incident], { name: "status", status })}
            />
          )}
        </>
      ) : (
        <Button onPress={run("reopen")}>{t("action.reopen")}</Button>
      )}
      <ActionMenu label={t("action.others")} items={menu.items} icon={EllipsisVertical} />
    </>
  );
}

/** Three large buttons at most, and the rest behind one more. */
export function ActionBar({ incident, menu }: ActionsProps) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const [nextStep] = useSteps(incident);
  const run = (name: "acknowledge" | "resolve" | "reopen") => () =>
    actions.run([incident], { name });
  const resolve = { id: "resolve", label: t("action.resolve"), run: run("resolve") };
  const isOpen = incident.status === "open";
  return (
    <section
      aria-label={t("incident.actions")}
      data-print="hide"
      className="hidden gap-2 border-t border-line bg-raised p-3 narrow:flex"
    >
      {isOpen && (
        <>
          <Button
            tone="primary"
            size="large"
            onPress={run("acknowledge")}
            className="min-w-0 flex-[2]"
          >
            {t("action.acknowledge")}
          </Button>
          <Button size="large" onPress={menu.escalate} className="min-w-0 flex-1">
            {t("action.escalate")}
          </Button>
        </>
      )}
      {!isOpen && isActive(incident.status) && (
        <>
          {nextStep && (
            <Button
              size="large"
              className="min-w-0 flex-1"
              onPress={() => actions.run([incident], { name: "status", status: nextStep })}
            >
              {t(`status.${nextStep}`)}
            </Button>
          )}
          <Button tone="primary" size="large" onPress={run("resolve")} className="min-w-0 flex-1">
            {t("action.resolve")}
          </Button>
        </>
      )}
      {!isActive(incident.status) && (
        <Button size="large" onPress={run("reopen")} className="flex-1">
          {t("action.reopen")}
        </Button>
      )}
      <ActionMenu
        label={t("action.others")}
        items={isOpen ? [resolve, ...menu.items] : menu.items}
        icon={EllipsisVertical}
        size="large"
      />
    </section>
  );
}
