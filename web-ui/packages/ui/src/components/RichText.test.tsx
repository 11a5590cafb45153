import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { RichText } from "./RichText";

const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>",
  "<iframe src='https://evil.example'></iframe>",
  "<p onclick=alert(1) style='position:fixed'>text</p>",
  "<a href='javascript:alert(1)'>press</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>press</a>",
  "<form action='https://evil.example'><input name=password></form>",
  "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
  "<style>*{display:none}</style>",
];

describe("formatted text", () => {
  it("keeps paragraphs, lists, code and links that lead away", () => {
    const { container } = render(
      <RichText html="<p>Run <code>make</code></p><ul><li>one</li></ul><a href='https://a.example/x'>log</a>" />,
    );
    expect(container.querySelector("code")).toHaveTextContent("make");
    expect(container.querySelector("li")).toHaveTextContent("one");
    const link = container.querySelector("a");
    expect(link).toHaveAttribute("href", "https://a.example/x");
    expect(link).toHaveAttribute("rel", expect.stringContaining("noopener"));
  });

  it.each(HOSTILE)("makes nothing that runs or loads of %s", (html) => {
    const { container } = render(<RichText html={html} />);
    expect(
      container.querySelector("img, script, svg, iframe, form, input, style, math"),
    ).toBeNull();
    for (const element of container.querySelectorAll(".rich-text *")) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|style/);
        expect(value).not.toMatch(/^(javascript|data):/i);
      }
    }
  });

  it("leaves the headings of the page above its own", () => {
    const { container } = render(<RichText html="<h1>Cause</h1>" />);
    expect(container.querySelector("h3")).toHaveTextContent("Cause");
  });
});
