/** All pages with a place in the navigation: one list for side bar, phone, keys and palette. */

import type { Translate } from "@platform/ui";
import {
  ArrowUpRight,
  Bell,
  BellOff,
  BellRing,
  BookOpen,
  Boxes,
  CalendarClock,
  ChartLine,
  HeartPulse,
  History,
  LayoutDashboard,
  type LucideIcon,
  Monitor,
  OctagonAlert,
  Plug,
  Settings,
  Siren,
  UserRound,
} from "lucide-react";
import { type Filters, VIEWS } from "../incidents/filters";

export interface NavigationPage {
  id: string;
  to: string;
  icon: LucideIcon;
  search?: Filters;
  /** `g` and a letter lead there. */
  keys?: string;
}

export interface NavigationSection {
  id: "top" | "incidents" | "on-call" | "sources" | "insight";
  pages: readonly NavigationPage[];
}

const VIEW_ICONS: Record<string, LucideIcon> = {
  active: Siren,
  unacknowledged: BellRing,
  critical: OctagonAlert,
  mine: UserRound,
};
const VIEW_KEYS: Record<string, string> = {
  active: "g i",
  unacknowledged: "g u",
  critical: "g c",
  mine: "g m",
};

const viewPages: NavigationPage[] = VIEWS.map((view) => ({
  id: view.id,
  to: "/incidents",
  search: view.filters,
  icon: VIEW_ICONS[view.id] ?? Siren,
  keys: VIEW_KEYS[view.id],
}));

export const SECTIONS: readonly NavigationSection[] = [
  {
    id: "top",
    pages: [{ id: "dashboard", to: "/", icon: LayoutDashboard, keys: "g d" }],
  },
  { id: "incidents", pages: viewPages },
  {
    id: "on-call",
    pages: [
      { id: "on-call", to: "/oncall", icon: CalendarClock, keys: "g o" },
      { id: "policies", to: "/policies", icon: ArrowUpRight, keys: "g p" },
      {
        id: "notifications",
        to: "/notifications",
        icon: Bell,
        keys: "g n",
      },
    ],
  },
  {
    id: "sources",
    pages: [
      { id: "services", to: "/services", icon: Boxes, keys: "g s" },
      { id: "integrations", to: "/integrations", icon: Plug },
      { id: "silences", to: "/silences", icon: BellOff },
      { id: "runbooks", to: "/runbooks", icon: BookOpen, keys: "g r" },
      { id: "settings", to: "/settings", icon: Settings },
      { id: "console", to: "/console", icon: HeartPulse },
    ],
  },
  {
    id: "insight",
    pages: [
      { id: "analytics", to: "/analytics", icon: ChartLine, keys: "g a" },
      { id: "wall", to: "/wall", icon: Monitor, keys: "g w" },
      { id: "history", to: "/history", icon: History, keys: "g h" },
    ],
  },
];

export const PAGES: readonly NavigationPage[] = SECTIONS.flatMap((section) => section.pages);

/** What a page is called: a view of the list by its own name. */
export function nameOf(page: NavigationPage, t: Translate): string {
  return page.search ? t(`view.${page.id}`) : t(`nav.${page.id}`);
}
