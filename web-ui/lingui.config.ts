import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** Each package keeps its own catalogues; every message is addressed by an explicit id. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ko"],
  format: formatter({ explicitIdAsDefault: true, lineNumbers: false }),
  catalogs: [
    { path: "<rootDir>/packages/ui/src/locales/{locale}", include: ["packages/ui/src"] },
    { path: "<rootDir>/apps/web/src/locales/{locale}", include: ["apps/web/src"] },
    { path: "<rootDir>/apps/test-runner/src/locales/{locale}", include: ["apps/test-runner/src"] },
  ],
});
