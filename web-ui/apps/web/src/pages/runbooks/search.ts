/** What the address of the page says. */

import * as v from "valibot";

export const TABS = ["runbooks", "knowledge"] as const;

const optional = <T extends v.GenericSchema>(schema: T) =>
  v.fallback(v.optional(schema), undefined);

export const RunbooksSchema = v.object({
  tab: optional(v.picklist(TABS)),
  q: optional(v.string()),
  service: optional(v.string()),
});
