/** What the address of the settings says. */

import * as v from "valibot";

export const TABS = [
  "profile",
  "people",
  "teams",
  "keys",
  "sla",
  "audit",
  "setup",
  "about",
] as const;

export const SettingsSchema = v.object({
  tab: v.fallback(v.optional(v.picklist(TABS)), undefined),
  target: v.fallback(v.optional(v.string()), undefined),
});
