/** Who is signed in, language, theme, sign out. */

import type { Me } from "@platform/api";
import {
  LANGUAGES,
  type Language,
  setLanguage,
  setTheme,
  showToast,
  type ThemeChoice,
  useLanguage,
  useThemeChoice,
  useTranslate,
} from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { Check, CircleUserRound, LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { signOut } from "../session/session";

const THEMES: readonly ThemeChoice[] = ["system", "light", "dark"];

const ITEM =
  "group flex min-h-9 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[focused]:bg-hover narrow:min-h-11";

export default function AccountMenu({ me }: { me: Me | undefined }) {
  const t = useTranslate();
  const language = useLanguage();
  const theme = useThemeChoice();
  const client = useQueryClient();
  const person = me?.person;

  const leave = () =>
    signOut(client).catch(() => showToast({ tone: "error", message: t("error.unreachable") }));

  return (
    <MenuTrigger>
      <Button
        aria-label={person ? t("session.account", { name: person.name }) : t("session.settings")}
        className="ml-1 flex size-8 cursor-pointer items-center justify-center rounded-full outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[hovered]:bg-hover narrow:size-11"
      >
        {person ? (
          <Initials name={person.name} />
        ) : (
          <CircleUserRound size={20} aria-hidden className="text-muted" />
        )}
      </Button>
      <Popover
        placement="bottom end"
        className="z-30 w-60 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-xl"
      >
        {person && (
          <p className="border-b border-line px-3 py-2">
            <span className="block font-semibold">{person.name}</span>
            <span className="block truncate text-muted">{person.email}</span>
          </p>
        )}
        <Menu aria-label={t("session.settings")} className="outline-none">
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[language]}
            onSelectionChange={(keys) => {
              for (const key of keys) setLanguage(key as Language);
            }}
          >
            <SectionTitle>{t("settings.language")}</SectionTitle>
            {Object.entries(LANGUAGES).map(([id, name]) => (
              <MenuItem key={id} id={id} textValue={name} className={ITEM}>
                <Chosen /> <span lang={id}>{name}</span>
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              for (const key of keys) setTheme(key as ThemeChoice);
            }}
          >
            <SectionTitle>{t("settings.theme")}</SectionTitle>
            {THEMES.map((id) => (
              <MenuItem key={id} id={id} textValue={t(`settings.theme.${id}`)} className={ITEM}>
                <Chosen /> {t(`settings.theme.${id}`)}
              </MenuItem>
            ))}
          </MenuSection>
          {person && (
            <MenuItem
              id="sign-out"
              textValue={t("session.sign-out")}
              onAction={leave}
              className={`${ITEM} mt-1 border-t border-line`}
            >
              <LogOut size={16} aria-hidden /> {t("session.sign-out")}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0] ?? "")
    .join("");
  return (
    <span
      aria-hidden
      className="flex size-7 items-center justify-center rounded-full bg-accent-tint text-xs font-semibold"
    >
      {letters.toUpperCase()}
    </span>
  );
}

function SectionTitle({ children }: { children: ReactNode }) {
  return <Header className="px-2 pt-2 pb-1 text-xs font-medium text-muted">{children}</Header>;
}

function Chosen() {
  return (
    <Check size={16} aria-hidden className="shrink-0 opacity-0 group-data-[selected]:opacity-100" />
  );
}
