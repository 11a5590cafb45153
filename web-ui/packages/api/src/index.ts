/** The platform's API for the pages: typed client, errors, session, live updates. */

export { api, idempotencyKey } from "./client";
export type { LiveState, LiveUpdate } from "./live/connection";
export { followLive, type LiveHandlers } from "./live/live";
export type * from "./models";
export { ApiError, answerOf, type FieldProblem, statusOf } from "./problem";
export {
  forgetSession,
  hadSession,
  observeResponses,
  refreshSession,
  rememberSession,
} from "./session";
