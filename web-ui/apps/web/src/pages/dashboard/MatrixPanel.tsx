/** Open incidents by service and severity. Every figure opens the list behind it. */

import type { Schemas } from "@platform/api";
import {
  Button,
  Panel,
  SEVERITIES,
  SEVERITY_FILLS,
  type Severity,
  useTranslate,
} from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";

type Cell = Schemas["OpenCell"];

const SHOWN = 12;

interface ServiceRow {
  service: string;
  counts: Partial<Record<Severity, number>>;
}

/** The worst first: by critical, then by high, and so on. */
function rowsOf(cells: readonly Cell[]): ServiceRow[] {
  const rows = new Map<string, ServiceRow>();
  for (const { service, severity, count } of cells) {
    const row = rows.get(service) ?? { service, counts: {} };
    row.counts[severity] = count;
    rows.set(service, row);
  }
  return [...rows.values()].sort((left, right) => {
    for (const severity of SEVERITIES) {
      const difference = (right.counts[severity] ?? 0) - (left.counts[severity] ?? 0);
      if (difference !== 0) return difference;
    }
    return left.service.localeCompare(right.service);
  });
}

export function MatrixPanel({ cells }: { cells: readonly Cell[] }) {
  const t = useTranslate();
  const [all, setAll] = useState(false);
  const rows = useMemo(() => rowsOf(cells), [cells]);
  const shown = all ? rows : rows.slice(0, SHOWN);
  const hidden = rows.length - shown.length;
  return (
    <Panel title={t("dashboard.matrix")} aside={t("dashboard.matrix.live")}>
      <div className="overflow-x-auto px-4 py-3">
        <table className="w-full border-separate border-spacing-1">
          <thead>
            <tr className="text-xs text-muted">
              <th scope="col" className="text-left font-medium">
                {t("column.service")}
              </th>
              {SEVERITIES.map((severity) => (
                <th key={severity} scope="col" className="w-[15%] font-medium">
                  {t(`severity.${severity}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.service}>
                <th scope="row" className="max-w-40 truncate text-left font-normal">
                  <Link
                    to="/incidents"
                    search={{ service: row.service }}
                    className="underline-offset-2 hover:underline"
                  >
                    {row.service}
                  </Link>
                </th>
                {SEVERITIES.map((severity) => (
                  <td key={severity} className="p-0 text-center">
                    <Count row={row} severity={severity} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {hidden > 0 && (
          <div className="mt-2">
            <Button onPress={() => setAll(true)}>
              {t("dashboard.matrix.more", { count: hidden })}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

function Count({ row, severity }: { row: ServiceRow; severity: Severity }) {
  const t = useTranslate();
  const count = row.counts[severity];
  if (!count) {
    return (
      <span className="block rounded-chip bg-surface py-1.5 text-muted">
        <span aria-hidden>·</span>
        <span className="sr-only">0</span>
      </span>
    );
  }
  return (
    <Link
      to="/incidents"
      search={{ service: row.service, severity: [severity] }}
      aria-label={t("dashboard.matrix.cell", {
        count,
        severity: t(`severity.${severity}`),
        service: row.service,
      })}
      className={`block rounded-chip py-1.5 font-semibold tabular outline-1 -outline-offset-1 outline-line-strong hover:brightness-110 ${SEVERITY_FILLS[severity]}`}
    >
      {count}
    </Link>
  );
}
