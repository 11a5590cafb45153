/** GitHub: issues instead of tickets. */

import { answerOf, api, type Schemas } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reasonFor, useSave } from "../../data/save";
import { gitHubQuery, trackersKey } from "./queries";
import { TrackerCard } from "./TrackerCard";

const FIELDS = ["repository", "base_url", "labels", "token"] as const;
type Field = (typeof FIELDS)[number];

export function GitHubCard() {
  const t = useTranslate();
  const query = useQuery(gitHubQuery);
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [tested, setTested] = useState<Schemas["TrackerTested"] | null>(null);
  const stored = query.data;
  const storedText: Record<Field, string> = {
    repository: stored?.repository ?? "",
    base_url: stored?.base_url ?? "https://api.github.com",
    labels: (stored?.labels ?? []).join(", "),
    token: "",
  };
  const typedOr = (field: Field) => typed[field] ?? storedText[field];
  const body = () => ({
    repository: typedOr("repository"),
    base_url: typedOr("base_url"),
    labels: typedOr("labels")
      .split(",")
      .map((label) => label.trim())
      .filter(Boolean),
    // Left out, the stored one stays.
    token: typedOr("token") || null,
  });
  const testing = useSave({
    send: () => answerOf(api.POST("/api/v1/github/test", { body: body() })),
    onDone: setTested,
  });
  const saving = useSave({
    send: () => answerOf(api.POST("/api/v1/github/save", { body: body() })),
    renew: [trackersKey],
    done: t("integrations.saved", { name: "GitHub" }),
    onDone: () => setTyped({}),
  });
  const problem = saving.problem ?? testing.problem;
  return (
    <TrackerCard title="GitHub" fields={FIELDS} {...{ query, tested, testing, saving }}>
      {FIELDS.map((field) => (
        <InputField
          key={field}
          label={t(`integrations.field.${field}`)}
          type={field === "token" ? "password" : "text"}
          autoComplete="off"
          value={typedOr(field)}
          onChange={(value) => {
            setTested(null);
            setTyped((held) => ({ ...held, [field]: value }));
          }}
          placeholder={
            field === "token" && stored?.has_token ? t("notify.channel.secret-set") : undefined
          }
          error={reasonFor(problem, field)}
        />
      ))}
    </TrackerCard>
  );
}
