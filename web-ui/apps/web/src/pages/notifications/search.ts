/** What the address of the page says. */

import * as v from "valibot";

export const TABS = ["rules", "devices", "channels", "recipients", "log"] as const;

const optional = <T extends v.GenericSchema>(schema: T) =>
  v.fallback(v.optional(schema), undefined);

export const NotificationsSchema = v.object({
  tab: optional(v.picklist(TABS)),
  person: optional(v.string()),
  channel: optional(v.string()),
  state: optional(v.string()),
});
