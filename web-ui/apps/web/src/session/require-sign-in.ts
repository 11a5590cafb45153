/** Leads to the sign-in page from code that is not a component: when an answer says 401. */

type Lead = (returnTo: string) => void;

let lead: Lead = () => undefined;

/** Set once at start, when the router exists. */
export function onSignInRequired(next: Lead): void {
  lead = next;
}

export function requireSignIn(): void {
  const { pathname, search } = window.location;
  if (pathname !== "/sign-in") lead(pathname + search);
}
