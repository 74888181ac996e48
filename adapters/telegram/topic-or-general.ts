import { SendError } from '../../src/chat/chat-adapter.ts';

interface ToPlace {
  message_thread_id?: number;
  reply_parameters?: { message_id: number };
}

/**
 * Says it in its topic, or where that is closed or gone, in the group's General rather than nowhere. What it answers is
 * then left out: an answer would go to the same topic again. @throws SendError
 */
export async function thereOrGeneral<P extends object, T>(
  payload: P & ToPlace,
  call: (payload: P) => Promise<T>,
): Promise<T> {
  try {
    return await call(payload);
  } catch (error) {
    const isLost = error instanceof SendError && error.code === 'telegram.topic_gone';
    if (!isLost || payload.message_thread_id === undefined) throw error;
    const inGeneral = { ...payload };
    delete inGeneral.message_thread_id;
    delete inGeneral.reply_parameters;
    return call(inGeneral);
  }
}
