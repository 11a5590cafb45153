/// <reference lib="webworker" />
/** Push messages: always shown, confirmed to the sender, and answered without opening a page. */

declare const self: ServiceWorkerGlobalScope;

/** What the notification service sends. All may be missing: something is shown nevertheless. */
interface PushMessage {
  title?: string;
  body?: string;
  url?: string;
  tag?: string;
  severity?: string;
  /** Single-use addresses by name: acknowledge, escalate. */
  actions?: Record<string, string>;
  receipt?: string;
}

interface KeptWithNotification {
  url: string;
  title: string;
  acknowledge?: string;
}

const WORDS = {
  en: { page: "You are paged", acknowledge: "Acknowledge", open: "Open", done: "Acknowledged" },
  ko: { page: "호출되었습니다", acknowledge: "확인", open: "열기", done: "확인했습니다" },
};
const words = self.navigator.language.startsWith("ko") ? WORDS.ko : WORDS.en;

/** Buttons and repetition are known to browsers, but not to the types of the language. */
interface FullOptions extends NotificationOptions {
  actions?: { action: string; title: string }[];
  renotify?: boolean;
  vibrate?: number[];
}

function read(data: PushMessageData | null): PushMessage {
  try {
    const message: unknown = data?.json();
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return { body: data?.text() };
  }
}

/** Addresses name the public address; here the way this site was reached is the one that works. */
function here(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address, self.location.origin)) return undefined;
  const { pathname, search } = new URL(address, self.location.origin);
  return pathname + search;
}

export async function showPush(data: PushMessageData | null): Promise<void> {
  const message = read(data);
  const acknowledge = here(message.actions?.acknowledge);
  const title = message.title ?? words.page;
  const kept: KeptWithNotification = { url: here(message.url) ?? "/incidents", title, acknowledge };
  const urgent = message.severity === "critical" || message.severity === "high";
  const options: FullOptions = {
    body: message.body,
    tag: message.tag,
    renotify: Boolean(message.tag),
    requireInteraction: urgent,
    vibrate: urgent ? [300, 100, 300, 100, 600] : undefined,
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: kept,
    actions: [
      ...(acknowledge ? [{ action: "acknowledge", title: words.acknowledge }] : []),
      { action: "open", title: words.open },
    ],
  };
  await self.registration.showNotification(title, options);
  await Promise.allSettled([confirm(message.receipt), self.navigator.setAppBadge?.()]);
}

/** Without this receipt the next way of the person is used at once. */
async function confirm(receipt: string | undefined): Promise<void> {
  const address = here(receipt);
  if (address) await fetch(address, { method: "POST" });
}

export async function onPress(notification: Notification, action: string): Promise<void> {
  const kept = notification.data as KeptWithNotification;
  if (action !== "acknowledge" || !kept.acknowledge) return open(kept.url);
  const answer = await fetch(kept.acknowledge, {
    method: "POST",
    headers: { accept: "application/json" },
  }).catch(() => null);
  // What could not be done here is done on the page.
  if (!answer?.ok) return open(kept.url);
  await self.registration.showNotification(words.done, {
    body: kept.title,
    tag: notification.tag,
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: { url: kept.url, title: kept.title },
  });
}

async function open(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of windows) {
    const moved = await page.navigate(url).catch(() => null);
    if (moved) {
      await moved.focus();
      return;
    }
  }
  await self.clients.openWindow(url);
}
