/** Charts of the pages that show figures over time; loaded with those pages. */

export { ChartPanel, type ChartTable } from "./ChartPanel";
export { HeatMap } from "./HeatMap";
export { Legend, Plot, type Series } from "./Plot";
