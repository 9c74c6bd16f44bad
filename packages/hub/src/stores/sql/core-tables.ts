// biome-ignore lint/suspicious/noEmptyInterface: the core's tables are added here
export interface CoreTables {}
