/** A filter with several values to choose from; shows what is chosen. */

import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";

export interface FilterOption<T extends string> {
  value: T;
  label: string;
  /** Drawn in the menu in place of the label. */
  content?: ReactNode;
}

interface FilterMenuProps<T extends string> {
  label: string;
  options: readonly FilterOption<T>[];
  selected: readonly T[];
  onChange(selected: T[]): void;
  multiple?: boolean;
  /** Beside buttons of 48 px. */
  large?: boolean;
}

export function FilterMenu<T extends string>({
  label,
  options,
  selected,
  onChange,
  multiple = true,
  large = false,
}: FilterMenuProps<T>) {
  const chosen = options.filter((option) => selected.includes(option.value));
  const summary = chosen.length > 1 ? `${chosen.length}` : chosen[0]?.label;
  return (
    <MenuTrigger>
      <AriaButton
        className={`inline-flex shrink-0 cursor-pointer items-center gap-1.5 rounded-control border border-line bg-raised px-2.5 whitespace-nowrap outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[hovered]:bg-hover ${large ? "min-h-12" : "min-h-8 narrow:min-h-11"}`}
      >
        <span className={summary ? "text-muted" : "text-text"}>{label}</span>
        {summary && <span className="max-w-40 truncate font-medium">{summary}</span>}
        <ChevronDown size={14} aria-hidden className="text-muted" />
      </AriaButton>
      <Popover className="z-30 max-h-80 min-w-48 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-xl">
        <Menu
          aria-label={label}
          selectionMode={multiple ? "multiple" : "single"}
          selectedKeys={selected}
          onSelectionChange={(keys) =>
            onChange(
              options
                .map((option) => option.value)
                .filter((value) => keys === "all" || keys.has(value)),
            )
          }
          className="outline-none"
        >
          {options.map((option) => (
            <MenuItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className="group flex min-h-9 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[focused]:bg-hover narrow:min-h-11"
            >
              <Check
                size={16}
                aria-hidden
                className="shrink-0 opacity-0 group-data-[selected]:opacity-100"
              />
              {option.content ?? option.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
