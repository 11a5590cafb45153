/**
 * The session of this browser. The cookies are out of reach for scripts; what is kept here is the
 * CSRF token, which unsafe methods must repeat, and a hint that somebody had signed in.
 */

const REFRESH_PATH = "/api/v1/auth/refresh";
const LOGIN_PATH = "/api/v1/auth/login";
const ME_PATH = "/api/v1/me";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const TIME_LIMIT_MS = 15_000;
const HINT = "signed-in";

let csrfToken: string | null = null;
let refreshing: Promise<boolean> | null = null;
const responseObservers = new Set<(response: Response) => void>();

/** Calls back with every answer, whatever its status; used to follow the server's clock. */
export function observeResponses(observer: (response: Response) => void): () => void {
  responseObservers.add(observer);
  return () => responseObservers.delete(observer);
}

export function rememberSession(token: string | null | undefined): void {
  csrfToken = token ?? null;
  try {
    if (csrfToken) localStorage.setItem(HINT, "yes");
  } catch {
    // Without storage a reload asks for the sign-in after the session cookie has run out.
  }
}

export function forgetSession(): void {
  csrfToken = null;
  try {
    localStorage.removeItem(HINT);
  } catch {
    // Nothing was stored then.
  }
}

/** True if somebody signed in here before, so that an expired session is worth a refresh. */
export function hadSession(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}

/**
 * Renews the session. One request at a time, also across tabs: the refresh cookie is rotated, and
 * a second use of the old one would end the session.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= exclusively(requestRefresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request("session-refresh", work).then((result) => result) : work();
}

async function requestRefresh(): Promise<boolean> {
  const response = await send(new Request(absolute(REFRESH_PATH), { method: "POST" }));
  if (!response.ok) {
    if (response.status === 401) forgetSession();
    return false;
  }
  const body: { csrf_token?: string } = await response.json().catch(() => ({}));
  if (body.csrf_token) rememberSession(body.csrf_token);
  else await readCsrfToken();
  return true;
}

/** Another tab may have renewed the session, and with it the token. */
async function readCsrfToken(): Promise<boolean> {
  const response = await send(new Request(absolute(ME_PATH)));
  if (!response.ok) return false;
  const body: { csrf_token?: string | null } = await response.json().catch(() => ({}));
  const changed = Boolean(body.csrf_token) && body.csrf_token !== csrfToken;
  if (changed) rememberSession(body.csrf_token);
  return changed;
}

function absolute(path: string): string {
  return new URL(path, globalThis.location?.origin ?? "http://localhost").href;
}

async function send(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  if (csrfToken && !SAFE_METHODS.has(request.method)) headers.set("X-CSRF-Token", csrfToken);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const response = await globalThis.fetch(new Request(request, { headers, signal }));
  for (const observe of responseObservers) observe(response);
  return response;
}

/** `fetch` with the session: CSRF header, time limit, and one renewal when the session ran out. */
export async function sessionFetch(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (request.url.endsWith(LOGIN_PATH)) return response;
  const unsafe = !SAFE_METHODS.has(request.method);
  if (response.status === 401 && hadSession() && (await refreshSession())) return send(again);
  if (response.status === 403 && unsafe && csrfToken && (await readCsrfToken())) return send(again);
  return response;
}
