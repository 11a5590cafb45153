/** Ways to all pages: at the left on a desktop, at the bottom on a phone. The list is in pages.ts. */

import { useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Star } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { fromView, viewsQuery } from "../incidents/views";
import { useMe } from "../session/session";
import { type NavigationPage, nameOf, PAGES, SECTIONS } from "./pages";

const MorePages = lazy(() => import("./MorePages"));

/** What a thumb reaches; everything else is behind "More". */
const PHONE_PAGES = ["dashboard", "active", "mine", "on-call"];

/** A view of the list is current when the address says exactly its filters. */
const EXACT = { exact: true, includeSearch: true };
const HOME = { exact: true, includeSearch: false };
const PREFIX = { exact: false, includeSearch: false };

function activeOptions(page: NavigationPage) {
  if (page.search) return EXACT;
  return page.to === "/" ? HOME : PREFIX;
}

const SIDE_ITEM =
  "flex h-8 items-center gap-2.5 rounded-control px-2.5 text-muted hover:bg-hover hover:text-text aria-[current]:bg-accent-tint aria-[current]:font-semibold aria-[current]:text-text";

export function SideNavigation() {
  const t = useTranslate();
  return (
    <nav
      aria-label={t("shell.navigation")}
      data-print="hide"
      className="row-span-2 hidden overflow-y-auto border-r border-line bg-surface pb-4 lg:block"
    >
      <Link to="/" className="flex h-12 items-center gap-2.5 px-4 font-semibold">
        <img src="/icon.svg" alt="" width={22} height={22} />
        {t("shell.product")}
      </Link>
      {SECTIONS.map((section) => (
        <div key={section.id} className="px-2">
          {section.id !== "top" && (
            <p className="px-2.5 pt-3 pb-1 text-xs font-medium text-muted">
              {t(`nav.section.${section.id}`)}
            </p>
          )}
          <ul>
            {section.pages.map((page) => (
              <li key={page.id}>
                <PageLink page={page} className={SIDE_ITEM} iconSize={17} label={nameOf(page, t)} />
              </li>
            ))}
            {section.id === "incidents" && <OwnViews />}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The default views that people have saved for themselves or their team. */
function OwnViews() {
  const me = useMe()?.person?.id;
  const { data: views = [] } = useQuery({ ...viewsQuery, enabled: Boolean(me) });
  return views
    .filter((view) => view.is_default)
    .map((view) => {
      const page = { id: view.id, to: "/incidents", search: fromView(view, me), icon: Star };
      return (
        <li key={view.id}>
          <PageLink page={page} className={SIDE_ITEM} iconSize={17} label={view.name} />
        </li>
      );
    });
}

interface PageLinkProps {
  page: NavigationPage;
  label: string;
  className: string;
  iconSize: number;
  onClick?(): void;
}

export function PageLink({ page, label, className, iconSize, onClick }: PageLinkProps) {
  const Icon = page.icon;
  return (
    <Link
      to={page.to}
      search={page.search}
      activeOptions={activeOptions(page)}
      className={className}
      onClick={onClick}
    >
      <Icon size={iconSize} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate">{label}</span>
    </Link>
  );
}

const BOTTOM_ITEM =
  "flex min-h-14 min-w-0 flex-1 cursor-pointer flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current]:font-semibold aria-[current]:text-accent";

export function BottomNavigation({ onSearch }: { onSearch: () => void }) {
  const t = useTranslate();
  const [more, setMore] = useState(false);
  return (
    <nav
      aria-label={t("shell.navigation")}
      data-print="hide"
      className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PAGES.filter((page) => PHONE_PAGES.includes(page.id)).map((page) => (
        <PageLink
          key={page.id}
          page={page}
          className={BOTTOM_ITEM}
          iconSize={20}
          label={t(`nav.short.${page.id}`)}
        />
      ))}
      <button type="button" onClick={() => setMore(true)} className={BOTTOM_ITEM}>
        <Ellipsis size={20} aria-hidden />
        {t("nav.more")}
      </button>
      <Suspense>
        {more && <MorePages onSearch={onSearch} onClose={() => setMore(false)} />}
      </Suspense>
    </nav>
  );
}
