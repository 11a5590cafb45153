/** Starts the test runner's page. */

import { followSystemTheme, LanguageProvider, startKeyboard, startLanguage } from "@platform/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./app.css";
import { loadMessages } from "./locales/load";
import { TestRunnerPage } from "./TestRunnerPage";

const client = new QueryClient({ defaultOptions: { queries: { networkMode: "always" } } });

followSystemTheme();
startKeyboard();

const container = document.getElementById("app");
if (container) {
  startLanguage(loadMessages).then(() =>
    createRoot(container).render(
      <StrictMode>
        <LanguageProvider>
          <QueryClientProvider client={client}>
            <TestRunnerPage />
          </QueryClientProvider>
        </LanguageProvider>
      </StrictMode>,
    ),
  );
}
