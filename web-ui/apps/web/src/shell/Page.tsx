/** The frame of a page that scrolls as a whole: title, what can be done, content. */

import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useDocumentTitle } from "../page-title";

interface PageProps {
  title: string;
  /** One line below the title. */
  detail?: ReactNode;
  /** The page above this one. */
  parent?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, detail, parent, actions, children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-7xl px-4 py-4 md:px-6">
        {parent && (
          <Link
            to={parent.to}
            className="-ml-1 mb-1 inline-flex min-h-6 items-center gap-1 text-muted hover:text-text narrow:min-h-11"
          >
            <ChevronLeft size={16} aria-hidden />
            {parent.label}
          </Link>
        )}
        <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-60">
            <h1>{title}</h1>
            {detail && <p className="text-muted">{detail}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}
