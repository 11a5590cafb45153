/** An alert of one's own: fields, and the JSON that they make, which may also be typed. */

import { Button, SEVERITIES, useTranslate } from "@platform/ui";
import { InputField, SelectField, TextAreaField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, Send } from "lucide-react";
import { useState } from "react";
import { checkOwn, type FieldError, type Form, type Run, sendOwn } from "./api";
import { IncidentLink } from "./IncidentLink";
import { OutcomeLabel } from "./OutcomeLabel";
import { useAction } from "./use-action";

type Body = Record<string, unknown>;

const FIRST: Body = {
  message: "Something is broken",
  service: "payment-api",
  severity: "high",
  environment: "test",
  description: "",
  labels: { source: "test-runner" },
};
const TEXTS = ["message", "service", "environment"] as const;

export function OwnAlertTab({ form }: { form: Form }) {
  const t = useTranslate();
  const [json, setJson] = useState(() => JSON.stringify(FIRST, null, 2));
  const body = parsed(json);
  const check = useQuery({
    queryKey: ["check", json],
    queryFn: () => checkOwn(body),
    enabled: body !== null,
    placeholderData: (before) => before,
  });
  const sending = useAction(() => sendOwn(body, form));
  const set = (field: string, value: unknown) =>
    setJson(JSON.stringify({ ...body, [field]: value }, null, 2));
  const errors = body === null ? [] : (check.data?.errors ?? []);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.reason;

  return (
    <div className="grid gap-4">
      <p className="max-w-[75ch] text-muted">{t("own.intro")}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {TEXTS.map((field) => (
          <InputField
            key={field}
            className={field === "message" ? "sm:col-span-2" : ""}
            label={t(`own.${field}`)}
            value={String(body?.[field] ?? "")}
            error={errorOf(field)}
            disabled={body === null}
            onChange={(value) => set(field, value)}
          />
        ))}
        <SelectField
          label={t("own.severity")}
          value={String(body?.severity ?? "")}
          placeholder={t("own.as-typed")}
          options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          disabled={body === null}
          onChange={(value) => set("severity", value)}
        />
        <TextAreaField
          className="sm:col-span-2"
          label={t("own.description")}
          value={String(body?.description ?? "")}
          disabled={body === null}
          onChange={(value) => set("description", value)}
        />
      </div>
      <TextAreaField
        label={t("own.json")}
        mono
        rows={12}
        spellCheck={false}
        value={json}
        onChange={setJson}
        error={body === null ? t("own.no-json") : undefined}
      />
      {body !== null && check.data && <Verdict errors={errors} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button
          tone="primary"
          icon={Send}
          isDisabled={body === null}
          isPending={sending.isPending}
          onPress={sending.mutate}
        >
          {t("own.send")}
        </Button>
        <div role="status">{sending.data && <Sent run={sending.data} />}</div>
      </div>
    </div>
  );
}

function Verdict({ errors }: { errors: FieldError[] }) {
  const t = useTranslate();
  if (errors.length === 0) {
    return (
      <p className="flex items-center gap-2 text-ok">
        <CircleCheck size={16} aria-hidden />
        {t("own.good")}
      </p>
    );
  }
  return (
    <ul aria-label={t("own.errors")} className="grid gap-1 text-critical">
      {errors.map((error) => (
        <li key={`${error.field} ${error.reason}`} className="flex items-start gap-2">
          <CircleX size={16} aria-hidden className="mt-0.5 shrink-0" />
          <span>
            <code className="font-mono">{error.field}</code>: {error.reason}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sent({ run }: { run: Run }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <OutcomeLabel outcome={run.outcome} />
      <span className="text-muted tabular">{run.status}</span>
      {run.error && <span className="text-critical">{run.error}</span>}
      <IncidentLink run={run} />
    </div>
  );
}

/** The object in a text, null for anything else. */
function parsed(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}
