/** All pages with a place in the navigation: one list for side bar, phone, keys and palette. */

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
  /** Key of the text. */
  label: string;
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
  label: `view.${view.id}`,
  keys: VIEW_KEYS[view.id],
}));

export const SECTIONS: readonly NavigationSection[] = [
  {
    id: "top",
    pages: [
      { id: "dashboard", to: "/", icon: LayoutDashboard, label: "nav.dashboard", keys: "g d" },
    ],
  },
  { id: "incidents", pages: viewPages },
  {
    id: "on-call",
    pages: [
      { id: "on-call", to: "/oncall", icon: CalendarClock, label: "nav.on-call", keys: "g o" },
      { id: "policies", to: "/policies", icon: ArrowUpRight, label: "nav.policies", keys: "g p" },
      {
        id: "notifications",
        to: "/notifications",
        icon: Bell,
        label: "nav.notifications",
        keys: "g n",
      },
    ],
  },
  {
    id: "sources",
    pages: [
      { id: "services", to: "/services", icon: Boxes, label: "nav.services", keys: "g s" },
      { id: "integrations", to: "/integrations", icon: Plug, label: "nav.integrations" },
      { id: "silences", to: "/silences", icon: BellOff, label: "nav.silences" },
      { id: "runbooks", to: "/runbooks", icon: BookOpen, label: "nav.runbooks", keys: "g r" },
      { id: "settings", to: "/settings", icon: Settings, label: "nav.settings" },
      { id: "console", to: "/console", icon: HeartPulse, label: "nav.console" },
    ],
  },
  {
    id: "insight",
    pages: [
      { id: "analytics", to: "/analytics", icon: ChartLine, label: "nav.analytics", keys: "g a" },
      { id: "wall", to: "/wall", icon: Monitor, label: "nav.wall", keys: "g w" },
      { id: "history", to: "/history", icon: History, label: "nav.history", keys: "g h" },
    ],
  },
];

export const PAGES: readonly NavigationPage[] = SECTIONS.flatMap((section) => section.pages);
