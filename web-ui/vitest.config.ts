import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { translations } from "./build/app-config.ts";

export default defineConfig({
  plugins: [react(), translations()],
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost/" } },
    include: [
      "{packages,apps}/*/src/**/*.test.{ts,tsx}",
      "build/**/*.test.ts",
      "tests/**/*.test.ts",
    ],
    setupFiles: ["tests/setup.ts"],
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
