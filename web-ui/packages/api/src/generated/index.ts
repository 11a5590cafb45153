import type * as platform from "./platform";

export type paths = platform.paths;
export type schemas = platform.components["schemas"];
