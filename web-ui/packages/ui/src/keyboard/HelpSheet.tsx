/** Every key that acts on this page, by group. */

import { Switch } from "react-aria-components/Switch";
import { Dialog } from "../components/Dialog";
import { useTranslate } from "../i18n/i18n";
import { Keys } from "./Keys";
import { COMMAND_GROUPS, setSingleKeys, useCommandList, useSingleKeys } from "./registry";

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const commands = useCommandList();
  const singleKeys = useSingleKeys();
  return (
    <Dialog title={t("keys.title")} onClose={onClose} width="wide">
      <Switch
        isSelected={singleKeys}
        onChange={setSingleKeys}
        className="group mb-4 flex cursor-pointer items-center gap-3 narrow:min-h-11"
      >
        <span className="flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-surface p-0.5 group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[selected]:border-accent group-data-[selected]:bg-accent">
          <span className="size-3.5 rounded-full bg-line-strong transition-transform duration-100 group-data-[selected]:translate-x-4 group-data-[selected]:bg-on-accent" />
        </span>
        {t("keys.single")}
      </Switch>
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
        {COMMAND_GROUPS.map((group) => {
          const entries = commands.filter((command) => command.group === group && command.keys);
          if (entries.length === 0) return null;
          return (
            <section key={group} aria-label={t(`keys.group.${group}`)}>
              <h3 className="mb-1 text-xs font-semibold text-muted">{t(`keys.group.${group}`)}</h3>
              <dl>
                {entries.map((command) => (
                  <div
                    key={command.id}
                    className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0"
                  >
                    <dt>{command.label}</dt>
                    <dd className="flex gap-2">
                      {command.keys?.map((keys) => (
                        <span key={keys}>
                          <span className="sr-only">{keys}</span>
                          <Keys keys={keys} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
