/** A drawing of the page as a file: colours are written out, as there are no variables outside. */

export function downloadSvg(drawing: SVGSVGElement, name: string): void {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "sans-serif");
  const style = getComputedStyle(document.documentElement);
  for (const part of copy.querySelectorAll("*")) {
    for (const attribute of ["fill", "stroke"]) {
      const variable = /^var\((--[\w-]+)\)$/.exec(part.getAttribute(attribute) ?? "")?.[1];
      if (variable) part.setAttribute(attribute, style.getPropertyValue(variable).trim());
    }
  }
  const file = new Blob([copy.outerHTML], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
