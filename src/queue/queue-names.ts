/**
 * The queues, one per concern, so that long work never stands in front of short work:
 * `remind` wakes the reminder sweep, `draft` talks to the model, `maintain` tidies up, `attach` fetches files.
 */
export const queueNames = ['remind', 'draft', 'maintain', 'attach'] as const;

export type QueueName = (typeof queueNames)[number];
