/** Many alerts at once, some of them repeats. */

import { Button, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { CloudLightning, Square } from "lucide-react";
import { useState } from "react";
import { type Form, type RunnerState, startStorm, stop } from "./api";
import { Figures } from "./Figures";
import { latencyText } from "./latency";
import { useAction } from "./use-action";

export function StormTab({ storm, form }: { storm: RunnerState["storm"]; form: Form }) {
  const t = useTranslate();
  const [count, setCount] = useState("200");
  const [share, setShare] = useState("50");
  const [jitter, setJitter] = useState("5");
  const starting = useAction(() =>
    startStorm({
      count: Number(count),
      duplicate_share: Number(share) / 100,
      jitter_seconds: Number(jitter),
      form,
    }),
  );
  const stopping = useAction(() => stop("storm"));
  return (
    <form className="grid gap-4" onSubmit={(event) => event.preventDefault()}>
      <p className="max-w-[75ch] text-muted">{t("storm.intro")}</p>
      <div className="grid gap-4 sm:grid-cols-3">
        <InputField
          type="number"
          min={1}
          max={5000}
          label={t("storm.count")}
          hint={t("storm.count.hint")}
          value={count}
          onChange={setCount}
        />
        <InputField
          type="number"
          min={0}
          max={100}
          label={t("storm.share")}
          hint={t("storm.share.hint")}
          value={share}
          onChange={setShare}
        />
        <InputField
          type="number"
          min={0}
          max={300}
          label={t("storm.jitter")}
          hint={t("storm.jitter.hint")}
          value={jitter}
          onChange={setJitter}
        />
      </div>
      <div>
        {storm.running ? (
          <Button icon={Square} isPending={stopping.isPending} onPress={stopping.mutate}>
            {t("storm.stop")}
          </Button>
        ) : (
          <Button
            tone="primary"
            icon={CloudLightning}
            isPending={starting.isPending}
            onPress={starting.mutate}
          >
            {t("storm.start")}
          </Button>
        )}
      </div>
      {storm.order && <StormFigures storm={storm} total={storm.order.count} />}
      {storm.first_error && <p className="text-critical">{storm.first_error}</p>}
    </form>
  );
}

function StormFigures({ storm, total }: { storm: RunnerState["storm"]; total: number }) {
  const t = useTranslate();
  const latency = (value: number | null) => (value === null ? "–" : latencyText(value, t));
  return (
    <>
      <progress
        aria-label={t("storm.progress")}
        value={storm.sent}
        max={total}
        className="h-2 w-full appearance-none overflow-hidden rounded-control [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent"
      />
      <Figures
        items={[
          [t("figure.sent"), `${storm.sent} / ${total}`],
          [t("figure.refused"), storm.failed],
          [t("outcome.new"), storm.outcomes.new ?? 0],
          [t("outcome.existing"), storm.outcomes.existing ?? 0],
          [t("outcome.deduplicated"), storm.outcomes.deduplicated ?? 0],
          [t("figure.incidents"), storm.incidents],
          [t("figure.p50"), latency(storm.p50_ms)],
          [t("figure.p95"), latency(storm.p95_ms)],
        ]}
      />
    </>
  );
}
