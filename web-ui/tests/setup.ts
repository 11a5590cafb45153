/** Before every unit test: matchers, catalogues, and what jsdom lacks. */

import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

configure({
  // A slow machine is not a failure.
  asyncUtilTimeout: 20_000,
  // The message alone; the whole document in a failure hides it.
  getElementError: (message) => new Error(message ?? "element not found"),
});

// jsdom has no media queries; tests run as a wide screen in the light theme.
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));

// jsdom lays nothing out; a list that draws only what is in view needs a height to fill.
Object.defineProperties(Element.prototype, {
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 1200 },
});
window.scrollTo = () => undefined;
Element.prototype.scrollTo = () => undefined;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  cleanup();
  localStorage.clear();
});
