/** Every person of a schedule has a colour of their own, as long as there are six or fewer. */

const COLOURS = 6;

/** `var(--chart-2)`: by the order in which the layers name people, so that it stays the same. */
export function colourOf(person: string | undefined, order: readonly string[]): string {
  if (!person) return "var(--muted)";
  const place = order.indexOf(person);
  const number = place >= 0 ? place : order.length + sumOf(person);
  return `var(--chart-${(number % COLOURS) + 1})`;
}

const sumOf = (text: string) => [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
