export const en = {
  'page.title': 'WeChat login',
  'page.shut': 'WeChat is not connected. Why: {reason}',
  'page.silent': 'Connecting to WeChat. Please wait; this page refreshes itself.',
  'page.scan':
    'Scan this code with the assistant’s WeChat account. It is renewed every few minutes; this page refreshes itself.',
  'page.scanned': 'The code was scanned. Please tap “Log in” on the phone.',
  'page.in': 'WeChat is logged in: {name}. You can close this page.',
  'page.out': 'WeChat is logged out. Waiting for a new code; this page refreshes itself.',
  'page.resting':
    'WeChat says that messages come too often. Sending pauses until {time} and then goes on; nothing is dropped.',
  'page.lost': 'While the database was away {count} WeChat messages were not taken. Please look them up in the group.',
  'fault.token_missing': '{puppet} needs a token. Please set WECHATY_PUPPET_TOKEN and start the assistant again.',
  'fault.puppet_absent':
    '{puppet} is not installed. Please run npm install {puppet} in the folder of the assistant, and start it again.',
  'fault.no_puppet':
    '{puppet} holds no puppet. Please set WECHATY_PUPPET to another one and start the assistant again.',
  'fault.start_failed': '{puppet} could not start. Please check the network and the token; the assistant keeps trying.',
  'fault.silent': 'WeChat does not answer. Please check the network and the token; the assistant keeps trying.',
  'fault.unreachable':
    'WeChat cannot be reached. Please check the network of this computer; the assistant keeps trying.',
  'fault.lost':
    'The connection to the server of {puppet} broke. Please check that it runs, and the network; the assistant keeps trying.',
  'page.abilities': 'What works now',
  'page.works': 'works',
  'page.partly': 'partly',
  'page.missing': 'does not work',
  'page.terms': 'Automating a personal account is outside WeChat’s terms. Use a spare account, never your own.',
  'terminal.scan': 'Scan with the assistant’s WeChat account to log in (or open {page}):',
  'host.forwarded': 'The login page opens directly on the computer that runs the assistant, and through no proxy.',
  'ability.text': 'Texts',
  'ability.quote': 'Quotes',
  'ability.mention': '@ alerts',
  'ability.relay': 'Relay lists',
  'ability.file': 'Pictures and files',
  'ability.recall': 'Recalls',
  'ability.ids': 'Knowing people after a login',
  'ability.supply': 'Safety of the account',
  'advice.text_partly':
    'Long messages are mended from the raw data. Should something be missing, send it in pieces or paste it into the web room.',
  'advice.quote_partly': 'Some quotes come as words only; the assistant looks for them, or asks.',
  'advice.mention_missing': 'Phones do not ring when the assistant @s somebody. Please write or call when it matters.',
  'advice.relay_partly':
    'Relay lists come as text only, without who wrote which row. Write full names for others, and look at the list afterwards.',
  'advice.relay_missing':
    'Relay lists arrive empty. Copy the list and paste it to the assistant or into the web room; it counts the same.',
  'advice.recall_partly': 'Some recalls do not arrive. To cancel, please say 撤销.',
  'advice.ids_missing':
    'After each login people are recognised by remark and group nickname, and asked when unsure. Please let members add the assistant as a friend: it then notes them itself.',
  'advice.ids_partly':
    'It is not known whether ids survive a login, so people are recognised anew by remark and nickname. Please let members add the assistant as a friend: it then notes them itself.',
  'advice.banned_partly':
    'The web protocol may be refused or the account blocked. Use a spare account and send little; the web room always works.',
  'advice.gone_missing':
    'This service has not let anybody log in since late 2024. Choose another puppet; the web room works meanwhile.',
  'advice.unknown_partly': 'Nobody has tried this puppet here. Try it in a small group first.',
  'reply.number': 'Reply with the number: {choices}',
} as const;
