/** Short names for what the API answers. */

import type { schemas as Schemas } from "./generated";

/** Everything else by the name the API gives it. */
export type ActionItem = Schemas["ActionItem"];
export type Alert = Schemas["AlertSummary"];
export type Change = Schemas["Change"];
export type Delivery = Schemas["Delivery"];
export type EscalationTrace = Schemas["EscalationTrace"];
export type Incident = Schemas["Incident"];
export type IncidentRunbook = Schemas["IncidentRunbook"];
export type IncidentStatus = Schemas["IncidentStatus"];
export type IncidentSuggestions = Schemas["IncidentSuggestions"];
export type LinkedIncident = Schemas["LinkedIncident"];
export type Me = Schemas["Me"];
export type OnCallNow = Schemas["OnCallNow"];
export type People = Schemas["People"];
export type Person = Schemas["Person"];
export type PersonRef = Schemas["PersonRef"];
export type Rca = Schemas["Rca"];
export type SimilarIncident = Schemas["SimilarIncident"];
export type Suggestion = Schemas["Suggestion"];
export type Ticket = Schemas["Ticket"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type { Schemas };
