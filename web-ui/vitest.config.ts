import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { translations } from "./build/app-config.ts";

const FOLDERS = "{packages/*/src,apps/*/src,tests}/**";

/** `x.test.ts` runs in a simulated browser, `x.node.test.ts` in plain Node with real sockets. */
export default defineConfig({
  plugins: [react(), translations()],
  test: {
    testTimeout: 60_000,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: "browser",
          environment: "jsdom",
          environmentOptions: { jsdom: { url: "http://localhost/" } },
          include: [`${FOLDERS}/*.test.{ts,tsx}`],
          exclude: ["**/*.node.test.ts"],
          setupFiles: ["tests/setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "node", environment: "node", include: [`${FOLDERS}/*.node.test.ts`] },
      },
    ],
  },
});
