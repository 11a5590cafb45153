/** Whether the dialog for an incident made by hand is open; any page may open it. */

import { createStore, useStore } from "@platform/ui";

const isOpen = createStore(false);

export const openCreateIncident = () => isOpen.set(true);
export const closeCreateIncident = () => isOpen.set(false);
export const useCreateIncidentOpen = () => useStore(isOpen);
