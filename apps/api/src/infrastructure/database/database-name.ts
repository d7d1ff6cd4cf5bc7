const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/;

/** Uses the database `passline` if the URI names none. */
export const databaseOf = (uri: string): { dbName?: string } =>
  namesDatabase.test(uri) ? {} : { dbName: 'passline' };
