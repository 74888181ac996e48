export const en = {
  'press.slow': 'Received; working on it. Please wait a moment, no need to press again.',
  'privacy.name': 'hearing what is said in groups without calling the assistant',
  'privacy.advice':
    'Only mentions, answers to the assistant and slash commands are heard now. Make it an administrator of the group; or turn privacy mode off at @BotFather with /setprivacy, then take it out of the group and in again.',
} as const;
