/** Starts the web UI. */

import { observeResponses } from "@platform/api";
import {
  correctClock,
  followSystemTheme,
  LanguageProvider,
  startKeyboard,
  startLanguage,
} from "@platform/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./app.css";
import { loadMessages } from "./locales/load";
import { createQueryClient } from "./query-client";
import { createAppRouter } from "./router";
import { onSignInRequired } from "./session/require-sign-in";

const queryClient = createQueryClient();
const router = createAppRouter();

followSystemTheme();
startKeyboard();
onSignInRequired((returnTo) => {
  router.navigate({ to: "/sign-in", search: { to: returnTo } });
});
observeResponses((response) => correctClock(response.headers.get("Date")));

const container = document.getElementById("app");
if (container) {
  startLanguage(loadMessages).then(() =>
    createRoot(container).render(
      <StrictMode>
        <LanguageProvider>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LanguageProvider>
      </StrictMode>,
    ),
  );
}
