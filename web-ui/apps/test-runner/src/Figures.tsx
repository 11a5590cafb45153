/** A row of figures, each with what it counts. */

export function Figures({ items }: { items: [label: string, value: string | number][] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {items.map(([label, value]) => (
        <div
          key={label}
          className="flex flex-col-reverse rounded-card border border-line px-3 py-2"
        >
          <dt className="text-muted">{label}</dt>
          <dd className="text-base font-semibold tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
