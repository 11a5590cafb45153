/** Key caps. */

import { keyCaps } from "./keys";

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex shrink-0 gap-1" aria-hidden="true">
      {keyCaps(keys).map((cap, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one key never change order
          key={index}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-chip border border-line bg-surface px-1 font-sans text-xs font-medium text-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
