/**
 * Formatted text of people. The services turn Markdown into a short list of tags; here the same list
 * is applied again while the text becomes elements, so that nothing in it can run or load.
 */

import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { safeAddress } from "./ExternalLink";

const TAGS = new Set(
  "p br hr strong em s code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split(
    " ",
  ),
);
const VOID = new Set(["br", "hr"]);
/** The page and its panels own the first two levels of headings. */
const HEADING = /^h([1-6])$/;

function toNode(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const tag = node.localName;
  const children = [...node.childNodes].map(toNode);
  if (tag === "a") return <RichLink key={key} href={node.getAttribute("href")} text={children} />;
  const level = HEADING.exec(tag)?.[1];
  if (level) return createElement(`h${Math.min(6, Number(level) + 2)}`, { key }, children);
  if (!TAGS.has(tag)) return <Fragment key={key}>{isSilent(tag) ? null : children}</Fragment>;
  return VOID.has(tag) ? createElement(tag, { key }) : createElement(tag, { key }, children);
}

/** What these hold is no text for a reader. */
function isSilent(tag: string): boolean {
  return ["script", "style", "template", "iframe", "object", "svg", "math"].includes(tag);
}

function RichLink({ href, text }: { href: string | null; text: ReactNode }) {
  const url = safeAddress(href);
  if (!url) return <span>{text}</span>;
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow" title={url.host}>
      {text}
    </a>
  );
}

/** `html` as the API answers it in fields that end in `html`. */
export function RichText({ html }: { html: string }) {
  const content = useMemo(() => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return [...parsed.body.childNodes].map(toNode);
  }, [html]);
  return <div className="rich-text">{content}</div>;
}
