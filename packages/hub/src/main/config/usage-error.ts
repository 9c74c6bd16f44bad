/** What a person has to put right before the hub can start: one line, exit code 2. */
export class UsageError extends Error {}
