import { isTransient } from '@passline/event-log';
import { Error as MongooseError, mongo } from 'mongoose';

/** Whether the store could not be reached, or could not answer for the moment: the same command may succeed later. */
export const isStoreAway = (error: unknown): boolean =>
  error instanceof mongo.MongoNetworkError ||
  error instanceof mongo.MongoServerSelectionError ||
  error instanceof mongo.MongoNotConnectedError ||
  error instanceof mongo.MongoTopologyClosedError ||
  error instanceof MongooseError.MongooseServerSelectionError ||
  // A write that went on losing its race, a replica set that is choosing its primary, one that could not confirm in time.
  isTransient(error) ||
  (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) ||
  error instanceof mongo.MongoWriteConcernError ||
  // Not exported: all connections wait for a store that hangs.
  (error instanceof mongo.MongoDriverError && error.name === 'MongoWaitQueueTimeoutError');
