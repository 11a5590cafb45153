/** Saving what a form holds: one request at a time, the server's reasons beside the fields. */

import { ApiError } from "@platform/api";
import { showToast, translate } from "@platform/ui";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { requireSignIn } from "../session/require-sign-in";

interface SaveOptions<Value, Result> {
  send(value: Value): Promise<Result>;
  /** Queries that show something else afterwards. */
  renew?: readonly QueryKey[];
  /** Said when it is done. */
  done?: string;
  onDone?(result: Result): void;
  /** There is no form to show a refusal in: say it in a message. */
  inToast?: boolean;
}

export interface Saving<Value> {
  save(value: Value): Promise<boolean>;
  isPending: boolean;
  problem: ApiError | null;
  clear(): void;
}

/** A change that is sent with `save`; `problem` is what the server refused, until the next try. */
export function useSave<Value = void, Result = unknown>(
  options: SaveOptions<Value, Result>,
): Saving<Value> {
  const client = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);

  const refuse = (error: unknown) => {
    const refusal = error instanceof ApiError ? error : new ApiError(0, String(error));
    if (refusal.status === 401) requireSignIn();
    else if (options.inToast) showToast({ tone: "error", message: reasonOf(refusal) });
    setProblem(refusal);
  };
  const settle = (result: Result) => {
    for (const queryKey of options.renew ?? []) client.invalidateQueries({ queryKey });
    if (options.done) showToast({ tone: "success", message: options.done });
    options.onDone?.(result);
  };
  const save = async (value: Value): Promise<boolean> => {
    if (isPending) return false;
    setPending(true);
    setProblem(null);
    try {
      settle(await options.send(value));
      return true;
    } catch (error) {
      refuse(error);
      return false;
    } finally {
      setPending(false);
    }
  };
  return { save, isPending, problem, clear: () => setProblem(null) };
}

/** What went wrong, in one sentence. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError) || error.isUnreachable) return translate("error.unreachable");
  const fields = error.fields.map(({ field, reason }) => `${field} ${reason}`).join("; ");
  return fields || error.message;
}

/** The server's reason against one field. Parts of it count as the field itself. */
export function reasonFor(problem: ApiError | null, field: string): string | undefined {
  return problem?.fields.find((each) => each.field === field || each.field.startsWith(`${field}.`))
    ?.reason;
}

interface ProblemProps {
  problem: ApiError | null;
  /** Fields that show their reason themselves. */
  shown?: readonly string[];
}

/** What was refused, as far as no field says it. */
export function Problem({ problem, shown = [] }: ProblemProps) {
  if (!problem) return null;
  const others = problem.fields.filter(
    ({ field }) => !shown.some((each) => field === each || field.startsWith(`${each}.`)),
  );
  if (problem.fields.length > 0 && others.length === 0) return null;
  const text = problem.isUnreachable
    ? translate("error.unreachable")
    : others.map(({ field, reason }) => `${field}: ${reason}`).join(" · ") || problem.message;
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-control bg-critical-bg px-3 py-2 text-critical"
    >
      <TriangleAlert size={18} aria-hidden className="mt-px shrink-0" />
      <span className="min-w-0">{text}</span>
    </p>
  );
}
