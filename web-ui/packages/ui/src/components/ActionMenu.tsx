/** A button that opens a list of things to do. */

import { ChevronDown, type LucideIcon } from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Keys } from "../keyboard/Keys";
import { useCommandKey } from "../keyboard/registry";

export interface ActionItem {
  id: string;
  label: string;
  icon?: LucideIcon;
  /** The command that does the same; its key is shown. */
  commandId?: string;
  isDisabled?: boolean;
  run(): void;
}

interface ActionMenuProps {
  label: string;
  items: readonly ActionItem[];
  /** Drawn alone, with the label for screen readers only. */
  icon?: LucideIcon;
  size?: "normal" | "large";
}

const TRIGGER =
  "inline-flex shrink-0 cursor-pointer items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[hovered]:bg-hover";
const FRAMED = "border border-line bg-raised px-3";
const BARE = "w-8 text-muted data-[hovered]:text-text narrow:w-11";
const SIZES = { normal: "min-h-8 narrow:min-h-11", large: "min-h-12 text-base" };

export function ActionMenu({ label, items, icon: Icon, size = "normal" }: ActionMenuProps) {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={Icon ? label : undefined}
        className={`${TRIGGER} ${Icon ? BARE : FRAMED} ${SIZES[size]}`}
      >
        {Icon ? <Icon size={18} aria-hidden /> : label}
        {!Icon && <ChevronDown size={14} aria-hidden className="text-muted" />}
      </AriaButton>
      <Popover
        placement="bottom end"
        className="z-30 max-h-[70vh] min-w-52 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-xl"
      >
        <Menu
          aria-label={label}
          disabledKeys={items.filter((item) => item.isDisabled).map((item) => item.id)}
          // After the menu has given the focus back, so that a dialog may take it.
          onAction={(key) => setTimeout(() => items.find((item) => item.id === key)?.run())}
          className="outline-none"
        >
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 outline-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[focused]:bg-hover narrow:min-h-11"
            >
              {item.icon && <item.icon size={16} aria-hidden className="shrink-0 text-muted" />}
              <span className="min-w-0 flex-1">{item.label}</span>
              {item.commandId && <ItemKeys commandId={item.commandId} />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function ItemKeys({ commandId }: { commandId: string }) {
  const keys = useCommandKey(commandId);
  return keys ? (
    <span className="narrow:hidden">
      <Keys keys={keys} />
    </span>
  ) : null;
}
