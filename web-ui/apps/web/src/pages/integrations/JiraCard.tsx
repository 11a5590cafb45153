/** Jira: where tickets go. */

import { answerOf, api, type Schemas } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reasonFor, useSave } from "../../data/save";
import { jiraQuery, trackersKey } from "./queries";
import { TrackerCard } from "./TrackerCard";

const FIELDS = ["base_url", "project", "issue_type", "email", "token"] as const;
type Field = (typeof FIELDS)[number];

export function JiraCard() {
  const t = useTranslate();
  const query = useQuery(jiraQuery);
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [tested, setTested] = useState<Schemas["TrackerTested"] | null>(null);
  const stored = query.data;
  const typedOr = (field: Field) =>
    typed[field] ??
    (field === "token" ? "" : (stored?.[field] ?? (field === "issue_type" ? "Task" : "")));
  const body = () => ({
    base_url: typedOr("base_url"),
    project: typedOr("project"),
    issue_type: typedOr("issue_type"),
    email: typedOr("email") || null,
    // Left out, the stored one stays.
    token: typedOr("token") || null,
  });
  const testing = useSave({
    send: () => answerOf(api.POST("/api/v1/jira/test", { body: body() })),
    onDone: setTested,
  });
  const saving = useSave({
    send: () => answerOf(api.POST("/api/v1/jira/save", { body: body() })),
    renew: [trackersKey],
    done: t("integrations.saved", { name: "Jira" }),
    onDone: () => setTyped({}),
  });
  const problem = saving.problem ?? testing.problem;
  return (
    <TrackerCard title="Jira" fields={FIELDS} {...{ query, tested, testing, saving }}>
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
