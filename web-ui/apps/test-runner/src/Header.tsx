/** The band that nobody can overlook, what is under way, and what concerns everything. */

import {
  Button,
  IconButton,
  setLanguage,
  toggleTheme,
  useCommands,
  useLanguage,
  useTranslate,
} from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { CheckCheck, Languages, Send, Square, SunMoon } from "lucide-react";
import { FORMS, type Form, type RunnerState, resolveAll, sendAll, stop } from "./api";
import { useAction } from "./use-action";

interface HeaderProps {
  count: number;
  forms: readonly Form[];
  form: Form;
  onForm(form: Form): void;
  state: RunnerState | undefined;
}

export function Header({ count, forms, form, onForm, state }: HeaderProps) {
  const t = useTranslate();
  const language = useLanguage();
  const sending = useAction(() => sendAll(form));
  const ending = useAction(resolveAll);
  const isSending = sending.isPending || state?.batch.running === true;
  useCommands([
    { id: "theme", group: "general", label: t("runner.theme"), keys: ["t"], run: toggleTheme },
  ]);
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-bg narrow:static">
      <p className="test-band px-4 py-1.5 text-center font-semibold tracking-wide text-text">
        {t("runner.band")}
      </p>
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-2 px-4 py-2 md:px-6">
        <h1 className="mr-3">{t("runner.title")}</h1>
        <p role="status" className="tabular text-muted narrow:order-last narrow:w-full">
          <Progress count={count} state={state} />
        </p>
        <span className="flex-1" />
        <SelectField
          label={t("runner.form")}
          hideLabel
          className="w-40"
          value={form}
          options={FORMS.map((value) => ({
            value,
            label: forms.includes(value) ? t(`form.${value}`) : t("form.no-key", { form: value }),
          }))}
          onChange={(value) => onForm(value as Form)}
        />
        <Button
          icon={CheckCheck}
          isPending={ending.isPending || state?.ending.running === true}
          onPress={ending.mutate}
        >
          {t("runner.resolve-all")}
        </Button>
        <Button
          tone="primary"
          icon={Send}
          isPending={isSending}
          isDisabled={count === 0}
          onPress={sending.mutate}
        >
          {isSending ? t("runner.sending-all") : t("runner.send-all")}
        </Button>
        <IconButton
          label={t("runner.language")}
          icon={Languages}
          onPress={() => setLanguage(language === "ko" ? "en" : "ko")}
        />
        <IconButton
          label={t("runner.theme")}
          icon={SunMoon}
          onPress={toggleTheme}
          commandId="theme"
        />
      </div>
      {state && <UnderWay state={state} />}
    </header>
  );
}

/** What goes on by itself can be stopped from every tab. */
function UnderWay({ state: { storm, continuous } }: { state: RunnerState }) {
  const t = useTranslate();
  const stopping = useAction((name: "storm" | "continuous") => stop(name));
  if (!storm.running && !continuous.running) return null;
  return (
    <div className="border-t border-line bg-accent-tint">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 md:px-6">
        {storm.running && (
          <p className="flex items-center gap-3 tabular">
            {t("under-way.storm", { sent: storm.sent, total: storm.order?.count ?? 0 })}
            <Button icon={Square} onPress={() => stopping.mutate("storm")}>
              {t("under-way.stop-storm")}
            </Button>
          </p>
        )}
        {continuous.running && (
          <p className="flex items-center gap-3 tabular">
            {t("under-way.continuous", { sent: continuous.sent })}
            <Button icon={Square} onPress={() => stopping.mutate("continuous")}>
              {t("under-way.stop-continuous")}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function Progress({ count, state }: { count: number; state: RunnerState | undefined }) {
  const t = useTranslate();
  if (count === 0 || !state) return null;
  const { batch, ending } = state;
  const at = (moment: string | null) => (moment ? Date.parse(moment) : 0);
  if (ending.running || at(ending.ended_at) > at(batch.started_at)) {
    if (ending.error) return t("runner.ending-failed", { reason: ending.error });
    return t("runner.ended", { done: ending.done - ending.failed, total: ending.total });
  }
  if (batch.total === 0) return t("runner.count", { count });
  const { done, failed, total } = batch;
  return t("runner.progress", { done: done - failed, failed, count: total });
}
