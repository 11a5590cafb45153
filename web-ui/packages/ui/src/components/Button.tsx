/** Buttons. One with a command shows the command's key beside its label or in its tooltip. */

import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { Keys } from "../keyboard/Keys";
import { useCommandKey } from "../keyboard/registry";

const BASE =
  "inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap outline-none transition-colors duration-100 select-none " +
  "data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50";

const TONES = {
  primary:
    "bg-accent font-semibold text-on-accent data-[hovered]:bg-accent-hover data-[pressed]:bg-accent-hover",
  secondary:
    "border border-line bg-raised text-text data-[hovered]:bg-hover data-[pressed]:bg-hover",
  quiet: "text-text data-[hovered]:bg-hover data-[pressed]:bg-hover",
};

const SIZES = {
  normal: "min-h-8 px-3 narrow:min-h-11",
  large: "min-h-12 px-4 text-base",
};

export interface ButtonProps {
  children: ReactNode;
  onPress?(): void;
  tone?: keyof typeof TONES;
  size?: keyof typeof SIZES;
  icon?: LucideIcon;
  type?: "button" | "submit";
  isDisabled?: boolean;
  /** Work is under way: another press does nothing. The label says what is going on. */
  isPending?: boolean;
  /** The command this button gives; its key is drawn beside the label on wide screens. */
  commandId?: string;
  className?: string;
}

export function Button({
  children,
  tone = "secondary",
  size = "normal",
  icon: Icon,
  type = "button",
  commandId,
  className,
  isPending = false,
  onPress,
  isDisabled,
}: ButtonProps) {
  return (
    <AriaButton
      type={type}
      isDisabled={isDisabled}
      onPress={isPending ? undefined : onPress}
      className={clsx(BASE, TONES[tone], SIZES[size], isPending && "opacity-70", className)}
    >
      {Icon && <Icon size={16} aria-hidden className="shrink-0" />}
      {children}
      {commandId && <KeyHint commandId={commandId} strong={tone === "primary"} />}
    </AriaButton>
  );
}

function KeyHint({ commandId, strong }: { commandId: string; strong: boolean }) {
  const keys = useCommandKey(commandId);
  if (!keys) return null;
  return (
    <span
      aria-hidden
      className={clsx("text-xs narrow:hidden", strong ? "opacity-80" : "text-muted")}
    >
      {keys.toUpperCase()}
    </span>
  );
}

export interface IconButtonProps {
  label: string;
  icon: LucideIcon;
  onPress?(): void;
  isDisabled?: boolean;
  commandId?: string;
  className?: string;
}

export function IconButton({ label, icon: Icon, commandId, className, ...press }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...press}
        aria-label={label}
        className={clsx(
          BASE,
          "size-8 text-muted data-[hovered]:bg-hover data-[hovered]:text-text data-[pressed]:bg-hover narrow:size-11",
          className,
        )}
      >
        <Icon size={18} aria-hidden />
      </AriaButton>
      <Hint label={label} commandId={commandId} />
    </TooltipTrigger>
  );
}

function Hint({ label, commandId = "" }: { label: string; commandId?: string }) {
  const keys = useCommandKey(commandId);
  return (
    <Tooltip
      offset={6}
      className="flex items-center gap-2 rounded-control border border-line bg-raised px-2 py-1 text-xs text-text shadow-lg"
    >
      {label}
      {keys && <Keys keys={keys} />}
    </Tooltip>
  );
}
