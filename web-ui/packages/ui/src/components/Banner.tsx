/** A bar across the page for something that concerns all of it. */

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

export function Banner({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="status"
      className="flex min-h-10 items-center gap-3 border-b border-line bg-medium-bg px-4 py-1.5 font-medium text-medium"
    >
      <TriangleAlert size={18} aria-hidden className="shrink-0" />
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </div>
  );
}
