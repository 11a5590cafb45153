/** An incident that no alert told of: somebody saw it. */

import { ApiError, answerOf, api, idempotencyKey } from "@platform/api";
import { Button, SEVERITIES, type Severity, showToast, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { InputField, Segments, SelectField, TextAreaField } from "@platform/ui/fields";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { servicesQuery } from "../catalog/queries";
import { requireSignIn } from "../session/require-sign-in";
import { useMayRespond } from "../session/session";
import { listKey } from "./queries";

export default function CreateIncidentDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMayRespond();
  const services = useQuery(servicesQuery);
  const [key] = useState(idempotencyKey);
  const [title, setTitle] = useState("");
  const [service, setService] = useState("");
  const [environment, setEnvironment] = useState("production");
  const [severity, setSeverity] = useState<Severity>("high");
  const [description, setDescription] = useState("");
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [isPending, setPending] = useState(false);
  const refusal = (field: string) => problem?.fields.find((each) => each.field === field)?.reason;

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (may === "sign-in") return requireSignIn();
    setPending(true);
    setProblem(null);
    try {
      const incident = await answerOf(
        api.POST("/api/v1/incidents", {
          headers: { "Idempotency-Key": key },
          body: { title: title.trim(), description, service, environment, severity },
        }),
      );
      client.invalidateQueries({ queryKey: listKey });
      onClose();
      navigate({ to: "/incidents/$number", params: { number: String(incident.number) } });
    } catch (error) {
      const told = error instanceof ApiError ? error : new ApiError(0, String(error));
      setProblem(told);
      if (told.fields.length === 0) {
        const reason = told.isUnreachable ? t("error.unreachable") : told.message;
        showToast({ tone: "error", message: t("create.failed", { reason }) });
      }
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog title={t("create.title")} onClose={onClose}>
      <form onSubmit={create} className="flex flex-col gap-4">
        <InputField
          label={t("create.what")}
          value={title}
          onChange={setTitle}
          error={refusal("title")}
          maxLength={500}
          required
        />
        <SelectField
          label={t("column.service")}
          value={service}
          placeholder={t("create.service.choose")}
          options={(services.data ?? []).map((each) => ({
            value: each.slug,
            label: each.name,
          }))}
          onChange={setService}
          error={refusal("service")}
          required
        />
        <Segments<Severity>
          label={t("filter.severity")}
          value={severity}
          onChange={setSeverity}
          className="flex-wrap"
          options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
        <InputField
          label={t("filter.environment")}
          value={environment}
          onChange={setEnvironment}
          error={refusal("environment")}
        />
        <TextAreaField
          label={t("edit.description")}
          value={description}
          onChange={setDescription}
          hint={t("create.description.hint")}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isPending={isPending}
            isDisabled={!title.trim() || !service}
          >
            {t("create.do")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
