/** All pages on a phone. */

import { useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { Search } from "lucide-react";
import { PageLink } from "./Navigation";
import { nameOf, SECTIONS } from "./pages";

interface MorePagesProps {
  onSearch(): void;
  onClose(): void;
}

const ITEM =
  "flex min-h-12 w-full cursor-pointer items-center gap-3 rounded-control px-3 text-base hover:bg-hover aria-[current]:bg-accent-tint aria-[current]:font-semibold";

export default function MorePages({ onSearch, onClose }: MorePagesProps) {
  const t = useTranslate();
  const search = () => {
    onClose();
    onSearch();
  };
  return (
    <Dialog title={t("nav.more.title")} onClose={onClose}>
      <div className="-m-3 flex flex-col gap-3">
        <button type="button" onClick={search} className={ITEM}>
          <Search size={20} aria-hidden />
          {t("shell.search")}
        </button>
        {SECTIONS.map((section) => (
          <section key={section.id} aria-label={t(`nav.section.${section.id}`)}>
            <h3 className="px-3 pb-1 text-xs font-medium text-muted">
              {t(`nav.section.${section.id}`)}
            </h3>
            <ul className="grid grid-cols-2 gap-x-2">
              {section.pages.map((page) => (
                <li key={page.id}>
                  <PageLink
                    page={page}
                    label={nameOf(page, t)}
                    className={ITEM}
                    iconSize={20}
                    onClick={onClose}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
