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
import { startServiceWorker, storedAt } from "./push/service-worker";
import { createQueryClient } from "./query-client";
import { createAppRouter } from "./router";
import { onSignInRequired } from "./session/require-sign-in";
import { meQuery } from "./session/session";

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);

followSystemTheme();
startKeyboard();
onSignInRequired((returnTo) => {
  router.navigate({ to: "/sign-in", search: { to: returnTo } });
});
observeResponses((response) => {
  if (!storedAt(response)) correctClock(response.headers.get("Date"));
});
startServiceWorker();

// Code, texts and data of the first page travel at the same time.
queryClient.prefetchQuery(meQuery);
router.load();

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
