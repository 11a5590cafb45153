/** Everybody with an account, and what they may do. */

import { Button, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { type Person, peopleQuery } from "../../directory/queries";
import { useMay } from "../../session/session";
import { PersonDialog } from "./PersonDialog";
import { rolesText } from "./ProfileTab";

export function PeopleTab() {
  const t = useTranslate();
  const isAdmin = useMay("people:write");
  const query = useQuery(peopleQuery);
  const [edited, setEdited] = useState<Person | "new" | null>(null);
  return (
    <>
      {isAdmin && (
        <div className="mb-3 flex justify-end">
          <Button icon={UserPlus} tone="primary" onPress={() => setEdited("new")}>
            {t("settings.person.add")}
          </Button>
        </div>
      )}
      <Loaded query={query} what={t("settings.tab.people")} rows={8}>
        {(people) => (
          <ul className="overflow-hidden rounded-card border border-line">
            {people.map((person) => (
              <li
                key={person.id}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
              >
                <span className="min-w-0 flex-1 basis-52">
                  <span className="block truncate font-medium">
                    {person.name}
                    {!person.active && (
                      <span className="font-normal text-muted"> · {t("settings.inactive")}</span>
                    )}
                  </span>
                  <span className="block truncate text-muted">
                    {person.login} · {person.timezone}
                  </span>
                </span>
                <span className="min-w-0 flex-1 basis-52 text-muted">
                  {rolesText(person.roles, t("settings.everywhere"))}
                </span>
                {isAdmin && (
                  <Button onPress={() => setEdited(person)}>{t("settings.person.edit")}</Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {edited && (
        <PersonDialog
          person={edited === "new" ? undefined : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
