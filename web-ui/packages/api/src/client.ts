/** The one client of the platform's API; its types are generated from docs/openapi. */

import createClient from "openapi-fetch";
import type { paths } from "./generated";
import { sessionFetch } from "./session";

const baseUrl = globalThis.location?.origin ?? "http://localhost";

export const api = createClient<paths>({ baseUrl, fetch: sessionFetch });

/**
 * A key that makes a repeated request count once. `crypto.randomUUID` is missing on plain http,
 * where the platform runs too.
 */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
