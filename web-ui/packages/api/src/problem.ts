/** Errors of the API: RFC 9457 problem details, or no answer at all. */

export interface FieldProblem {
  field: string;
  reason: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  trace_id?: string | null;
  errors?: FieldProblem[] | null;
}

/** A refused or failed request. `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail = "",
    readonly type = "about:blank",
    readonly traceId: string | null = null,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(detail || title);
  }

  /** Nothing was reached: no network, or the server did not answer in time. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }
}

function toApiError(status: number, body: unknown): ApiError {
  const problem: ProblemBody = typeof body === "object" && body !== null ? body : {};
  return new ApiError(
    status,
    problem.title ?? `HTTP ${status}`,
    problem.detail,
    problem.type,
    problem.trace_id,
    problem.errors ?? [],
  );
}

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a call of the generated client, or an `ApiError` thrown. */
export async function answerOf<T>(call: Promise<Outcome<T>>): Promise<T> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError(0, cause instanceof Error ? cause.message : "no answer");
  }
  if (!outcome.response.ok) throw toApiError(outcome.response.status, outcome.error);
  return outcome.data as T;
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : undefined;
}
