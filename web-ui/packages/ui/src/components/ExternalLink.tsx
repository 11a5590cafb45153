/** A link out of the platform. Addresses come from alerts, so only http and https become links. */

import { ExternalLink as Icon } from "lucide-react";

/** The address if it is one a browser may safely open, else null. */
export function safeAddress(address: string | null | undefined): URL | null {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

interface ExternalLinkProps {
  address: string | null | undefined;
  label: string;
}

/** The label and the host the link leads to; nothing for an address that is not safe. */
export function ExternalLink({ address, label }: ExternalLinkProps) {
  const url = safeAddress(address);
  if (!url) return null;
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex min-h-6 max-w-full items-center gap-1.5 text-accent underline-offset-2 hover:underline narrow:min-h-11"
    >
      <span className="truncate">{label}</span>
      <span className="truncate text-muted">{url.host}</span>
      <Icon size={14} aria-hidden className="shrink-0" />
    </a>
  );
}
