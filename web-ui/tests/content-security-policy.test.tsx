/** The hashes in the policy are those of what the pages really hold. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { render, waitFor } from "@testing-library/react";
import { Button } from "react-aria-components/Button";
import { describe, expect, it, vi } from "vitest";
import { root } from "../build/app-config.ts";
import {
  contentSecurityPolicy,
  inlineScripts,
  REACT_ARIA_STYLE,
  sourceHash,
} from "../build/content-security-policy.ts";

describe("the content security policy", () => {
  it("allows exactly the style element that React Aria adds", async () => {
    // React Aria leaves the element out while NODE_ENV is "test".
    vi.stubEnv("NODE_ENV", "production");
    try {
      render(<Button>press</Button>);
      await waitFor(() => expect(document.head.querySelectorAll("style")).toHaveLength(1));
    } finally {
      vi.unstubAllEnvs();
    }
    expect(document.head.querySelector("style")?.textContent).toBe(REACT_ARIA_STYLE);
  });

  it("allows the inline theme script by its hash and nothing else inline", () => {
    const script = readFileSync(
      join(root, "packages/ui/src/theme/initial-theme.js"),
      "utf8",
    ).trim();
    const html = `<head><script>${script}</script><script type="module" src="/a.js"></script></head>`;
    expect(inlineScripts(html)).toEqual([script]);
    const policy = contentSecurityPolicy(html);
    expect(policy).toContain(`script-src 'self' ${sourceHash(script)};`);
    expect(policy).toContain(`style-src 'self' ${sourceHash(REACT_ARIA_STYLE)};`);
    expect(policy).not.toContain("unsafe");
  });

  it.each(["apps/web", "apps/test-runner"])("of the built %s fits its page", (app) => {
    const read = (name: string) => {
      try {
        return readFileSync(join(root, app, "dist", name), "utf8");
      } catch {
        return null;
      }
    };
    const html = read("index.html");
    if (!html) return; // Not built yet; the build writes both files from the same text.
    expect(read("csp.txt")?.trim()).toBe(contentSecurityPolicy(html));
    expect(inlineScripts(html)).toHaveLength(1);
  });
});
