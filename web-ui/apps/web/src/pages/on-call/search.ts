/** What the address of a schedule says. */

import * as v from "valibot";

export const VIEWS = ["week", "weeks", "month", "list"] as const;
export type View = (typeof VIEWS)[number];

/** `zone`: "mine", "schedule", or the name of a zone. Without `view` a phone shows the list. */
export const RangeSchema = v.object({
  view: v.fallback(v.optional(v.picklist(VIEWS)), undefined),
  from: v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined),
  zone: v.fallback(v.optional(v.pipe(v.string(), v.maxLength(64))), undefined),
});
export type RangeSearch = v.InferOutput<typeof RangeSchema>;
