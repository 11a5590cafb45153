/** An alert every few seconds, of chosen scenarios, until somebody stops it. */

import { Button, durationText, Elapsed, useClockText, useTranslate } from "@platform/ui";
import { CheckField, InputField } from "@platform/ui/fields";
import { Play, Square } from "lucide-react";
import { useState } from "react";
import { type Form, type RunnerState, type Scenario, startContinuous, stop } from "./api";
import { Figures } from "./Figures";
import { useAction } from "./use-action";

interface ContinuousTabProps {
  continuous: RunnerState["continuous"];
  scenarios: Scenario[];
  form: Form;
}

export function ContinuousTab({ continuous, scenarios, form }: ContinuousTabProps) {
  const t = useTranslate();
  const [interval, setInterval] = useState("10");
  const [left, setLeft] = useState<readonly string[]>([]);
  const mix = scenarios.map(({ id }) => id).filter((id) => !left.includes(id));
  const seconds = Number(interval);
  const isWrong = !(seconds >= 1 && seconds <= 300);
  const starting = useAction(() =>
    startContinuous({ interval_seconds: seconds, scenarios: mix, form }),
  );
  const stopping = useAction(() => stop("continuous"));
  return (
    <div className="grid gap-4">
      <p className="max-w-[75ch] text-muted">{t("continuous.intro")}</p>
      <InputField
        type="number"
        min={1}
        max={300}
        className="max-w-60"
        label={t("continuous.interval")}
        hint={t("continuous.interval.hint")}
        error={isWrong ? t("continuous.interval.wrong") : undefined}
        value={interval}
        onChange={setInterval}
      />
      <fieldset>
        <legend className="font-medium">{t("continuous.mix")}</legend>
        <div className="grid gap-x-4 sm:grid-cols-2 xl:grid-cols-3">
          {scenarios.map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              isSelected={!left.includes(id)}
              onChange={(selected) =>
                setLeft(selected ? left.filter((one) => one !== id) : [...left, id])
              }
            />
          ))}
        </div>
      </fieldset>
      <div>
        {continuous.running ? (
          <Button icon={Square} isPending={stopping.isPending} onPress={stopping.mutate}>
            {t("continuous.stop")}
          </Button>
        ) : (
          <Button
            tone="primary"
            icon={Play}
            isDisabled={isWrong || mix.length === 0}
            isPending={starting.isPending}
            onPress={starting.mutate}
          >
            {t("continuous.start")}
          </Button>
        )}
      </div>
      {continuous.order && <Series continuous={continuous} />}
    </div>
  );
}

function Series({ continuous }: { continuous: RunnerState["continuous"] }) {
  const t = useTranslate();
  const { running, started_at, stops_at, ended } = continuous;
  const rest = useClockText((now) =>
    stops_at ? durationText((Date.parse(stops_at) - now) / 1000, t) : "",
  );
  return (
    <>
      <p role="status" className="font-medium">
        {running && started_at ? (
          <>
            {t("continuous.running")} <Elapsed since={started_at} /> ·{" "}
            <span className="tabular text-muted">{t("continuous.rest", { rest })}</span>
          </>
        ) : ended === "stopped" ? (
          t("continuous.stopped")
        ) : (
          t("continuous.over")
        )}
      </p>
      <Figures
        items={[
          [t("figure.sent"), continuous.sent],
          [t("figure.refused"), continuous.failed],
        ]}
      />
    </>
  );
}
