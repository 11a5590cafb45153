/** An address that is no page. */

import { EmptyState, useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";

export function NotFound() {
  const t = useTranslate();
  return (
    <EmptyState
      icon={Compass}
      title={t("page.not-found")}
      action={
        <Link to="/incidents" className="text-accent underline-offset-2 hover:underline">
          {t("page.to-incidents")}
        </Link>
      }
    />
  );
}
