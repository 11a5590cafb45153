/** One sender: what it sent last, its key, and taking it away. */

import { answerOf, api } from "@platform/api";
import { Age, Button, useTranslate } from "@platform/ui";
import { ConfirmDialog } from "@platform/ui/confirm-dialog";
import { Dialog } from "@platform/ui/dialog";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, CircleX } from "lucide-react";
import { useState } from "react";
import { Problem, useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { Payloads } from "./Payloads";
import {
  type Integration,
  type IntegrationCreated,
  integrationsKey,
  payloadsQuery,
} from "./queries";
import { SenderAddress } from "./SenderAddress";

export function IntegrationItem({ integration }: { integration: Integration }) {
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const { data: payloads } = useQuery({
    ...payloadsQuery(integration.id),
    enabled: isManager,
  });
  const last = payloads?.[0];
  const faults = payloads?.filter(({ status }) => status >= 400).length ?? 0;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="grid min-h-14 w-full cursor-pointer grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-x-2 px-4 py-2 text-left hover:bg-hover sm:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)]"
      >
        <Chevron size={16} aria-hidden className="text-muted" />
        <span className="min-w-0">
          <span className="block truncate font-semibold">{integration.name}</span>
          <span className="block truncate text-muted">
            {t(`integrations.source.${integration.source}`)} · {integration.key_prefix}…
          </span>
        </span>
        <span className="col-start-2 min-w-0 text-muted sm:col-start-3">
          {isManager &&
            (last ? (
              <>
                {t("integrations.last")} <Age since={last.received_at} />
              </>
            ) : (
              payloads && t("integrations.never")
            ))}
          {faults > 0 && (
            <span className="flex items-center gap-1.5 text-critical">
              <CircleX size={15} aria-hidden />
              {t("integrations.faults", { count: faults, of: payloads?.length ?? 0 })}
            </span>
          )}
        </span>
      </button>
      {isOpen && isManager && (
        <div className="border-t border-line bg-surface px-4 py-3">
          <Payloads integration={integration.id} />
          <KeyActions integration={integration} />
        </div>
      )}
    </li>
  );
}

const OVERLAP_SECONDS = 24 * 3600;

function KeyActions({ integration }: { integration: Integration }) {
  const t = useTranslate();
  const params = { path: { integration_id: integration.id } };
  const [created, setCreated] = useState<IntegrationCreated | null>(null);
  const [asks, setAsks] = useState(false);
  const rotating = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/integrations/{integration_id}/rotate", {
          params,
          body: { overlap_seconds: OVERLAP_SECONDS },
        }),
      ),
    renew: [integrationsKey],
    onDone: setCreated,
  });
  const removing = useSave({
    send: () => answerOf(api.DELETE("/api/v1/integrations/{integration_id}", { params })),
    renew: [integrationsKey],
    done: t("integrations.removed", { name: integration.name }),
    inToast: true,
  });
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      <Button isPending={rotating.isPending} onPress={() => rotating.save()}>
        {t("integrations.rotate")}
      </Button>
      <Button onPress={() => setAsks(true)}>{t("integrations.remove")}</Button>
      <Problem problem={rotating.problem} />
      {created && (
        <Dialog title={created.name} onClose={() => setCreated(null)} width="wide">
          <p className="mb-4 text-muted">{t("integrations.rotated")}</p>
          <SenderAddress created={created} />
        </Dialog>
      )}
      {asks && (
        <ConfirmDialog
          title={t("integrations.remove.title", { name: integration.name })}
          confirmLabel={t("integrations.remove")}
          isPending={removing.isPending}
          onClose={() => setAsks(false)}
          onConfirm={() => removing.save()}
        >
          {t("integrations.remove.about")}
        </ConfirmDialog>
      )}
    </div>
  );
}
