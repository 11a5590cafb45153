/** The address and key of a sender, shown once, with a command that tries it. */

import { useTranslate } from "@platform/ui";
import { TriangleAlert } from "lucide-react";
import { CopyField } from "../../data/CopyField";
import type { IntegrationCreated } from "./queries";

export function SenderAddress({ created }: { created: IntegrationCreated }) {
  const t = useTranslate();
  const sample = JSON.stringify({
    service: created.service ?? "payment-api",
    severity: "high",
    message: "Disk of node 3 is 92 % full",
  });
  const command = `curl -X POST '${created.url}' -H 'content-type: application/json' -d '${sample}'`;
  return (
    <div className="grid gap-4">
      <p className="flex items-start gap-2 rounded-control bg-medium-bg px-3 py-2 text-medium">
        <TriangleAlert size={18} aria-hidden className="mt-px shrink-0" />
        {t("integrations.once")}
      </p>
      <div className="grid gap-1">
        <p className="font-medium">{t("integrations.address")}</p>
        <CopyField label={t("integrations.address")} value={created.url} />
      </div>
      <div className="grid gap-1">
        <p className="font-medium">{t("integrations.key")}</p>
        <CopyField label={t("integrations.key")} value={created.key} />
      </div>
      {created.email_address && (
        <div className="grid gap-1">
          <p className="font-medium">{t("integrations.mail")}</p>
          <CopyField label={t("integrations.mail")} value={created.email_address} />
        </div>
      )}
      <div className="grid gap-1">
        <p className="font-medium">{t("integrations.try")}</p>
        <CopyField label={t("integrations.try")} value={command} />
      </div>
    </div>
  );
}
