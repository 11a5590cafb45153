/** Ways to the views of the list: at the left on a desktop, at the bottom on a phone. */

import { useTranslate } from "@platform/ui";
import { Link } from "@tanstack/react-router";
import {
  Archive,
  ArrowUpRight,
  BellRing,
  CalendarClock,
  type LucideIcon,
  OctagonAlert,
  Search,
  Siren,
  UserRound,
} from "lucide-react";
import { VIEWS, type View } from "../incidents/filters";

const ICONS: Record<string, LucideIcon> = {
  active: Siren,
  unacknowledged: BellRing,
  critical: OctagonAlert,
  mine: UserRound,
  resolved: Archive,
};

const PHONE_VIEWS = ["active", "unacknowledged", "mine"];

/** The other pages. */
const PAGES = [
  { to: "/oncall", label: "on-call", icon: CalendarClock },
  { to: "/policies", label: "policies", icon: ArrowUpRight },
] as const;

const SIDE_ITEM =
  "flex h-9 items-center gap-2.5 rounded-control px-2.5 text-muted hover:bg-hover hover:text-text aria-[current]:bg-accent-tint aria-[current]:font-semibold aria-[current]:text-text";

/** A view is current when the address says exactly its filters. */
const EXACT = { exact: true, includeSearch: true };

export function SideNavigation() {
  const t = useTranslate();
  return (
    <nav
      aria-label={t("shell.navigation")}
      data-print="hide"
      className="row-span-2 hidden border-r border-line bg-surface lg:block"
    >
      <Link to="/incidents" className="flex h-12 items-center gap-2.5 px-4 font-semibold">
        <img src="/icon.svg" alt="" width={22} height={22} />
        {t("shell.product")}
      </Link>
      <p className="px-4 pt-3 pb-1 text-xs font-medium text-muted">{t("shell.incidents")}</p>
      <ul className="px-2">
        {VIEWS.map((view) => (
          <li key={view.id}>
            <SideLink view={view} />
          </li>
        ))}
      </ul>
      <ul className="mt-4 px-2">
        {PAGES.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={SIDE_ITEM}>
              <Icon size={17} aria-hidden className="shrink-0" />
              {t(`nav.${label}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SideLink({ view }: { view: View }) {
  const t = useTranslate();
  const Icon = ICONS[view.id] ?? Siren;
  return (
    <Link to="/incidents" search={view.filters} activeOptions={EXACT} className={SIDE_ITEM}>
      <Icon size={17} aria-hidden className="shrink-0" />
      {t(`view.${view.id}`)}
    </Link>
  );
}

const BOTTOM_ITEM =
  "flex min-h-14 flex-1 cursor-pointer flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current]:font-semibold aria-[current]:text-accent";

export function BottomNavigation({ onSearch }: { onSearch: () => void }) {
  const t = useTranslate();
  return (
    <nav
      aria-label={t("shell.navigation")}
      data-print="hide"
      className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {VIEWS.filter((view) => PHONE_VIEWS.includes(view.id)).map((view) => {
        const Icon = ICONS[view.id] ?? Siren;
        return (
          <Link
            key={view.id}
            to="/incidents"
            search={view.filters}
            activeOptions={EXACT}
            className={BOTTOM_ITEM}
          >
            <Icon size={20} aria-hidden />
            {t(`view.${view.id}.short`)}
          </Link>
        );
      })}
      <Link to="/oncall" className={BOTTOM_ITEM}>
        <CalendarClock size={20} aria-hidden />
        {t("nav.on-call")}
      </Link>
      <button type="button" onClick={onSearch} className={BOTTOM_ITEM}>
        <Search size={20} aria-hidden />
        {t("shell.search")}
      </button>
    </nav>
  );
}
