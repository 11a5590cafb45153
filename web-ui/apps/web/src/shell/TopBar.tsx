/** Live state, search, help, language, theme and account. */

import { Button, IconButton, Keys, toggleTheme, useCommandKey, useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { CircleHelp, LogIn, Search, SunMoon } from "lucide-react";
import { lazy, Suspense } from "react";
import { useMe, useSignIn } from "../session/session";
import { LiveDot } from "./LiveDot";

const AccountMenu = lazy(() => import("./AccountMenu"));

interface TopBarProps {
  onSearch(): void;
  onHelp(): void;
}

export function TopBar({ onSearch, onHelp }: TopBarProps) {
  const t = useTranslate();
  const keys = useCommandKey("palette");
  return (
    <header
      data-print="hide"
      className="flex h-12 items-center gap-1 border-b border-line bg-surface px-4 lg:bg-bg narrow:h-14 narrow:pr-1"
    >
      <Link to="/" aria-label={t("shell.product")} className="mr-2 lg:hidden">
        <img src="/icon.svg" alt="" width={26} height={26} />
      </Link>
      <LiveDot />
      <button
        type="button"
        onClick={onSearch}
        className="mx-auto flex h-8 w-full max-w-md cursor-pointer items-center gap-2 rounded-control border border-line bg-surface px-2.5 text-muted hover:border-line-strong narrow:hidden"
      >
        <Search size={15} aria-hidden />
        <span className="min-w-0 flex-1 truncate text-left">{t("shell.search.long")}</span>
        {keys && <Keys keys={keys} />}
      </button>
      <span className="flex-1 lg:hidden" />
      <span className="lg:hidden">
        <IconButton label={t("shell.search")} icon={Search} onPress={onSearch} />
      </span>
      <span className="narrow:hidden">
        <IconButton label={t("command.help")} icon={CircleHelp} onPress={onHelp} commandId="help" />
      </span>
      <IconButton
        label={t("command.theme")}
        icon={SunMoon}
        onPress={toggleTheme}
        commandId="theme"
      />
      <Account />
    </header>
  );
}

function Account() {
  const t = useTranslate();
  const me = useMe();
  const signIn = useSignIn();
  return (
    <>
      {me && !me.person && (
        <Button icon={LogIn} onPress={signIn} tone="primary" className="ml-1">
          {t("session.sign-in")}
        </Button>
      )}
      <Suspense fallback={<span className="size-8 narrow:size-11" />}>
        <AccountMenu me={me} />
      </Suspense>
    </>
  );
}
