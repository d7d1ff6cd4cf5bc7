/**
 * Filters documents without unpublished events. A delete must repeat it even if the ids were found with it: an event may
 * have been recorded in between, and the outbox is part of the document.
 */
export const allPublished = { outboxDue: { $exists: false } };
