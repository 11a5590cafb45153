/** A chart as a file: its figures as CSV, its drawing as PNG. */

import type { ChartTable } from "./ChartPanel";

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Words that a spreadsheet would take for a formula are made plain words. */
function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveCsv(table: ChartTable, name: string): void {
  const lines = [table.columns, ...table.rows].map((row) => row.map(csvCell).join(","));
  save(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }), name);
}

const SCALE = 2;
const COPIED = ["fill", "stroke", "stroke-width", "font-size", "font-family", "font-weight"];

/** Draws the chart as it is seen now, with the colours of the theme. */
export async function savePng(drawing: SVGSVGElement, name: string): Promise<void> {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const sources = [drawing, ...drawing.querySelectorAll<SVGElement>("*")];
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((element, index) => {
    const source = sources[index];
    if (!source) return;
    const style = getComputedStyle(source);
    for (const property of COPIED) {
      element.style.setProperty(property, style.getPropertyValue(property));
    }
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const { width, height } = drawing.getBoundingClientRect();
  const text = new XMLSerializer().serializeToString(copy);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--bg");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => content && save(content, name));
}
