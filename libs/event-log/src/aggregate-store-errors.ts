/** Another writer changed the aggregate since it was read: load it and decide again. */
export class VersionConflict extends Error {
  readonly kind: string;
  readonly id: string;
  readonly expectedVersion: number;
  readonly actualVersion: number;

  constructor(kind: string, id: string, expectedVersion: number, actualVersion: number) {
    super(`${kind} ${id} is at version ${actualVersion}, not ${expectedVersion}`);
    this.name = 'VersionConflict';
    this.kind = kind;
    this.id = id;
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

/** The aggregate does not exist, or the guard hides it from this caller. */
export class AggregateNotFound extends Error {
  readonly kind: string;
  readonly id: string;

  constructor(kind: string, id: string) {
    super(`${kind} ${id} was not found`);
    this.name = 'AggregateNotFound';
    this.kind = kind;
    this.id = id;
  }
}

/** The version matched but another condition of the guard did not: a retry would not help. */
export class GuardRefused extends Error {
  readonly kind: string;
  readonly id: string;

  constructor(kind: string, id: string) {
    super(`${kind} ${id} does not meet the condition of this write`);
    this.name = 'GuardRefused';
    this.kind = kind;
    this.id = id;
  }
}
