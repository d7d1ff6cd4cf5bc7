import { isTransient } from '@passline/event-log';
import { Error as MongooseError, mongo } from 'mongoose';

/** Whether the store was unreachable or temporarily unable to answer, so that the same command may succeed later. */
export const isStoreUnavailable = (error: unknown): boolean =>
  error instanceof mongo.MongoNetworkError ||
  error instanceof mongo.MongoServerSelectionError ||
  error instanceof mongo.MongoNotConnectedError ||
  error instanceof mongo.MongoTopologyClosedError ||
  error instanceof MongooseError.MongooseServerSelectionError ||
  // Repeated write conflicts, a replica set electing its primary, or a write that was not confirmed in time.
  isTransient(error) ||
  (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) ||
  error instanceof mongo.MongoWriteConcernError ||
  // The driver does not export this error: all connections of the pool are waiting for a hanging store.
  (error instanceof mongo.MongoDriverError && error.name === 'MongoWaitQueueTimeoutError');
