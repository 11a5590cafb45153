/** The incident of a run, in the web interface. */

import { useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import { type Run, scenariosQuery } from "./api";

export function IncidentLink({ run }: { run: Run }) {
  const t = useTranslate();
  const { data } = useQuery(scenariosQuery);
  if (!run.incident_id || !data) return null;
  return (
    <a
      href={`${data.public_url}/incidents/${run.incident_id}`}
      target="_blank"
      rel="noopener"
      className="inline-flex items-center gap-1 text-accent underline-offset-2 hover:underline"
    >
      {t("scenario.open-incident")}
      {run.incident_number !== null && ` INC-${run.incident_number}`}
      <ArrowUpRight size={15} aria-hidden />
    </a>
  );
}
