/** Whether the page is drawn for a phone or an upright tablet; the same border as in the styles. */

import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(width < 64rem)");
const subscribe = (listener: () => void) => {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
};

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
