/** Languages: one catalogue per package and language, loaded on demand; messages have explicit ids. */

import { i18n, type Messages } from "@lingui/core";
import { I18nProvider, useLingui } from "@lingui/react";
import { type ReactNode, useCallback } from "react";
import { I18nProvider as AriaI18nProvider } from "react-aria-components/I18nProvider";
import { readPreference, writePreference } from "../preferences";

export const LANGUAGES = { en: "English", ko: "한국어" } as const;
export type Language = keyof typeof LANGUAGES;

export type CatalogLoader = (language: Language) => Promise<{ messages: Messages }>;
export type Translate = (id: string, values?: Record<string, unknown>) => string;

let loaders: CatalogLoader[] = [];

const loadOwn: CatalogLoader = (language) =>
  language === "ko" ? import("../locales/ko.po") : import("../locales/en.po");

function preferredLanguage(): Language {
  const wanted = readPreference("language") ?? navigator.language;
  return wanted.startsWith("ko") ? "ko" : "en";
}

/** Loads the language of this browser. `apps` are the catalogues beside those of this package. */
export async function startLanguage(...apps: CatalogLoader[]): Promise<void> {
  loaders = [loadOwn, ...apps];
  await activate(preferredLanguage());
}

export async function setLanguage(language: Language): Promise<void> {
  writePreference("language", language);
  await activate(language);
}

async function activate(language: Language): Promise<void> {
  const catalogs = await Promise.all(loaders.map((load) => load(language)));
  i18n.load(language, Object.assign({}, ...catalogs.map((catalog) => catalog.messages)));
  i18n.activate(language);
  document.documentElement.lang = language;
}

/** Translates outside of components; inside use `useTranslate`, which follows the language. */
export const translate: Translate = (id, values) => i18n._(id, values);

export function useTranslate(): Translate {
  const { i18n: current } = useLingui();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function changes with the language
  return useCallback((id, values) => current._(id, values), [current, current.locale]);
}

export function useLanguage(): Language {
  return useLingui().i18n.locale as Language;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  return (
    <I18nProvider i18n={i18n}>
      <AriaLanguage>{children}</AriaLanguage>
    </I18nProvider>
  );
}

function AriaLanguage({ children }: { children: ReactNode }) {
  return <AriaI18nProvider locale={useLanguage()}>{children}</AriaI18nProvider>;
}
