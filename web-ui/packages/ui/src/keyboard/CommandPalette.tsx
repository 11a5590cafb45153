/** Find and run any command; the page may add results of its own to what is typed. */

import { Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { TextField } from "react-aria-components/TextField";
import { useTranslate } from "../i18n/i18n";
import { Keys } from "./Keys";
import { useCommandList } from "./registry";

export interface PaletteResult {
  id: string;
  label: string;
  detail?: ReactNode;
  run(): void;
}

interface CommandPaletteProps {
  onClose(): void;
  onQuery?(query: string): void;
  results?: readonly PaletteResult[];
}

export default function CommandPalette({ onClose, onQuery, results = [] }: CommandPaletteProps) {
  const t = useTranslate();
  const { contains } = useFilter({ sensitivity: "base" });
  const [query, setQuery] = useState("");
  const commands = useCommandList().filter(
    (command) => !command.documented && command.id !== "palette" && contains(command.label, query),
  );

  const type = (text: string) => {
    setQuery(text);
    onQuery?.(text.trim());
  };
  const choose = (run: () => void) => () => {
    onClose();
    // After the dialog has given the focus back, so that a command may move it.
    setTimeout(run);
  };

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-scrim p-4 pt-[10vh] narrow:pt-4"
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-card border border-line bg-raised shadow-2xl">
        <AriaDialog aria-label={t("palette.title")} className="outline-none">
          <Autocomplete inputValue={query} onInputChange={type}>
            <TextField
              aria-label={t("palette.search")}
              autoFocus
              className="flex items-center border-b border-line px-4"
            >
              <Search size={16} aria-hidden className="shrink-0 text-muted" />
              <Input
                placeholder={t("palette.placeholder")}
                className="h-12 w-full bg-transparent px-3 text-base outline-none"
              />
            </TextField>
            {/* Focusable, so that it can be scrolled by keys without choosing. */}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus */}
            <div tabIndex={0} className="max-h-[min(26rem,60vh)] overflow-y-auto outline-none">
              <Menu
                aria-label={t("palette.commands")}
                className="p-2 outline-none"
                renderEmptyState={() => (
                  <p className="p-4 text-center text-muted">{t("palette.empty")}</p>
                )}
              >
                {results.map((result) => (
                  <PaletteItem
                    key={result.id}
                    id={result.id}
                    label={result.label}
                    onChoose={choose(result.run)}
                  >
                    {result.detail}
                  </PaletteItem>
                ))}
                {commands.map((command) => (
                  <PaletteItem
                    key={command.id}
                    id={command.id}
                    label={command.label}
                    onChoose={choose(command.run)}
                  >
                    {command.keys?.[0] && <Keys keys={command.keys[0]} />}
                  </PaletteItem>
                ))}
              </Menu>
            </div>
          </Autocomplete>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface PaletteItemProps {
  id: string;
  label: string;
  onChoose(): void;
  children?: ReactNode;
}

function PaletteItem({ id, label, onChoose, children }: PaletteItemProps) {
  return (
    <MenuItem
      id={id}
      textValue={label}
      onAction={onChoose}
      className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-control px-3 py-1.5 outline-none data-[focused]:bg-hover narrow:min-h-11"
    >
      <span className="min-w-0 truncate">{label}</span>
      {children}
    </MenuItem>
  );
}
