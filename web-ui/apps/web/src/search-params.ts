/** Addresses people can read and edit: `?status=open,acknowledged&q=disk`. */

export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== "" && String(value) !== "")
    .map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(",") : String(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%2F", "/")}`;
    });
  return parameters.length > 0 ? `?${parameters.join("&")}` : "";
}
