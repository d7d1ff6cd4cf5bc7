import type { Model, QueryFilter } from 'mongoose';

interface Due {
  _id: string;
  attempts: number;
  dueAt?: Date;
}

/**
 * Claims due documents, oldest first, so that no other node works on them until the claim expires: they are due again
 * then, unless their work has ended. Counts the attempt.
 */
export async function claimDue<Doc extends Due>(
  model: Model<Doc>,
  { among = {}, now, limit, forMs }: { among?: QueryFilter<Doc>; now: Date; limit: number; forMs: number },
): Promise<Doc[]> {
  const due = await model
    .find({ ...among, dueAt: { $lte: now } } as QueryFilter<Doc>)
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean<Doc[]>();
  const dueAt = new Date(now.getTime() + forMs);
  const claimed = await Promise.all(
    due.map((doc) =>
      model
        .findOneAndUpdate(
          // Another node may have claimed it since.
          { _id: doc._id, dueAt: doc.dueAt } as QueryFilter<Doc>,
          { $set: { dueAt }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        )
        .lean<Doc>(),
    ),
  );
  return claimed.filter((doc) => doc !== null);
}
