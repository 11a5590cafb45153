/** Everything the pages are made of. Dialogs that open on demand are separate entries. */

export { correctClock, serverNow, useClockText } from "./clock";
export { Banner } from "./components/Banner";
export { Button, IconButton } from "./components/Button";
export { ExternalLink, safeAddress } from "./components/ExternalLink";
export { Panel } from "./components/Panel";
export { RichText } from "./components/RichText";
export {
  EmptyState,
  ErrorState,
  ForbiddenState,
  PanelUnavailable,
  Skeleton,
} from "./components/states";
export { Age, At, Elapsed } from "./components/Time";
export {
  LANGUAGES,
  type Language,
  LanguageProvider,
  setLanguage,
  startLanguage,
  type Translate,
  translate,
  useLanguage,
  useTranslate,
} from "./i18n/i18n";
export { absoluteText, durationText, shortDurationText } from "./i18n/time";
export { Due, type PromisedTime } from "./incident/due";
export {
  SEVERITIES,
  SEVERITY_FILLS,
  type Severity,
  SeverityChip,
  SeverityIcon,
} from "./incident/severity";
export { isActive, STATUSES, type Status, StatusIcon, StatusLabel } from "./incident/status";
export { Keys } from "./keyboard/Keys";
export {
  type Command,
  startKeyboard,
  useCommandKey,
  useCommandList,
  useCommands,
} from "./keyboard/registry";
export { useNarrow } from "./narrow";
export { readPreference, type ThemeChoice, writePreference } from "./preferences";
export { createStore, type Store, useStore } from "./store";
export { followSystemTheme, setTheme, toggleTheme, useThemeChoice } from "./theme/theme";
export { dismissToast, runLatestToastAction, showToast } from "./toasts/store";
export { ToastRegion } from "./toasts/ToastRegion";
