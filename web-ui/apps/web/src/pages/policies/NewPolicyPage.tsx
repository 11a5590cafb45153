/** A policy from the beginning. */

import { useTranslate } from "@platform/ui";
import { useState } from "react";
import { Page } from "../../shell/Page";
import { emptyDraft } from "./draft";
import { PolicyForm } from "./PolicyForm";

export default function NewPolicyPage() {
  const t = useTranslate();
  const [draft, setDraft] = useState(emptyDraft);
  return (
    <Page title={t("policies.new")} parent={{ to: "/policies", label: t("policies.title") }}>
      <div className="max-w-3xl">
        <PolicyForm draft={draft} onChange={setDraft} />
      </div>
    </Page>
  );
}
