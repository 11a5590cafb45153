/** A page that could not be drawn; also when its code could not be loaded after an update. */

import { ErrorState, useTranslate } from "@platform/ui";

export function PageCrash({ error }: { error: unknown }) {
  const t = useTranslate();
  return (
    <ErrorState
      title={t("page.crash")}
      detail={error instanceof Error ? error.message : undefined}
      onRetry={() => window.location.reload()}
    />
  );
}
