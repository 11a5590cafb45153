/** Counts by weekday and hour: one hue, and the number in each cell. */

interface HeatMapProps {
  label: string;
  /** Names of the days, the first of the week first. */
  days: readonly string[];
  /** `counts[day][hour]` */
  counts: readonly (readonly number[])[];
}

export function HeatMap({ label, days, counts }: HeatMapProps) {
  const most = Math.max(1, ...counts.flat());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section tabIndex={0} aria-label={label} className="overflow-x-auto">
      <table className="w-full min-w-[44rem] table-fixed border-separate border-spacing-0.5 text-xs">
        <thead>
          <tr className="text-muted">
            <td className="w-10" />
            {Array.from({ length: 24 }, (_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its number
              <th key={hour} scope="col" className="font-normal tabular">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((hours, day) => (
            <tr key={days[day]}>
              <th scope="row" className="text-left font-normal text-muted">
                {days[day]}
              </th>
              {hours.map((count, hour) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its number
                  key={hour}
                  className="relative h-7 rounded-chip bg-surface text-center tabular"
                >
                  <span
                    aria-hidden
                    style={{ opacity: count === 0 ? 0 : 0.12 + 0.3 * (count / most) }}
                    className="absolute inset-0 rounded-chip bg-accent"
                  />
                  <span className="relative">{count > 0 ? count : ""}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
