/** The amber bar: never show old data as if it were live. */

import { Banner, createStore, useLanguage, useStore, useTranslate } from "@platform/ui";
import { useLastHeard, useLiveState } from "../live/live";

const online = createStore(navigator.onLine);
window.addEventListener("online", () => online.set(true));
window.addEventListener("offline", () => online.set(false));

export function LiveBanner() {
  const t = useTranslate();
  const language = useLanguage();
  const state = useLiveState();
  const lastHeard = useLastHeard();
  const isOnline = useStore(online);
  if (isOnline && state !== "lost") return null;
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" }).format(
    lastHeard,
  );
  return (
    <Banner>
      {isOnline ? t("live.banner.lost", { time }) : t("live.banner.offline", { time })}
    </Banner>
  );
}
