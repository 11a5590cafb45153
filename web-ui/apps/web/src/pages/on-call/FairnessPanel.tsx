/** What the schedule asks of people: hours, nights, weekends, pages; and rest that is too short. */

import { Panel, useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { fairnessQuery, type Schedule } from "./queries";

const BACK_MS = 28 * 24 * 3_600_000;

interface FairnessPanelProps {
  schedule: Schedule;
  zone: string;
  now: number;
}

export function FairnessPanel({ schedule, zone, now }: FairnessPanelProps) {
  const t = useTranslate();
  const language = useLanguage();
  const query = useQuery(fairnessQuery(schedule.slug, now - BACK_MS, now + BACK_MS));
  const head = "px-3 py-2 text-right font-medium text-muted";
  return (
    <Panel title={t("oncall.fairness")} aside={t("oncall.fairness.span")}>
      <Loaded query={query} what={t("oncall.fairness")} part rows={2}>
        {({ people, warnings }) => (
          <>
            {people.length === 0 ? (
              <p className="px-4 py-3 text-muted">{t("oncall.fairness.none")}</p>
            ) : (
              <div className="overflow-x-auto">
                <table className="tabular w-full">
                  <thead>
                    <tr className="border-b border-line">
                      <th scope="col" className="px-4 py-2 text-left font-medium text-muted">
                        {t("oncall.fairness.person")}
                      </th>
                      <th scope="col" className={head}>
                        {t("oncall.fairness.hours")}
                      </th>
                      <th scope="col" className={head}>
                        {t("oncall.fairness.nights")}
                      </th>
                      <th scope="col" className={head}>
                        {t("oncall.fairness.weekends")}
                      </th>
                      <th scope="col" className={head}>
                        {t("oncall.fairness.pages")}
                      </th>
                      <th scope="col" className={head}>
                        {t("oncall.fairness.share")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {people.map((load) => (
                      <tr key={load.person.id} className="border-b border-line last:border-b-0">
                        <th scope="row" className="px-4 py-2 text-left font-medium">
                          {load.person.name}
                        </th>
                        <td className="px-3 py-2 text-right">{Math.round(load.hours)}</td>
                        <td className="px-3 py-2 text-right">{Math.round(load.nights)}</td>
                        <td className="px-3 py-2 text-right">{Math.round(load.weekends)}</td>
                        <td className="px-3 py-2 text-right">{load.pages}</td>
                        <td className="px-3 py-2 text-right">{Math.round(load.share * 100)} %</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {warnings.length > 0 && (
              <ul className="border-t border-line py-1.5">
                {warnings.slice(0, 6).map((warning) => (
                  <li
                    key={`${warning.person.id} ${warning.at} ${warning.kind}`}
                    className="flex gap-2 px-4 py-1.5 text-medium"
                  >
                    <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
                    <span>
                      {t(`oncall.warning.${warning.kind}`, {
                        name: warning.person.name,
                        at: zonedMoment(Date.parse(warning.at), zone, language),
                      })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
