const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/;

/** Where an address names no database, it is ours. */
export const databaseOf = (uri: string): { dbName?: string } =>
  namesDatabase.test(uri) ? {} : { dbName: 'passline' };
