/** The catalogues of this app. */

import type { Language } from "@platform/ui";

export function loadMessages(language: Language) {
  return language === "ko" ? import("./ko.po") : import("./en.po");
}
