/** The title of a page is the title of the document. */

import { useTranslate } from "@platform/ui";
import { useEffect } from "react";

export function useDocumentTitle(title: string): void {
  const product = useTranslate()("shell.product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
}
