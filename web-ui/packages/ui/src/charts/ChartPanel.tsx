/** A chart with what it says as its title, the same figures as a table, and both as files. */

import { ChartLine, Download, Table2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { ActionMenu } from "../components/ActionMenu";
import { IconButton } from "../components/Button";
import { Panel } from "../components/Panel";
import { useTranslate } from "../i18n/i18n";
import { saveCsv, savePng } from "./files";

export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
  /** How a cell is shown; files hold the plain values. */
  show?(value: string | number, column: number): string;
}

interface ChartPanelProps {
  title: string;
  /** One sentence: what the figures say. */
  finding: string;
  table: ChartTable;
  children: ReactNode;
}

export function ChartPanel({ title, finding, table, children }: ChartPanelProps) {
  const t = useTranslate();
  const [asTable, setAsTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const name = title.toLowerCase().replaceAll(/\W+/g, "-");
  const png = () => {
    const drawing = body.current?.querySelector("svg");
    if (drawing) savePng(drawing, `${name}.png`);
  };
  return (
    <Panel
      title={title}
      aside={
        <span data-print="hide" className="flex items-center">
          <IconButton
            label={asTable ? t("chart.show") : t("chart.table")}
            icon={asTable ? ChartLine : Table2}
            onPress={() => setAsTable(!asTable)}
          />
          <ActionMenu
            label={t("chart.save")}
            icon={Download}
            items={[
              { id: "csv", label: "CSV", run: () => saveCsv(table, `${name}.csv`) },
              { id: "png", label: "PNG", isDisabled: asTable, run: png },
            ]}
          />
        </span>
      }
    >
      <div ref={body} className="px-4 py-3">
        <p className="mb-2">{finding}</p>
        {asTable ? <FigureTable title={title} table={table} /> : children}
      </div>
    </Panel>
  );
}

function FigureTable({ title, table }: { title: string; table: ChartTable }) {
  const t = useTranslate();
  const show = table.show ?? String;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
      tabIndex={0}
      aria-label={t("chart.figures", { title })}
      className="max-h-72 overflow-auto"
    >
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-bg text-xs text-muted">
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col" className="py-1 pr-4 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={String(row[0])} className="border-t border-line">
              {row.map((cell, column) => (
                <td key={table.columns[column]} className="py-1 pr-4 tabular">
                  {cell === null ? "–" : show(cell, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
