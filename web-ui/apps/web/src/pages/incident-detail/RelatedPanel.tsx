/** Incidents and tickets that belong to this one. Not drawn while there are none. */

import type { Incident, LinkedIncident } from "@platform/api";
import { ExternalLink, IconButton, Panel, StatusLabel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useIncidentChange } from "../../incidents/use-change";
import { useMayRespond } from "../../session/session";
import { unlink } from "./incident-changes";
import { linksQuery, ticketsQuery } from "./queries";

export function RelatedPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data: links = [] } = useQuery(linksQuery(incident));
  const { data: tickets = [] } = useQuery(ticketsQuery(incident));
  if (links.length + tickets.length === 0) return null;
  return (
    <Panel title={t("related.title")}>
      <ul className="divide-y divide-line">
        {links.map((link) => (
          <LinkItem key={link.id + link.kind} link={link} incident={incident} />
        ))}
        {tickets.map((ticket) => (
          <li key={ticket.id} className="px-4 py-2.5">
            <ExternalLink address={ticket.url} label={ticket.key} />
            <p className="text-muted">
              {ticket.title} · {ticket.state}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function LinkItem({ link, incident }: { link: LinkedIncident; incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const may = useMayRespond();
  return (
    <li className="flex items-start gap-2 py-2.5 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <p className="text-xs text-muted">
          {t(`link.kind.${link.kind}`)}
          {link.kind === "caused_by" && !link.outgoing && ` (${t("link.incoming")})`}
        </p>
        <Link
          to="/incidents/$number"
          params={{ number: String(link.number) }}
          className="font-medium hover:underline"
        >
          INC-{link.number} {link.title}
        </Link>
        <p className="text-muted">
          <StatusLabel status={link.status} />
        </p>
      </div>
      {may === "yes" && (
        <IconButton
          label={t("link.remove", { number: link.number })}
          icon={X}
          onPress={() => change.run(() => unlink(incident, link.id))}
        />
      )}
    </li>
  );
}
