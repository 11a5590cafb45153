/** The parts of the platform: whether they answer, their versions, and how fast. */

import { Panel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { SERVICES, type ServiceName, serviceHealthQuery } from "./queries";

export function AboutTab() {
  const t = useTranslate();
  return (
    <div className="grid max-w-3xl gap-4">
      <Panel title={t("settings.parts")}>
        <ul className="divide-y divide-line">
          {SERVICES.map((name) => (
            <Part key={name} name={name} />
          ))}
        </ul>
      </Panel>
      <Panel title={t("settings.address")}>
        <p className="px-4 py-3">
          <code className="font-mono text-xs select-all">{window.location.origin}</code>
          <span className="mt-1 block text-muted">
            {window.isSecureContext ? t("settings.address.secure") : t("settings.address.insecure")}
          </span>
        </p>
      </Panel>
    </div>
  );
}

function Part({ name }: { name: ServiceName }) {
  const t = useTranslate();
  const { data, isError, isPending } = useQuery(serviceHealthQuery(name));
  return (
    <li className="flex min-h-11 items-center gap-3 px-4 py-1.5">
      <span className="min-w-0 flex-1 font-medium">{name}</span>
      {isPending && <span className="text-muted">…</span>}
      {data && !isError && (
        <span className="flex items-center gap-1.5 text-ok">
          <CircleCheck size={16} aria-hidden />
          {t("settings.answers", { version: data.version, ms: data.ms })}
        </span>
      )}
      {isError && (
        <span className="flex items-center gap-1.5 text-critical">
          <CircleX size={16} aria-hidden />
          {t("settings.silent")}
        </span>
      )}
    </li>
  );
}
