/** Teams: who is in them, and by which policy their alerts escalate. */

import { answerOf, api } from "@platform/api";
import { Button, EmptyState, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { CheckField, InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { Plus, UsersRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, reasonFor, useSave } from "../../data/save";
import { personOptions, type Team, teamsQuery, usePeople } from "../../directory/queries";
import { useMay } from "../../session/session";
import { slugOf } from "../on-call/editor/draft";
import { policiesQuery } from "../policies/queries";

export function TeamsTab() {
  const t = useTranslate();
  const isManager = useMay("oncall:write");
  const query = useQuery(teamsQuery);
  const [edited, setEdited] = useState<Team | "new" | null>(null);
  const add = isManager && (
    <Button icon={Plus} tone="primary" onPress={() => setEdited("new")}>
      {t("settings.team.add")}
    </Button>
  );
  return (
    <>
      {add && <div className="mb-3 flex justify-end">{add}</div>}
      <Loaded query={query} what={t("settings.tab.teams")}>
        {(teams) =>
          teams.length === 0 ? (
            <EmptyState icon={UsersRound} title={t("settings.team.none")} action={add} />
          ) : (
            <ul className="overflow-hidden rounded-card border border-line">
              {teams.map((team) => (
                <li
                  key={team.slug}
                  className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
                >
                  <span className="min-w-0 flex-1 basis-40">
                    <span className="block font-medium">{team.name}</span>
                    <span className="block text-muted">
                      {t("settings.team.policy", { policy: team.policy ?? "–" })}
                    </span>
                  </span>
                  <span className="min-w-0 flex-[2] basis-60 text-muted">
                    {team.members.map(({ name }) => name).join(", ") || t("services.nobody")}
                  </span>
                  {isManager && (
                    <Button onPress={() => setEdited(team)}>{t("settings.person.edit")}</Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited && (
        <TeamDialog team={edited === "new" ? undefined : edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

function TeamDialog({ team, onClose }: { team?: Team; onClose(): void }) {
  const t = useTranslate();
  const people = usePeople();
  const { data: policies } = useQuery(policiesQuery);
  const [name, setName] = useState(team?.name ?? "");
  const [policy, setPolicy] = useState(team?.policy ?? "");
  const [members, setMembers] = useState<readonly string[]>(
    () => team?.members.map(({ id }) => id) ?? [],
  );
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/teams/{slug}", {
          params: { path: { slug: team?.slug ?? slugOf(name) } },
          body: { name: name.trim(), members: [...members], policy: policy || null },
        }),
      ),
    renew: [["teams"]],
    done: t("settings.team.saved", { name }),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <Dialog title={team ? team.name : t("settings.team.add")} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <InputField
          label={t("oncall.editor.name")}
          value={name}
          onChange={setName}
          error={reasonFor(saving.problem, "name")}
          required
        />
        <SelectField
          label={t("services.policy")}
          value={policy}
          onChange={setPolicy}
          placeholder={t("policies.fallback.default")}
          options={(policies ?? []).map(({ slug, name: label }) => ({ value: slug, label }))}
          error={reasonFor(saving.problem, "policy")}
        />
        <fieldset>
          <legend className="mb-1 font-medium">{t("settings.team.members")}</legend>
          <div className="max-h-56 overflow-y-auto rounded-control border border-line px-3">
            {personOptions(people).map(({ value, label }) => (
              <CheckField
                key={value}
                label={label}
                isSelected={members.includes(value)}
                onChange={(on) =>
                  setMembers(on ? [...members, value] : members.filter((each) => each !== value))
                }
              />
            ))}
          </div>
        </fieldset>
        <Problem problem={saving.problem} shown={["name", "policy"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={!slugOf(name)}
            isPending={saving.isPending}
          >
            {t("settings.team.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
