/** Sign-in; afterwards back to where the person wanted to go. */

import { ApiError } from "@platform/api";
import {
  Button,
  LANGUAGES,
  type Language,
  setLanguage,
  useLanguage,
  useTranslate,
} from "@platform/ui";
import { TextField } from "@platform/ui/text-field";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useDocumentTitle } from "../../page-title";
import { localPath, signIn } from "../../session/session";

const route = getRouteApi("/sign-in");

export default function SignInPage() {
  const t = useTranslate();
  const router = useRouter();
  const client = useQueryClient();
  const returnTo = route.useSearch({ select: (search) => localPath(search.to) });
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState("");
  useDocumentTitle(t("sign-in.title"));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem("");
    try {
      await signIn(client, {
        username: String(form.get("username")),
        password: String(form.get("password")),
      });
      // What was loaded before may have been refused, or belongs to nobody.
      client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
      router.history.push(returnTo);
    } catch (error) {
      setProblem(
        error instanceof ApiError && error.status === 401 ? t("sign-in.refused") : reasonOf(error),
      );
      setPending(false);
    }
  };

  const reasonOf = (error: unknown) =>
    error instanceof ApiError && !error.isUnreachable ? error.message : t("error.unreachable");

  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-surface p-4">
      <div className="w-full max-w-sm rounded-card border border-line bg-bg p-6 sm:p-8">
        <img src="/icon.svg" alt="" width={36} height={36} className="mb-4" />
        <h1>{t("sign-in.title")}</h1>
        <p className="mt-1 mb-6 text-muted">{t("sign-in.subtitle")}</p>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={t("sign-in.username")}
            name="username"
            autoComplete="username"
            isRequired
            autoFocus
          />
          <TextField
            label={t("sign-in.password")}
            name="password"
            type="password"
            autoComplete="current-password"
            isRequired
          />
          <div role="alert">
            {problem && (
              <p className="flex items-start gap-2 rounded-control bg-critical-bg px-3 py-2 text-critical">
                <TriangleAlert size={18} aria-hidden className="mt-px shrink-0" />
                {problem}
              </p>
            )}
          </div>
          <Button type="submit" tone="primary" size="large" isPending={pending}>
            {pending ? t("sign-in.pending") : t("session.sign-in")}
          </Button>
        </form>
      </div>
      <LanguageLinks />
    </main>
  );
}

function LanguageLinks() {
  const t = useTranslate();
  const current = useLanguage();
  return (
    <fieldset aria-label={t("settings.language")} className="mt-4 flex gap-1">
      {Object.entries(LANGUAGES).map(([id, name]) => (
        <button
          key={id}
          type="button"
          lang={id}
          aria-pressed={id === current}
          onClick={() => setLanguage(id as Language)}
          className="min-h-8 cursor-pointer rounded-control px-3 text-muted hover:bg-hover hover:text-text aria-pressed:font-semibold aria-pressed:text-text narrow:min-h-11"
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
