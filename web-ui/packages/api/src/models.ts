/** Short names for what the API answers. */

import type { schemas as Schemas } from "./generated";

export type Alert = Schemas["AlertSummary"];
export type Delivery = Schemas["Delivery"];
export type Incident = Schemas["Incident"];
export type IncidentStatus = Schemas["IncidentStatus"];
export type IncidentSuggestions = Schemas["IncidentSuggestions"];
export type Me = Schemas["Me"];
export type OnCallNow = Schemas["OnCallNow"];
export type Suggestion = Schemas["Suggestion"];
export type TimelineEntry = Schemas["TimelineEntry"];
