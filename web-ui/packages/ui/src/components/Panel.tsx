/** A titled section of a page. */

import type { ReactNode } from "react";
import { useId } from "react";

interface PanelProps {
  title: string;
  /** A figure or a button beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-bg">
      <header className="flex min-h-11 items-center justify-between gap-4 border-b border-line px-4">
        <h2 id={id}>{title}</h2>
        {aside && <div className="text-muted">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
