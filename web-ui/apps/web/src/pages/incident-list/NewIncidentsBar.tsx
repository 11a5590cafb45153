/** "3 new": shows what has opened since, when the reader wants it. */

import { useTranslate } from "@platform/ui";
import { ArrowUp } from "lucide-react";

export function NewIncidentsBar({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslate();
  return (
    <div role="status">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="flex min-h-9 w-full cursor-pointer items-center justify-center gap-2 border-b border-line bg-accent-tint font-medium text-accent hover:underline narrow:min-h-11"
        >
          <ArrowUp size={16} aria-hidden />
          {t("list.new", { count })}
        </button>
      )}
    </div>
  );
}
