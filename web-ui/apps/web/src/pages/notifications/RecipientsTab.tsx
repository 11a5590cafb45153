/** Who gets reports by mail, five a page, and what was sent to them. */

import { answerOf, api } from "@platform/api";
import { At, Button, IconButton, Panel, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { recipientsKey, recipientsQuery, sentMailsQuery } from "./queries";

export function RecipientsTab() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Recipients />
      <SentMails />
    </div>
  );
}

function Recipients() {
  const t = useTranslate();
  const mayRespond = useMay("incidents:write");
  const [page, setPage] = useState(1);
  const [address, setAddress] = useState("");
  const query = useQuery(recipientsQuery(page));
  const adding = useSave({
    send: () => answerOf(api.POST("/api/v1/recipients", { body: { address: address.trim() } })),
    renew: [recipientsKey],
    onDone: () => setAddress(""),
  });
  const removing = useSave({
    send: (id: string) =>
      answerOf(
        api.DELETE("/api/v1/recipients/{recipient_id}", { params: { path: { recipient_id: id } } }),
      ),
    renew: [recipientsKey],
    inToast: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.save();
  };
  return (
    <Panel title={t("notify.recipients")} aside={query.data?.total}>
      {mayRespond && (
        <form onSubmit={submit} className="grid gap-2 border-b border-line p-4">
          <div className="flex items-end gap-2">
            <InputField
              label={t("notify.recipients.address")}
              type="email"
              value={address}
              onChange={setAddress}
              error={reasonFor(adding.problem, "address")}
              className="flex-1"
              required
            />
            <Button type="submit" icon={Plus} isPending={adding.isPending}>
              {t("notify.recipients.add")}
            </Button>
          </div>
          <Problem problem={adding.problem} shown={["address"]} />
        </form>
      )}
      <Loaded query={query} what={t("notify.recipients")} part rows={5}>
        {({ items, pages }) => (
          <>
            {items.length === 0 && (
              <p className="px-4 py-3 text-muted">{t("notify.recipients.none")}</p>
            )}
            <ul className="divide-y divide-line">
              {items.map((recipient) => (
                <li key={recipient.id} className="flex min-h-12 items-center gap-3 px-4 py-1.5">
                  <span className="min-w-0 flex-1 truncate">{recipient.address}</span>
                  {mayRespond && (
                    <Button onPress={() => removing.save(recipient.id)}>
                      {t("notify.device.remove")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <Pager page={page} pages={pages} onPage={setPage} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function SentMails() {
  const t = useTranslate();
  const [page, setPage] = useState(1);
  const query = useQuery(sentMailsQuery(page));
  return (
    <Panel title={t("notify.mails")} aside={query.data?.total}>
      <Loaded query={query} what={t("notify.mails")} part rows={5}>
        {({ items, pages }) => (
          <>
            {items.length === 0 && <p className="px-4 py-3 text-muted">{t("notify.mails.none")}</p>}
            <ul className="divide-y divide-line">
              {items.map((mail) => (
                <li key={mail.id} className="px-4 py-2">
                  <p className="truncate font-medium">{mail.subject}</p>
                  <p className="text-muted">
                    {mail.address} · <At instant={mail.at} /> · {t(`delivery.${mail.state}`)}
                    {mail.reason && ` · ${mail.reason}`}
                  </p>
                </li>
              ))}
            </ul>
            <Pager page={page} pages={pages} onPage={setPage} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

interface PagerProps {
  page: number;
  pages: number;
  onPage(page: number): void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  const t = useTranslate();
  if (pages <= 1) return null;
  return (
    <div className="flex items-center justify-end gap-2 border-t border-line px-2 py-1">
      <IconButton
        label={t("page.previous")}
        icon={ChevronLeft}
        isDisabled={page <= 1}
        onPress={() => onPage(page - 1)}
      />
      <span className="tabular text-muted">{t("page.of", { page, pages })}</span>
      <IconButton
        label={t("page.next")}
        icon={ChevronRight}
        isDisabled={page >= pages}
        onPress={() => onPage(page + 1)}
      />
    </div>
  );
}
