/** What the address of the list of services says. */

import * as v from "valibot";

export const VIEWS = ["table", "graph"] as const;

export const ServicesSchema = v.object({
  view: v.fallback(v.optional(v.picklist(VIEWS)), undefined),
});
