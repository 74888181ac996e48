export const en = {
  'press.slow': 'Received; working on it. Please wait a moment, no need to press again.',
} as const;
