/**
 * This browser as a device that is paged by web push. A device is a contact method of its person
 * with the channel `push`; its address is the subscription as the browser gives it.
 */

import { answerOf, api } from "@platform/api";
import { hasServiceWorker } from "./service-worker";

/**
 * `needs-https`: the page is not secure. `needs-installing`: iOS takes push only from the home
 * screen. `blocked`: the person has refused notifications for this site.
 */
export type PushSupport =
  | "ready"
  | "on"
  | "blocked"
  | "needs-https"
  | "needs-installing"
  | "unsupported";

const isIos = () => /iPhone|iPad|iPod/.test(navigator.userAgent);
const isInstalled = () => window.matchMedia("(display-mode: standalone)").matches;

/** What stands between this browser and a push message. */
export async function pushSupport(): Promise<PushSupport> {
  if (!window.isSecureContext) return "needs-https";
  if (isIos() && !isInstalled()) return "needs-installing";
  if (!hasServiceWorker() || !("PushManager" in window) || !("Notification" in window)) {
    return "unsupported";
  }
  if (Notification.permission === "denied") return "blocked";
  return (await currentSubscription()) ? "on" : "ready";
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** The address of this device as it stands in its contact method, if it is subscribed. */
export async function thisDeviceAddress(): Promise<string | null> {
  const subscription = hasServiceWorker() ? await currentSubscription() : null;
  return subscription ? JSON.stringify(subscription) : null;
}

/** The same device, whatever the order of the keys in its address. */
export function isSameDevice(left: string, right: string): boolean {
  return endpointOf(left) !== null && endpointOf(left) === endpointOf(right);
}

function endpointOf(address: string): string | null {
  try {
    const { endpoint }: { endpoint?: string } = JSON.parse(address);
    return endpoint ?? null;
  } catch {
    return null;
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * Asks for permission, subscribes, and makes the device a contact method of the person. `id` is the
 * id of the method. Throws `ApiError`, or what the browser says when it refuses.
 */
export async function subscribeThisDevice(id: string, personId: string, label: string) {
  const registration = await navigator.serviceWorker.ready;
  const { public_key: key } = await answerOf(api.GET("/api/v1/devices/key"));
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(key),
  });
  return answerOf(
    api.PUT("/api/v1/contact-methods/{method_id}", {
      params: { path: { method_id: id } },
      body: {
        person_id: personId,
        channel: "push",
        address: JSON.stringify(subscription),
        label,
      },
    }),
  );
}

/** Ends the subscription of this browser; its contact method is removed by its id. */
export async function unsubscribeThisDevice(): Promise<void> {
  await (await currentSubscription())?.unsubscribe();
}

/** "Chrome on Android": a name by which people know their device. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /Edg\//.exec(agent)
    ? "Edge"
    : /Firefox\//.exec(agent)
      ? "Firefox"
      : /Chrome\//.exec(agent)
        ? "Chrome"
        : "Safari";
  const system =
    ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((name) =>
      agent.includes(name),
    ) ?? "";
  return system ? `${browser} · ${system}` : browser;
}
