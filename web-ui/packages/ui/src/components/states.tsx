/** What a page or a panel shows instead of its data: nothing there, loading, failed, refused. */

import { CloudOff, Lock, type LucideIcon, RotateCw, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslate } from "../i18n/i18n";
import { Button } from "./Button";

interface StateProps {
  icon: LucideIcon;
  title: string;
  detail?: ReactNode;
  action?: ReactNode;
  tone?: string;
}

/** One sentence and at most one action, in the middle of the free space. */
export function EmptyState({ icon: Icon, title, detail, action, tone = "text-muted" }: StateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center">
      <Icon size={28} aria-hidden className={tone} />
      <p className="text-base font-semibold">{title}</p>
      {detail && <div className="text-muted">{detail}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

interface FailureProps {
  title: string;
  detail?: string;
  requestId?: string | null;
  onRetry?(): void;
}

/** What failed, the server's reason, Retry, and the id to quote. */
export function ErrorState({ title, detail, requestId, onRetry }: FailureProps) {
  const t = useTranslate();
  return (
    <div role="alert">
      <EmptyState
        icon={TriangleAlert}
        tone="text-critical"
        title={title}
        detail={
          <>
            {detail && <p>{detail}</p>}
            {requestId && (
              <p className="mt-1 text-xs">
                {t("state.request")} <code className="font-mono select-all">{requestId}</code>
              </p>
            )}
          </>
        }
        action={
          onRetry && (
            <Button icon={RotateCw} onPress={onRetry}>
              {t("state.retry")}
            </Button>
          )
        }
      />
    </div>
  );
}

/** The page exists but the role does not allow it. */
export function ForbiddenState({ role, action }: { role: string; action?: ReactNode }) {
  const t = useTranslate();
  return (
    <EmptyState
      icon={Lock}
      title={t("state.forbidden")}
      detail={t("state.forbidden.role", { role })}
      action={action}
    />
  );
}

/** A part of the page whose service does not answer; the rest goes on. */
export function PanelUnavailable({ message, onRetry }: { message: string; onRetry(): void }) {
  const t = useTranslate();
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-muted">
      <CloudOff size={18} aria-hidden className="shrink-0" />
      <p className="min-w-0 flex-1">{message}</p>
      <Button icon={RotateCw} onPress={onRetry}>
        {t("state.retry")}
      </Button>
    </div>
  );
}

const SKELETON_AFTER_MS = 200;

/** Grey bars of the height of what will come; drawn only when it takes longer than 200 ms. */
export function Skeleton({ rows, rowClass = "h-10" }: { rows: number; rowClass?: string }) {
  const t = useTranslate();
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={index} className={`flex items-center px-4 ${rowClass}`} aria-hidden>
          {visible && (
            <div
              className="h-3.5 rounded-chip bg-line opacity-60"
              style={{ width: `${[72, 55, 64, 48, 80][index % 5]}%` }}
            />
          )}
        </div>
      ))}
    </div>
  );
}
