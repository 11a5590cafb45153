/** Who I am, how this browser looks, and the second factor of my account. */

import { answerOf, api, type Schemas } from "@platform/api";
import {
  Button,
  LANGUAGES,
  type Language,
  Panel,
  setLanguage,
  setTheme,
  type ThemeChoice,
  useLanguage,
  useThemeChoice,
  useTranslate,
} from "@platform/ui";
import { InputField, Segments } from "@platform/ui/fields";
import { useState } from "react";
import { CopyField } from "../../data/CopyField";
import { Problem, reasonFor, useSave } from "../../data/save";
import { useMe } from "../../session/session";

const THEMES: readonly ThemeChoice[] = ["system", "light", "dark"];

export function ProfileTab() {
  const t = useTranslate();
  const me = useMe()?.person;
  const language = useLanguage();
  const theme = useThemeChoice();
  return (
    <div className="grid max-w-3xl gap-4">
      {me && (
        <Panel title={t("settings.me")}>
          <dl className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 gap-y-2 px-4 py-3">
            <dt className="text-muted">{t("oncall.editor.name")}</dt>
            <dd>{me.name}</dd>
            <dt className="text-muted">{t("settings.login")}</dt>
            <dd>{me.login}</dd>
            <dt className="text-muted">{t("settings.email")}</dt>
            <dd className="truncate">{me.email ?? "–"}</dd>
            <dt className="text-muted">{t("oncall.zone")}</dt>
            <dd>{me.timezone}</dd>
            <dt className="text-muted">{t("settings.roles")}</dt>
            <dd>{rolesText(me.roles, t("settings.everywhere"))}</dd>
          </dl>
        </Panel>
      )}
      <Panel title={t("settings.browser")}>
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          <div className="grid justify-items-start gap-1">
            <p className="font-medium">{t("settings.language")}</p>
            <Segments<Language>
              label={t("settings.language")}
              value={language}
              onChange={setLanguage}
              options={Object.entries(LANGUAGES).map(([value, label]) => ({
                value: value as Language,
                label,
              }))}
            />
          </div>
          <div className="grid justify-items-start gap-1">
            <p className="font-medium">{t("settings.theme")}</p>
            <Segments<ThemeChoice>
              label={t("settings.theme")}
              value={theme}
              onChange={setTheme}
              options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
            />
          </div>
        </div>
      </Panel>
      {me && <SecondFactor />}
    </div>
  );
}

/** "manager everywhere, responder (payments)". */
export function rolesText(roles: Readonly<Record<string, unknown>>, everywhere: string): string {
  const entries = Object.entries(roles);
  return (
    entries
      .map(([team, role]) => `${String(role)} (${team === "*" ? everywhere : team})`)
      .join(", ") || "–"
  );
}

function SecondFactor() {
  const t = useTranslate();
  const [offered, setOffered] = useState<Schemas["SecondFactor"] | null>(null);
  const [code, setCode] = useState("");
  const making = useSave({
    send: () => answerOf(api.POST("/api/v1/me/second-factor")),
    onDone: setOffered,
    inToast: true,
  });
  const confirming = useSave({
    send: () => answerOf(api.POST("/api/v1/me/second-factor/confirm", { body: { code } })),
    done: t("settings.factor.on"),
    onDone: () => setOffered(null),
  });
  const removing = useSave({
    send: () => answerOf(api.POST("/api/v1/me/second-factor/remove", { body: { code } })),
    done: t("settings.factor.removed"),
  });
  const problem = confirming.problem ?? removing.problem;
  return (
    <Panel title={t("settings.factor")}>
      <div className="grid gap-3 p-4">
        <p className="text-muted">{t("settings.factor.about")}</p>
        {offered && (
          <>
            <CopyField label={t("settings.factor.secret")} value={offered.secret} />
            <CopyField label={t("settings.factor.uri")} value={offered.uri} />
            <p className="font-medium">{t("settings.factor.recovery")}</p>
            <p className="font-mono text-xs select-all">{offered.recovery_codes.join("  ")}</p>
          </>
        )}
        <div className="flex flex-wrap items-end gap-2">
          <InputField
            label={t("notify.device.code")}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            error={reasonFor(problem, "code")}
            className="w-40"
          />
          {offered ? (
            <Button
              tone="primary"
              isPending={confirming.isPending}
              onPress={() => confirming.save()}
            >
              {t("notify.device.confirm")}
            </Button>
          ) : (
            <>
              <Button isPending={making.isPending} onPress={() => making.save()}>
                {t("settings.factor.set-up")}
              </Button>
              <Button
                isDisabled={!code}
                isPending={removing.isPending}
                onPress={() => removing.save()}
              >
                {t("settings.factor.remove")}
              </Button>
            </>
          )}
        </div>
        <Problem problem={problem} shown={["code"]} />
      </div>
    </Panel>
  );
}
