/// <reference lib="webworker" />
/** Runs beside the pages: opens them without a network, keeps the last data, shows pages to people. */

import { answerWithoutNetwork, isKept } from "./data";
import { onPress, showPush } from "./notifications";
import { forgetOldShells, keepShell, openPage, shellFile } from "./shell";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(shellFile(request));
  else if (isKept(url)) event.respondWith(answerWithoutNetwork(event));
  else if (request.mode === "navigate" && isPage(url)) event.respondWith(openPage(request));
});

/** Everything else under these belongs to the services, also when it is opened as a page. */
function isPage(url: URL): boolean {
  return !/^\/(api|hooks|auth|alerts|v2|docs|generic|jsm|integrations\/(v1|generic))\//.test(
    url.pathname,
  );
}

self.addEventListener("push", (event) => event.waitUntil(showPush(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(onPress(event.notification, event.action));
});
