import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ExternalLink } from "./ExternalLink";

describe("a link from an alert", () => {
  it("leads to http addresses, shows the host and does not hand over the page", () => {
    render(<ExternalLink address="https://prometheus.example.com/graph" label="Source" />);
    const link = screen.getByRole("link");
    expect(link).toHaveTextContent("prometheus.example.com");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "/relative", "not an address", null])(
    "is not drawn for %s",
    (address) => {
      render(<ExternalLink address={address} label="Source" />);
      expect(screen.queryByRole("link")).toBeNull();
    },
  );
});
