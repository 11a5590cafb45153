/** The last requests of a sender as they arrived, and reading one again. */

import { answerOf, api } from "@platform/api";
import { At, Button, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { integrationsKey, type KeptPayload, payloadsQuery } from "./queries";

export function Payloads({ integration }: { integration: string }) {
  const t = useTranslate();
  const query = useQuery(payloadsQuery(integration));
  return (
    <Loaded query={query} what={t("integrations.payloads")} part rows={2}>
      {(payloads) =>
        payloads.length === 0 ? (
          <p className="text-muted">{t("integrations.payloads.none")}</p>
        ) : (
          <ul aria-label={t("integrations.payloads")} className="grid gap-1.5">
            {payloads.map((payload) => (
              <PayloadItem key={payload.id} integration={integration} payload={payload} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

/** As it can be read: JSON with line breaks, everything else as it is. */
function readable(payload: KeptPayload): string {
  try {
    return JSON.stringify(JSON.parse(payload.body), null, 2);
  } catch {
    return payload.body;
  }
}

interface PayloadItemProps {
  integration: string;
  payload: KeptPayload;
}

function PayloadItem({ integration, payload }: PayloadItemProps) {
  const t = useTranslate();
  const replaying = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/integrations/{integration_id}/payloads/{payload_id}/replay", {
          params: { path: { integration_id: integration, payload_id: payload.id } },
        }),
      ),
    renew: [integrationsKey],
    done: t("integrations.replayed"),
    inToast: true,
  });
  return (
    <li>
      <details className="rounded-control border border-line bg-bg">
        <summary className="flex min-h-9 cursor-pointer items-center gap-3 px-3 narrow:min-h-11">
          <span className={`tabular ${payload.status >= 400 ? "text-critical" : "text-ok"}`}>
            {payload.status}
          </span>
          <At instant={payload.received_at} />
          <span className="min-w-0 flex-1 truncate text-muted">
            {payload.error || t("integrations.alerts", { count: payload.alert_ids?.length ?? 0 })}
          </span>
        </summary>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-72 overflow-auto border-t border-line p-3 font-mono text-xs whitespace-pre-wrap"
        >
          {readable(payload)}
        </pre>
        <div className="border-t border-line p-2">
          <Button icon={RotateCw} isPending={replaying.isPending} onPress={() => replaying.save()}>
            {t("integrations.replay")}
          </Button>
        </div>
      </details>
    </li>
  );
}
