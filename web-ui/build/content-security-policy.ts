/** The content security policy of the built pages, with the hashes of the little that is inline. */

import { createHash } from "node:crypto";

/** React Aria adds this one style element for every pressable control. A test compares it. */
export const REACT_ARIA_STYLE = `@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}`;

export function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The texts of all scripts of a page that are not loaded from a file. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = ""]) => text,
  );
}

/** The whole value of the header `Content-Security-Policy` for a built page. */
export function contentSecurityPolicy(html: string): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...inlineScripts(html).map(sourceHash)].join(" "),
    `style-src 'self' ${sourceHash(REACT_ARIA_STYLE)}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
