/** Times as the browser's date and time fields hold them: the wall clock here, without a zone. */

const pad = (value: number) => String(value).padStart(2, "0");

/** `2026-11-21T22:05` on the wall clock of this browser. */
export function toLocal(instant: string | number): string {
  const date = new Date(instant);
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The instant of such a time; an empty text stays empty. */
export function fromLocal(text: string): string {
  return text ? new Date(text).toISOString() : "";
}
