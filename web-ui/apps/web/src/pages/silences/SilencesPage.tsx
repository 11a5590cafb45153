/** What holds pages back: silences by labels, and maintenance of services. */

import { Button, EmptyState, Panel, useTranslate } from "@platform/ui";
import { CheckField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { BellOff, Plus, Wrench } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { MaintenanceDialog } from "./MaintenanceDialog";
import { MaintenanceItem } from "./MaintenanceItem";
import { maintenanceQuery, silencesQuery } from "./queries";
import { SilenceDialog } from "./SilenceDialog";
import { SilenceItem } from "./SilenceItem";

export default function SilencesPage() {
  const t = useTranslate();
  const [dialog, setDialog] = useState<"silence" | "maintenance" | null>(null);
  const [expired, setExpired] = useState(false);
  const maySilence = useMay("incidents:write");
  const mayMaintain = useMay("incidents:write");
  const silences = useQuery(silencesQuery(expired));
  const windows = useQuery(maintenanceQuery);
  const close = () => setDialog(null);
  return (
    <Page
      title={t("silences.title")}
      actions={
        <>
          {mayMaintain && (
            <Button icon={Wrench} onPress={() => setDialog("maintenance")}>
              {t("maintenance.new")}
            </Button>
          )}
          {maySilence && (
            <Button tone="primary" icon={Plus} onPress={() => setDialog("silence")}>
              {t("silences.new")}
            </Button>
          )}
        </>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel
          title={t("silences.list")}
          aside={
            <CheckField label={t("silences.expired")} isSelected={expired} onChange={setExpired} />
          }
        >
          <Loaded query={silences} what={t("silences.list")} part>
            {(all) =>
              all.length === 0 ? (
                <EmptyState
                  icon={BellOff}
                  title={t("silences.empty")}
                  detail={t("silences.empty.detail")}
                />
              ) : (
                <ul className="divide-y divide-line">
                  {all.map((silence) => (
                    <SilenceItem key={silence.id} silence={silence} mayEdit={maySilence} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Panel>
        <Panel title={t("maintenance.list")}>
          <Loaded query={windows} what={t("maintenance.list")} part>
            {(all) =>
              all.length === 0 ? (
                <EmptyState
                  icon={Wrench}
                  title={t("maintenance.empty")}
                  detail={t("maintenance.empty.detail")}
                />
              ) : (
                <ul className="divide-y divide-line">
                  {all.map((window) => (
                    <MaintenanceItem key={window.id} window={window} mayEdit={mayMaintain} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Panel>
      </div>
      {dialog === "silence" && <SilenceDialog onClose={close} />}
      {dialog === "maintenance" && <MaintenanceDialog onClose={close} />}
    </Page>
  );
}
