/** What the wall shows, in its address. */

import * as v from "valibot";

export const WallSchema = v.object({
  /** Only this team's. */
  team: v.fallback(v.optional(v.string()), undefined),
  /** Seconds until the next group of a long list is shown. */
  rotate: v.fallback(
    v.optional(v.pipe(v.unknown(), v.transform(Number), v.integer(), v.minValue(5))),
    undefined,
  ),
  /** A second clock, beside the one of this place. */
  zone: v.fallback(v.optional(v.string()), undefined),
  sound: v.fallback(v.optional(v.picklist(["on"])), undefined),
});
